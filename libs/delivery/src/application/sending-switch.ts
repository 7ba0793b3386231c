import { readReason, type Actor, type AuditLog } from '@kallelse/access';
import { ProblemError, type Clock } from '@kallelse/kernel';
import { isConstraint, type Databases } from '@kallelse/platform';

export type PauseScope = 'everything' | 'programme' | 'channel' | 'batch';

/** A pause in force: nothing of its scope is sent until it is resumed. */
export interface SendingPause {
  readonly id: number;
  readonly scope: PauseScope;
  readonly value: string;
  readonly reason: string;
  readonly pausedBy: string;
  readonly pausedAt: Date;
}

/** A service that takes nothing at the moment and is left alone for a while. */
export interface RestingProvider {
  readonly name: string;
  /** Tries in a row that came to nothing. */
  readonly failures: number;
  readonly restsUntil: Date;
}

/** The sending switch, read by every gate: pauses everything, a programme, a channel or a batch. */
export class SendingSwitch {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /** Refuses what does not exist: a pause of a misspelt channel would hold nothing up. */
  async pause(scope: PauseScope, value: string, text: string, actor: Actor): Promise<void> {
    const reason = readReason(text);
    await this.mustExist(scope, value);
    await this.audit.record({ actor, action: 'sending.pause', subject: subjectOf(scope, value), reason });
    try {
      await this.databases.query(
        'kallelse_app',
        `INSERT INTO screening.sending_pauses (scope, value, reason, paused_by, paused_at) VALUES ($1, $2, $3, $4, $5)`,
        [scope, value, reason, actor.user, this.clock.now()],
      );
    } catch (error) {
      if (!isConstraint(error, 'sending_pauses_active')) throw error;
    }
  }

  async resume(scope: PauseScope, value: string, actor: Actor): Promise<void> {
    await this.databases.transaction('kallelse_app', async (tx) => {
      const [, resumed] = await tx.query<[unknown[], number]>(
        `UPDATE screening.sending_pauses SET resumed_by = $3, resumed_at = $4 WHERE scope = $1 AND value = $2 AND resumed_at IS NULL`,
        [scope, value, actor.user, this.clock.now()],
      );
      if (resumed === 0) throw notPaused(scope, value);
      await this.audit.record({ actor, action: 'sending.resume', subject: subjectOf(scope, value) });
    });
  }

  private async mustExist(scope: PauseScope, value: string): Promise<void> {
    const known = await this.databases.query<{ value: string }>('kallelse_app', EXISTING[scope]);
    if (known.some((one) => one.value === value)) return;
    throw new ProblemError('SENDING_SCOPE_UNKNOWN', `there is no such ${scope} to pause`, {
      fix:
        scope === 'batch'
          ? 'see kallelse batch status'
          : `known: ${known.map((one) => one.value).join(', ')}`,
      exitCode: 2,
    });
  }

  async status(): Promise<SendingPause[]> {
    return this.databases.query(
      'kallelse_app',
      `SELECT id, scope, value, reason, paused_by AS "pausedBy", paused_at AS "pausedAt" FROM screening.sending_pauses
       WHERE resumed_at IS NULL ORDER BY id`,
    );
  }

  /** Services that are left alone since they took nothing; they are tried again by themselves. */
  resting(): Promise<RestingProvider[]> {
    return this.databases.query(
      'kallelse_app',
      `SELECT name, failures, rests_until AS "restsUntil" FROM screening.providers WHERE rests_until IS NOT NULL ORDER BY name`,
    );
  }
}

const EXISTING: Readonly<Record<PauseScope, string>> = {
  everything: `SELECT '' AS value`,
  channel: `SELECT unnest(ARRAY['1177', 'secure-mailbox', 'paper', 'mediated', 'outreach']) AS value`,
  programme: 'SELECT DISTINCT programme AS value FROM screening.definitions ORDER BY 1',
  batch: 'SELECT id::text AS value FROM screening.batches',
};

function subjectOf(scope: PauseScope, value: string): string {
  return value === '' ? scope : `${scope} ${value}`;
}

function notPaused(scope: PauseScope, value: string): ProblemError {
  const what = value === '' ? scope : `this ${scope}`;
  return new ProblemError('SENDING_NOT_PAUSED', `sending of ${what} is not paused`, {
    fix: 'see kallelse sending status',
  });
}
