import type { Actor, AuditLog } from '@kallelse/access';
import type { SettleRounds } from '@kallelse/episodes';
import type { Clock, PlainDate } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { EntityManager } from 'typeorm';

export const RETURN_REASONS = ['moved', 'refused', 'deceased', 'unknown'] as const;
export type ReturnReason = (typeof RETURN_REASONS)[number];

/** A letter that came back. */
export interface ReturnedLetter {
  readonly dispatch: number;
  readonly on: PlainDate;
  readonly reason: ReturnReason;
}

export interface ReturnCounts {
  readonly returned: number;
  /** Dispatches that are unknown, not on paper, or already returned. */
  readonly ignored: number;
}

/**
 * Records letters that came back: the dispatch is `returned`, the address an exception. Settling then closes a round whose
 * invitation never arrived as `undeliverable` and voids its invitation, so that the person is due again.
 */
export class RecordReturns {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly settle: SettleRounds,
  ) {}

  async run(letters: readonly ReturnedLetter[], actor: Actor): Promise<ReturnCounts> {
    const returned = await this.databases.transaction('kallelse_delivery', (tx) =>
      this.markReturned(tx, letters),
    );
    await this.settle.run();
    const counts = { returned, ignored: letters.length - returned };
    await this.audit.record({ actor, action: 'delivery.returns', details: counts });
    return counts;
  }

  private async markReturned(tx: EntityManager, letters: readonly ReturnedLetter[]): Promise<number> {
    const now = this.clock.now();
    const [rows] = await tx.query<[{ id: number }[], number]>(
      `UPDATE screening.dispatches AS dispatch SET state = 'returned', reason = given.reason, changed_at = $2
       FROM jsonb_to_recordset($1::jsonb) AS given(dispatch bigint, reason text)
       WHERE dispatch.id = given.dispatch AND dispatch.channel IN ('paper', 'mediated')
         AND dispatch.state IN ('handed-over', 'posted', 'delivered') RETURNING dispatch.id`,
      [JSON.stringify(letters), now],
    );
    const ids = rows.map(({ id }) => id);
    await tx.query(
      `INSERT INTO screening.exceptions (kind, subject, resident_id, details, raised_at)
       SELECT 'letter-returned', 'dispatch ' || dispatch.id, contact.resident_id, jsonb_build_object('reason', dispatch.reason), $2
       FROM screening.dispatches AS dispatch JOIN screening.contacts AS contact ON contact.id = dispatch.contact_id
       WHERE dispatch.id = ANY ($1::bigint[]) ON CONFLICT DO NOTHING`,
      [ids, now],
    );
    return ids.length;
  }
}
