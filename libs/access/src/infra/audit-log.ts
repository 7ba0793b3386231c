import type { Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { Actor } from '../domain/actor';

/** One thing somebody did. No personal data: subjects and details are ids, codes and counts. */
export interface AuditEntry {
  readonly actor: Actor;
  /** `batch.approve`, `import.residents` */
  readonly action: string;
  /** What it was done to: `batch 12`. */
  readonly subject?: string;
  readonly residentId?: number;
  readonly reason?: string;
  readonly details?: object;
}

/** Adds to the audit log, as the role that can do nothing else. */
export class AuditLog {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
  ) {}

  async record({ actor, action, subject, residentId, reason, details }: AuditEntry): Promise<void> {
    await this.databases.query(
      'kallelse_audit',
      `INSERT INTO audit.entries (at, actor, action, subject, resident_id, reason, details) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        this.clock.now(),
        actor.user,
        action,
        subject ?? null,
        residentId ?? null,
        reason ?? null,
        JSON.stringify(details ?? {}),
      ],
    );
  }
}
