import type { ChannelName } from '@kallelse/eligibility';
import type { PlainDate } from '@kallelse/kernel';
import { reachChannelSql } from '@kallelse/population';
import type { EntityManager } from 'typeorm';
import { DIGITAL_CHANNELS, type DigitalName } from '../domain/digital-channel';
import { moveContactsOf, moveDispatches, planDispatches } from './dispatch-rows';
import { gate } from './gate';

/** Dispatches that are planned and have not gone out. */
export interface PlannedDispatches {
  /** An SQL condition on `dispatch` with one parameter, `value`. */
  readonly condition: string;
  readonly value: unknown;
  /** The way they were planned to go. */
  readonly channel: string;
  /** The ways there are now. */
  readonly channels: readonly ChannelName[];
}

/**
 * Asks the gate again about dispatches that have waited: who must not be written to any more is suppressed, and who is
 * reached another way now (protected since, or moved) gets a dispatch of that kind instead.
 */
export async function stopAtGate(
  tx: EntityManager,
  { condition, value, channel, channels }: PlannedDispatches,
  { now, asOf }: { readonly now: Date; readonly asOf: PlainDate },
): Promise<void> {
  const waiting = `${condition} AND dispatch.state IN ('planned', 'rendered')`;
  const members = `contact.state IN ('in-progress', 'handed-over') AND contact.id IN (
    SELECT contact_id FROM screening.dispatches AS dispatch WHERE ${waiting})`;
  await stopRead(tx, waiting, value, now);
  const { suppressed } = await gate(tx, members, [value], asOf);
  for (const [reason, contacts] of suppressed) {
    const rows = await tx.query<{ id: number }[]>(
      `SELECT id FROM screening.dispatches AS dispatch WHERE ${waiting} AND contact_id = ANY ($2::bigint[])`,
      [value, contacts],
    );
    const dispatches = rows.map(({ id }) => id);
    await moveDispatches(tx, dispatches, 'suppressed', now, reason);
    await moveContactsOf(tx, dispatches, 'suppressed', now, reason);
  }
  const moved = await tx.query<{ id: number; contact_id: number }[]>(
    `SELECT dispatch.id, dispatch.contact_id FROM screening.dispatches AS dispatch
     JOIN screening.contacts AS contact ON contact.id = dispatch.contact_id
     LEFT JOIN screening.resident_reach AS reach ON reach.resident_id = screening.present_resident(contact.resident_id)
     WHERE ${waiting} AND ${reachChannelSql('reach', isDigital(channel) ? [channel, 'paper'] : channels)} <> $2`,
    [value, channel],
  );
  const dispatches = moved.map(({ id }) => id);
  await moveDispatches(tx, dispatches, 'cancelled', now, 'reach-changed');
  const contacts = moved.map(({ contact_id: contact }) => contact);
  await planDispatches(tx, contacts, channels, now);
}

function isDigital(channel: string): channel is DigitalName {
  return DIGITAL_CHANNELS.some((one) => one === channel);
}

/** Who has read the message meanwhile needs no letter after it. */
async function stopRead(tx: EntityManager, waiting: string, value: unknown, now: Date): Promise<void> {
  const rows = await tx.query<{ letter: number; message: number }[]>(
    `SELECT dispatch.id AS letter, message.id AS message FROM screening.dispatches AS dispatch
     JOIN screening.dispatches AS message ON message.contact_id = dispatch.contact_id
       AND message.state = 'expired' AND message.read_late_at IS NOT NULL
     WHERE ${waiting}`,
    [value],
  );
  const letters = rows.map(({ letter }) => letter);
  const messages = rows.map(({ message }) => message);
  await moveDispatches(tx, letters, 'cancelled', now, 'message-read');
  await moveDispatches(tx, messages, 'read', now);
}
