import type { ChannelName } from '@kallelse/eligibility';
import { reachChannelSql } from '@kallelse/population';
import type { EntityManager } from 'typeorm';
import { orderKits } from './kits/order-kits';

/**
 * Contacts get their next dispatch, in the chunk they are in, `planned` on the channel that reaches them now. A contact
 * that was handed over once stays so, whatever becomes of a dispatch that follows.
 */
export async function planDispatches(
  tx: EntityManager,
  contacts: readonly number[],
  channels: readonly ChannelName[],
  now: Date,
): Promise<void> {
  if (contacts.length === 0) return;
  await tx.query(
    `INSERT INTO screening.dispatches (contact_id, batch_id, chunk_id, attempt, channel, changed_at)
     SELECT contact.id, contact.batch_id, contact.chunk_id, coalesce(last.attempt, 0) + 1, ${reachChannelSql('reach', channels)}, $2
     FROM screening.contacts AS contact
     LEFT JOIN screening.resident_reach AS reach ON reach.resident_id = screening.present_resident(contact.resident_id)
     LEFT JOIN LATERAL (SELECT max(attempt) AS attempt FROM screening.dispatches AS earlier WHERE earlier.contact_id = contact.id) AS last ON true
     WHERE contact.id = ANY ($1::bigint[]) ORDER BY contact.id`,
    [contacts, now],
  );
  await tx.query(
    `UPDATE screening.contacts SET state = 'in-progress', reason = NULL, changed_at = $2
     WHERE id = ANY ($1::bigint[]) AND state <> 'handed-over'`,
    [contacts, now],
  );
}

/** Moves dispatches to a state; what becomes of their contacts is the caller's. */
export async function moveDispatches(
  tx: EntityManager,
  dispatches: readonly number[],
  state: string,
  now: Date,
  reason: string | null = null,
): Promise<void> {
  if (dispatches.length === 0) return;
  await tx.query(
    `UPDATE screening.dispatches SET state = $2, reason = $3, changed_at = $4 WHERE id = ANY ($1::bigint[])`,
    [dispatches, state, reason, now],
  );
}

/** Moves the contacts of dispatches to a state; those that were handed over by an earlier dispatch stay so. */
export async function moveContactsOf(
  tx: EntityManager,
  dispatches: readonly number[],
  state: 'held' | 'unknown' | 'failed' | 'suppressed',
  now: Date,
  reason: string,
): Promise<void> {
  if (dispatches.length === 0) return;
  await tx.query(
    `UPDATE screening.contacts AS contact SET state = $2, reason = $3, changed_at = $4
     FROM screening.dispatches AS dispatch WHERE dispatch.contact_id = contact.id AND dispatch.id = ANY ($1::bigint[])
       AND contact.state <> 'handed-over'`,
    [dispatches, state, reason, now],
  );
}

/** The contacts of dispatches have left the house; the kits they promise are ordered with it. */
export async function handOverContactsOf(
  tx: EntityManager,
  dispatches: readonly number[],
  now: Date,
  today: string,
): Promise<void> {
  if (dispatches.length === 0) return;
  await tx.query(
    `UPDATE screening.contacts AS contact SET state = 'handed-over', reason = NULL, handed_over_on = $2, changed_at = $3,
       channel = dispatch.channel
     FROM screening.dispatches AS dispatch WHERE dispatch.contact_id = contact.id AND dispatch.id = ANY ($1::bigint[])
       AND contact.state <> 'handed-over'`,
    [dispatches, today, now],
  );
  await orderKits(tx, dispatches, now, today);
}
