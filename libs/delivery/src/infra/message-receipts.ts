import { ROUND_OVER_SQL } from '@kallelse/episodes';
import { ZONE, type Duration, type PlainDate } from '@kallelse/kernel';
import { reachChannelSql } from '@kallelse/population';
import type { EntityManager } from 'typeorm';
import { DIGITAL_CHANNELS, type DigitalName, type Receipt } from '../domain/digital-channel';
import { planDispatches } from './dispatch-rows';
import { contactsOf } from './record-results';

/** A message that a service took. */
export interface TakenMessage {
  readonly id: number;
  readonly reference: string;
}

/** A message that has not been read by now is asked about no more: the service has dropped it long ago. */
const FOLLOWED_DAYS = 120;

const UNREAD = `dispatch.channel IN (${DIGITAL_CHANNELS.map((name) => `'${name}'`).join(', ')}) AND dispatch.state IN ('accepted', 'queued', 'delivered')`;

/** The letter that follows an unread message has not left yet. */
const LETTER_WAITS = `dispatch.state = 'expired' AND dispatch.read_late_at IS NULL
  AND EXISTS (SELECT 1 FROM screening.dispatches AS letter WHERE letter.contact_id = dispatch.contact_id
    AND letter.attempt > dispatch.attempt AND letter.state IN ('planned', 'rendered'))`;

/** Messages about which nothing has been asked since a moment, those that have waited longest first. */
export function readUnread(
  tx: EntityManager,
  channel: DigitalName,
  askedBefore: Date,
  { today, limit }: { readonly today: PlainDate; readonly limit: number },
): Promise<TakenMessage[]> {
  return tx.query(
    `SELECT dispatch.id, dispatch.provider_reference AS reference FROM screening.dispatches AS dispatch
     JOIN screening.contacts AS contact ON contact.id = dispatch.contact_id
     WHERE (${UNREAD} OR ${LETTER_WAITS}) AND dispatch.channel = $4 AND dispatch.provider_reference IS NOT NULL
       AND (dispatch.asked_at IS NULL OR dispatch.asked_at <= $1) AND contact.handed_over_on >= $2::date - ${FOLLOWED_DAYS}
     ORDER BY dispatch.asked_at NULLS FIRST, dispatch.id LIMIT $3`,
    [askedBefore, today, limit, channel],
  );
}

/**
 * Writes down what a service said of its messages; a step that no message can take says nothing. One that it could not
 * deliver goes on paper. One that was read too late stops the letter after it, if that has not left (`stopAtGate`).
 */
export async function recordReceipts(
  tx: EntityManager,
  messages: readonly TakenMessage[],
  receipts: ReadonlyMap<string, Receipt>,
  now: Date,
): Promise<void> {
  const ids = messages.map(({ id }) => id);
  await tx.query('UPDATE screening.dispatches SET asked_at = $2 WHERE id = ANY ($1::bigint[])', [ids, now]);
  const said = messages.flatMap(({ id, reference }) => {
    const state = receipts.get(reference);
    return state ? [{ id, state }] : [];
  });
  const read = said.flatMap(({ id, state }) => (state === 'read' ? [id] : []));
  await tx.query(
    `UPDATE screening.dispatches SET read_late_at = $2 WHERE id = ANY ($1::bigint[]) AND state = 'expired'`,
    [read, now],
  );
  const [moved] = await tx.query<[{ id: number; state: string }[], number]>(
    `UPDATE screening.dispatches AS dispatch SET state = said.state, changed_at = $2,
       reason = CASE WHEN said.state IN ('expired', 'failed') THEN 'by-service' END
     FROM jsonb_to_recordset($1::jsonb) AS said(id bigint, state text), screening.dispatch_states AS step
     WHERE dispatch.id = said.id AND ${UNREAD} AND step.from_state = dispatch.state AND step.to_state = said.state
     RETURNING dispatch.id, dispatch.state`,
    [JSON.stringify(said), now],
  );
  const failed = moved.flatMap(({ id, state }) => (state === 'failed' ? [id] : []));
  await planDispatches(tx, await contactsOf(tx, failed), ['paper'], now);
}

/** Which messages go on paper when they stay unread, and when. */
export interface PaperRule {
  readonly channel: DigitalName;
  /** Rules of the batches whose messages they are; null: of those without rules (enquiries, corrections). */
  readonly definition: number | null;
  readonly after: Duration;
  /** The service is asked first, and waited for a day: nobody who has read it gets a letter. */
  readonly asksFirst: boolean;
}

/**
 * Messages that nobody has read in time end, and each of their contacts gets a letter, in one step. Who cannot get
 * a letter keeps the message; of a round that is over, a recalled batch or a mistake nothing follows.
 * @returns how many letters
 */
export async function putUnreadOnPaper(
  tx: EntityManager,
  { channel, definition, after, asksFirst }: PaperRule,
  { now, today }: { readonly now: Date; readonly today: PlainDate },
): Promise<number> {
  const due = '(contact.handed_over_on + make_interval(months => $4, days => $5))::date';
  const [rows] = await tx.query<[{ contact_id: number }[], number]>(
    `UPDATE screening.dispatches AS dispatch SET state = 'expired', reason = 'unread', changed_at = $1
     FROM screening.contacts AS contact JOIN screening.batches AS batch ON batch.id = contact.batch_id
     LEFT JOIN screening.episodes AS episode ON episode.id = contact.episode_id
     JOIN screening.resident_reach AS reach ON reach.resident_id = screening.present_resident(contact.resident_id)
     WHERE contact.id = dispatch.contact_id AND ${UNREAD} AND dispatch.channel = $7
       AND coalesce(episode.definition_id, batch.definition_id) IS NOT DISTINCT FROM $3::bigint
       AND ${due} <= CASE WHEN NOT $6::boolean OR dispatch.asked_at >= ${due}::timestamp AT TIME ZONE '${ZONE}'
         THEN $2::date ELSE $2::date - 1 END
       AND contact.closed_on IS NULL AND contact.annulled_at IS NULL AND batch.recalled_at IS NULL
       AND NOT ${ROUND_OVER_SQL} AND ${reachChannelSql('reach', ['paper'])} <> 'outreach'
     RETURNING dispatch.contact_id`,
    [now, today, definition, after.months, after.days, asksFirst, channel],
  );
  await planDispatches(
    tx,
    rows.map(({ contact_id: contact }) => contact),
    ['paper'],
    now,
  );
  return rows.length;
}
