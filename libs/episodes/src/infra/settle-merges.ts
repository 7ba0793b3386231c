import { appendOwnEvents } from '@kallelse/population';
import type { Settling } from './round-rules';

/**
 * Rounds of residents who were found to be somebody else: they go to the survivor. Of two open rounds in a programme
 * the one further along stays (handed over before not, earlier before later); the other closes as `merged` and what it
 * had waiting is cancelled. Of two open enquiries likewise.
 * @returns how many rounds and enquiries were moved
 */
export async function settleMerges({ tx, now, today }: Settling): Promise<number> {
  await tx.query(`
    CREATE TEMPORARY TABLE absorbed ON COMMIT DROP AS
    SELECT survivor_id, absorbed_id FROM screening.resident_merges WHERE split_at IS NULL AND (
      absorbed_id IN (SELECT resident_id FROM screening.episodes) OR absorbed_id IN (SELECT resident_id FROM screening.contacts))`);
  await tx.query(
    `WITH rivals AS (
       SELECT episode.id, row_number() OVER (PARTITION BY coalesce(absorbed.survivor_id, episode.resident_id), programme
         ORDER BY handed_over_on NULLS LAST, opened_on, episode.id) AS place
       FROM screening.episodes AS episode LEFT JOIN absorbed ON absorbed.absorbed_id = episode.resident_id
       WHERE state = 'open' AND coalesce(absorbed.survivor_id, episode.resident_id) IN (SELECT survivor_id FROM absorbed))
     UPDATE screening.episodes AS episode SET state = 'closed', closed_on = $1, close_reason = 'merged'
     FROM rivals WHERE rivals.id = episode.id AND rivals.place > 1`,
    [today],
  );
  await tx.query(
    `UPDATE screening.contacts AS contact SET state = 'cancelled', reason = 'merged', changed_at = $1
     FROM screening.episodes AS episode WHERE episode.id = contact.episode_id AND episode.close_reason = 'merged'
       AND contact.state = 'waiting' AND contact.chunk_id IS NULL`,
    [now],
  );
  await tx.query(
    `UPDATE screening.contacts AS contact SET closed_on = $1, state = CASE WHEN state = 'waiting' THEN 'cancelled' ELSE state END,
       reason = CASE WHEN state = 'waiting' THEN 'merged' ELSE reason END
     FROM absorbed WHERE contact.resident_id = absorbed.absorbed_id AND contact.kind = 'enquiry' AND contact.closed_on IS NULL
       AND EXISTS (SELECT 1 FROM screening.contacts AS ours WHERE ours.resident_id = absorbed.survivor_id
         AND ours.kind = 'enquiry' AND ours.closed_on IS NULL)`,
    [today],
  );
  const [, rounds] = await tx.query<[unknown[], number]>(
    `UPDATE screening.episodes AS episode SET resident_id = absorbed.survivor_id FROM absorbed
     WHERE episode.resident_id = absorbed.absorbed_id RETURNING 1`,
  );
  const [, contacts] = await tx.query<[unknown[], number]>(
    `UPDATE screening.contacts AS contact SET resident_id = absorbed.survivor_id FROM absorbed
     WHERE contact.resident_id = absorbed.absorbed_id RETURNING 1`,
  );
  await appendOwnEvents(tx, {
    events: `SELECT 'kallelse:episode:' || id AS ref, resident_id, programme, 'episode' AS type, opened_on AS from_date,
        greatest(closed_on, opened_on) AS until_date
      FROM screening.episodes WHERE close_reason = 'merged' AND resident_id IN (SELECT survivor_id FROM absorbed)`,
    values: [],
    now,
    today,
  });
  await tx.query('DROP TABLE absorbed');
  return rounds + contacts;
}
