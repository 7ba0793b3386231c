import { enquiryGoesBeforeSql, goesBeforeSql } from './ends-round';
import { giveBack } from './give-back';
import { tellRounds } from './round-events';
import type { Settling } from './round-rules';

/**
 * Rounds of residents who were found to be somebody else: they go to the survivor. Of two open rounds in a programme
 * the one further along stays (handed over before not, earlier before later); the other closes as `merged` and what it
 * had waiting is cancelled. Of two open enquiries, or the same
 * questionnaire twice, likewise. What is in a chunk already is stopped by the send gate.
 * After a split they go back.
 * @returns how many rounds and contacts were moved
 */
export async function settleMerges(settling: Settling): Promise<number> {
  const { tx } = settling;
  const back = await giveBack(settling);
  await tx.query(`
    CREATE TEMPORARY TABLE absorbed ON COMMIT DROP AS
    SELECT absorbed_id, screening.present_resident(absorbed_id) AS survivor_id FROM screening.resident_merges AS merge
    WHERE split_at IS NULL AND (
      EXISTS (SELECT 1 FROM screening.episodes WHERE resident_id = merge.absorbed_id)
      OR EXISTS (SELECT 1 FROM screening.contacts WHERE resident_id = merge.absorbed_id))`);
  await closeRivals(settling);
  await closeRivalEnquiries(settling);
  let moved = 0;
  for (const table of ['episodes', 'contacts']) {
    const [, count] = await tx.query<[unknown[], number]>(
      `UPDATE screening.${table} AS theirs SET resident_id = absorbed.survivor_id,
         former_resident_id = coalesce(theirs.former_resident_id, theirs.resident_id)
       FROM absorbed WHERE theirs.resident_id = absorbed.absorbed_id RETURNING 1`,
    );
    moved += count;
  }
  await endMergedRounds(settling);
  await tx.query('DROP TABLE absorbed');
  return back + moved;
}

async function closeRivals({ tx, now, today }: Settling): Promise<void> {
  await tx.query(
    `CREATE TEMPORARY TABLE rounds ON COMMIT DROP AS
     SELECT episode.id, episode.programme, episode.handed_over_on, episode.opened_on,
       coalesce(absorbed.survivor_id, episode.resident_id) AS survivor_id
     FROM screening.episodes AS episode LEFT JOIN absorbed ON absorbed.absorbed_id = episode.resident_id
     WHERE state = 'open' AND episode.resident_id IN (SELECT survivor_id FROM absorbed UNION ALL SELECT absorbed_id FROM absorbed)`,
  );
  await tx.query(
    `UPDATE screening.episodes AS episode SET state = 'closed', closed_on = $1, close_reason = 'merged'
     FROM rounds WHERE rounds.id = episode.id AND EXISTS (
       SELECT 1 FROM rounds AS rival WHERE rival.survivor_id = rounds.survivor_id AND rival.programme = rounds.programme
         AND ${goesBeforeSql('rival', 'rounds')})`,
    [today],
  );
  await tx.query(
    `UPDATE screening.contacts AS contact SET state = 'cancelled', reason = 'merged', changed_at = $1
     FROM screening.episodes AS episode JOIN rounds USING (id) WHERE episode.id = contact.episode_id
       AND episode.close_reason = 'merged' AND contact.state = 'waiting' AND contact.chunk_id IS NULL`,
    [now],
  );
  await tx.query('DROP TABLE rounds');
}

async function closeRivalEnquiries({ tx, now, today }: Settling): Promise<void> {
  await tx.query(
    `CREATE TEMPORARY TABLE enquiries ON COMMIT DROP AS
     SELECT contact.id, contact.state, contact.kind, contact.template, coalesce(absorbed.survivor_id, contact.resident_id) AS survivor_id
     FROM screening.contacts AS contact LEFT JOIN absorbed ON absorbed.absorbed_id = contact.resident_id
     WHERE kind IN ('enquiry', 'questionnaire') AND closed_on IS NULL
       AND contact.resident_id IN (SELECT survivor_id FROM absorbed UNION ALL SELECT absorbed_id FROM absorbed)`,
  );
  await tx.query(
    `UPDATE screening.contacts AS contact SET closed_on = $1, changed_at = $2,
       state = CASE WHEN contact.state = 'waiting' AND chunk_id IS NULL THEN 'cancelled' ELSE contact.state END,
       reason = CASE WHEN contact.state = 'waiting' AND chunk_id IS NULL THEN 'merged' ELSE contact.reason END
     FROM enquiries WHERE enquiries.id = contact.id AND EXISTS (
       SELECT 1 FROM enquiries AS rival WHERE rival.survivor_id = enquiries.survivor_id
         AND rival.kind = enquiries.kind AND (rival.kind = 'enquiry' OR rival.template = enquiries.template)
         AND ${enquiryGoesBeforeSql('rival', 'enquiries')})`,
    [today, now],
  );
  await tx.query('DROP TABLE enquiries');
}

async function endMergedRounds(settling: Settling): Promise<void> {
  await tellRounds(settling, `close_reason = 'merged' AND resident_id IN (SELECT survivor_id FROM absorbed)`);
}
