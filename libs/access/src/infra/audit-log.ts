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

  record(entry: AuditEntry): Promise<void> {
    return this.recordAll([entry]);
  }

  /** All or none, in one statement: a list of people is one row each, so that every reader of a person is found. */
  async recordAll(entries: readonly AuditEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const rows = entries.map(({ actor, action, subject, residentId, reason, details }) => ({
      actor: actor.user,
      action,
      subject,
      resident_id: residentId,
      reason,
      details: details ?? {},
    }));
    await this.databases.query(
      'kallelse_audit',
      `INSERT INTO audit.entries (at, actor, action, subject, resident_id, reason, details)
       SELECT $1, actor, action, subject, resident_id, reason, details FROM jsonb_to_recordset($2)
         AS entry (actor text, action text, subject text, resident_id bigint, reason text, details jsonb)`,
      [this.clock.now(), JSON.stringify(rows)],
    );
  }
}
