import { parseDefinition, type Definition } from '@kallelse/eligibility';
import { addDuration, toDay, toPlainDate, type PlainDate } from '@kallelse/kernel';
import { servingUnitSql, slotTakenSql } from '@kallelse/population';
import type { EntityManager } from 'typeorm';

/** The step of a letter that tells of another time. */
export const NEW_TIME_STEP = 'new-time';
export const NEW_TIME_TEMPLATE = 'new-time';

export interface AssigningTimes {
  readonly now: Date;
  readonly today: PlainDate;
  /** Only contacts of this batch. */
  readonly batchId?: number;
}

/** Letters about to be made, or held since there was no time for them. */
const WAITING = `((contact.state = 'waiting' AND contact.chunk_id IS NULL AND contact.due_on <= $1)
  OR (contact.state = 'held' AND contact.reason = 'no-slot'))
  AND episode.state = 'open' AND ($2::bigint IS NULL OR contact.batch_id = $2)`;

/** A letter that has waited (for its release, a pause) tells no time sooner than this; who has been told of one keeps it. */
const LEAST_NOTICE_DAYS = 7;
const TOLD = `EXISTS (SELECT FROM screening.contacts AS letter WHERE letter.episode_id = episode.id
  AND letter.state IN ('in-progress', 'handed-over', 'unknown'))`;

/** The unit that serves the round's district. */
export const UNIT_OF_ROUND = servingUnitSql('episode.programme', 'episode.district', 'episode.opened_on');

/** Nobody has the place. */
export const FREE_SLOT = `slot.is_open AND NOT ${slotTakenSql('slot')}`;

/** Places are given, moved and freed one after the other. */
export async function lockTimes(tx: EntityManager): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext('kallelse times'))`);
}

/**
 * Gives every letter that is to tell a time one, in the caller's transaction: the earliest free at the unit that serves the
 * district, in the order of the letters, a set time after today. Without one the letter is held, and tried again whenever
 * this runs. A round that has a time to come keeps it; protected residents get none, since a letter about a time tells
 * where they live.
 * @returns how many times were given
 */
export async function assignTimes(
  tx: EntityManager,
  { now, today, batchId }: AssigningTimes,
): Promise<number> {
  const values = [today, batchId ?? null];
  const found = await tx.query<{ id: number; document: object }[]>(
    `SELECT id, document FROM screening.definitions WHERE id IN (SELECT episode.definition_id FROM screening.contacts AS contact
       JOIN screening.episodes AS episode ON episode.id = contact.episode_id WHERE ${WAITING})`,
    values,
  );
  const rules = found.flatMap(({ id, document }) => {
    const parsed = parseDefinition(document);
    return parsed.ok ? [{ id, definition: parsed.value }] : [];
  });
  let given = 0;
  for (const { id, definition } of rules) given += await assignOf(tx, id, definition, { now, today, values });
  return given;
}

async function assignOf(
  tx: EntityManager,
  id: number,
  { programme, delivery }: Definition,
  {
    now,
    today,
    values,
  }: { readonly now: Date; readonly today: PlainDate; readonly values: readonly unknown[] },
): Promise<number> {
  const steps = [...delivery.steps.filter(({ booked }) => booked).map((step) => step.id), NEW_TIME_STEP];
  const earliest = toPlainDate(addDuration(toDay(today), delivery.timesFrom));
  await lockTimes(tx);
  await tx.query(
    `CREATE TEMPORARY TABLE needing ON COMMIT DROP AS
     SELECT contact.id, contact.episode_id, ${UNIT_OF_ROUND} AS unit FROM screening.contacts AS contact
     JOIN screening.episodes AS episode ON episode.id = contact.episode_id
     WHERE ${WAITING} AND episode.definition_id = $3 AND contact.step = ANY ($4) AND NOT episode.is_protected
       AND NOT EXISTS (SELECT FROM screening.booked_times AS own JOIN screening.slots AS slot ON slot.id = own.slot_id
         WHERE own.episode_id = episode.id AND own.state = 'booked' AND slot.starts_at > $5
           AND (slot.starts_at >= ($1::date + ${LEAST_NOTICE_DAYS})::timestamp AT TIME ZONE 'Europe/Stockholm' OR ${TOLD}))`,
    [...values, id, steps, now],
  );
  // A time that is over makes room for another; whether anybody came then is not known. So does one too soon for its letter.
  await tx.query(
    `UPDATE screening.booked_times AS own SET state = 'moved', reason = CASE WHEN slot.starts_at > $1 THEN 'too-soon' ELSE 'over' END, changed_at = $1
     FROM screening.slots AS slot WHERE slot.id = own.slot_id AND own.state = 'booked' AND own.episode_id IN (SELECT episode_id FROM needing)`,
    [now],
  );
  const [booked] = await tx.query<[unknown[], number]>(
    `WITH asking AS (SELECT *, row_number() OVER (PARTITION BY unit ORDER BY id) AS place FROM needing WHERE unit IS NOT NULL),
     free AS (SELECT slot.id, slot.unit, row_number() OVER (PARTITION BY slot.unit ORDER BY slot.starts_at, slot.place) AS place
       FROM screening.slots AS slot WHERE slot.programme = $1 AND slot.unit IN (SELECT unit FROM asking)
         AND slot.starts_at >= $2::date::timestamp AT TIME ZONE 'Europe/Stockholm' AND ${FREE_SLOT}),
     made AS (INSERT INTO screening.booked_times (slot_id, episode_id, booked_at, changed_at)
       SELECT free.id, asking.episode_id, $3, $3 FROM asking JOIN free USING (unit, place) ORDER BY asking.id RETURNING episode_id)
     UPDATE screening.contacts AS contact SET state = 'waiting', reason = NULL, chunk_id = NULL, changed_at = $3
     FROM needing JOIN made USING (episode_id) WHERE contact.id = needing.id RETURNING 1`,
    [programme, earliest, now],
  );
  await tx.query(
    `UPDATE screening.contacts AS contact SET state = 'held', reason = 'no-slot', changed_at = $1 FROM needing
     WHERE contact.id = needing.id AND contact.state = 'waiting' AND NOT EXISTS (SELECT FROM screening.booked_times AS own
       JOIN screening.slots AS slot ON slot.id = own.slot_id WHERE own.episode_id = needing.episode_id AND own.state = 'booked')`,
    [now],
  );
  await tx.query('DROP TABLE needing');
  return booked.length;
}
