import { ProblemError, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import { isUserName, type Actor } from '../domain/actor';
import { readReason } from '../domain/reason';
import { rightMissing, type Right } from '../domain/right';
import type { AuditLog } from './audit-log';

/** A right that somebody has. */
export interface HeldRight {
  readonly user: string;
  readonly right: Right;
  readonly grantedBy: string;
  readonly grantedAt: Date;
  readonly reason: string;
}

/** A change of somebody's rights. */
export interface RightChange {
  readonly user: string;
  readonly right: Right;
  readonly reason: string;
  readonly actor: Actor;
}

/** Who has which right; every change is audited, and nobody gives one to themselves. */
export class Rights {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  async has({ user }: Actor, right: Right): Promise<boolean> {
    const rows = await this.databases.query(
      'kallelse_app',
      `SELECT 1 FROM screening.user_rights WHERE user_name = $1 AND right_name = $2 AND revoked_at IS NULL`,
      [user, right],
    );
    return rows.length > 0;
  }

  /** @throws ProblemError RIGHT_MISSING */
  async must(actor: Actor, right: Right): Promise<void> {
    if (!(await this.has(actor, right))) throw rightMissing(right);
  }

  list(): Promise<HeldRight[]> {
    return this.databases.query<HeldRight>(
      'kallelse_app',
      `SELECT user_name AS "user", right_name AS "right", granted_by AS "grantedBy", granted_at AS "grantedAt", reason
       FROM screening.user_rights WHERE revoked_at IS NULL ORDER BY user_name, right_name`,
    );
  }

  /**
   * Gives a right; one that is held already stays as it was.
   * @throws ProblemError RIGHT_OWN, USER_NAME
   */
  async grant(change: RightChange): Promise<void> {
    const { user, right, actor } = change;
    const reason = readReason(change.reason);
    if (!isUserName(user.replace(/^os:/, ''))) throw wrongName();
    if (user === actor.user) throw ownRight();
    await this.databases.query(
      'kallelse_app',
      `INSERT INTO screening.user_rights (user_name, right_name, reason, granted_by, granted_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (user_name, right_name) WHERE revoked_at IS NULL DO NOTHING`,
      [user, right, reason, actor.user, this.clock.now()],
    );
    await this.record('rights.grant', change, reason);
  }

  /** Takes a right back. @throws ProblemError RIGHT_NOT_HELD */
  async revoke(change: RightChange): Promise<void> {
    const { user, right, actor } = change;
    const reason = readReason(change.reason);
    const source = await this.databases.source('kallelse_app');
    const [, changed] = await source.query<[unknown[], number]>(
      `UPDATE screening.user_rights SET revoked_by = $3, revoked_at = $4
       WHERE user_name = $1 AND right_name = $2 AND revoked_at IS NULL RETURNING 1`,
      [user, right, actor.user, this.clock.now()],
    );
    if (changed === 0)
      throw new ProblemError('RIGHT_NOT_HELD', 'the user does not have this right', {
        fix: 'see who has which: kallelse rights',
      });
    await this.record('rights.revoke', change, reason);
  }

  private record(action: string, { user, right, actor }: RightChange, reason: string): Promise<void> {
    return this.audit.record({ actor, action, subject: `user ${user}`, reason, details: { right } });
  }
}

function ownRight(): ProblemError {
  return new ProblemError('RIGHT_OWN', 'nobody gives a right to themselves', {
    fix: 'let somebody else grant it',
  });
}

function wrongName(): ProblemError {
  return new ProblemError('USER_NAME', 'a user name has letters, digits, dot and hyphen', { exitCode: 2 });
}
