import type { Actor, AuditLog } from '@kallelse/access';
import { today, type Clock, type PlainDate } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import { voidOwnEvents } from '@kallelse/population';
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
 * Records letters that came back: the dispatch is `returned`, the address an exception, and a round whose invitation never
 * arrived closes as `undeliverable`; its invitation is voided, so the person is due again.
 */
export class RecordReturns {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  async run(letters: readonly ReturnedLetter[], actor: Actor): Promise<ReturnCounts> {
    const returned = await this.databases.transaction('kallelse_delivery', (tx) =>
      this.markReturned(tx, letters),
    );
    if (returned.length > 0) {
      await this.databases.transaction('kallelse_generate', (tx) => this.closeRounds(tx, returned));
    }
    const counts = { returned: returned.length, ignored: letters.length - returned.length };
    await this.audit.record({ actor, action: 'delivery.returns', details: counts });
    return counts;
  }

  private async markReturned(tx: EntityManager, letters: readonly ReturnedLetter[]): Promise<number[]> {
    const now = this.clock.now();
    const [rows] = await tx.query<[{ id: number; contact_id: number }[], number]>(
      `UPDATE screening.dispatches AS dispatch SET state = 'returned', reason = given.reason, changed_at = $2
       FROM jsonb_to_recordset($1::jsonb) AS given(dispatch bigint, reason text)
       WHERE dispatch.id = given.dispatch AND dispatch.channel IN ('paper', 'mediated')
         AND dispatch.state IN ('handed-over', 'posted', 'delivered') RETURNING dispatch.id, dispatch.contact_id`,
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
    return rows.map(({ contact_id: contact }) => contact);
  }

  private async closeRounds(tx: EntityManager, contacts: readonly number[]): Promise<void> {
    const now = this.clock.now();
    const date = today(this.clock);
    await tx.query(
      `UPDATE screening.contacts AS contact SET state = 'cancelled', reason = 'undeliverable', changed_at = $2
       WHERE state = 'waiting' AND chunk_id IS NULL AND episode_id IN (
         SELECT episode_id FROM screening.contacts AS first WHERE first.id = ANY ($1::bigint[]) AND first.kind = 'invitation')`,
      [contacts, now],
    );
    await tx.query(
      `UPDATE screening.episodes SET state = 'closed', closed_on = $2, close_reason = 'undeliverable' WHERE state = 'open' AND id IN (
         SELECT episode_id FROM screening.contacts AS first WHERE first.id = ANY ($1::bigint[]) AND first.kind = 'invitation')`,
      [contacts, date],
    );
    const refs = `SELECT 'kallelse:contact:' || id FROM screening.contacts WHERE id = ANY ($1::bigint[]) AND kind = 'invitation'
      UNION ALL SELECT 'kallelse:episode:' || episode_id FROM screening.contacts WHERE id = ANY ($1::bigint[]) AND kind = 'invitation'`;
    await voidOwnEvents(tx, { refs, values: [contacts], now, today: date });
  }
}
