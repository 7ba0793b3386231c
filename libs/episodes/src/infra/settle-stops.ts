import type { Settling } from './round-rules';

/**
 * Cancels what has not been sent of recalled batches, and of rounds and questionnaires whose rules were withdrawn; what a
 * worker has in a chunk is stopped by the send gate. A round whose invitation was stopped closes with it; one whose
 * invitation went out runs on to its end without further letters.
 * @returns how many contacts were stopped
 */
export async function settleStops({ tx, now }: Settling): Promise<number> {
  const [, stopped] = await tx.query<[unknown[], number]>(
    `UPDATE screening.contacts AS contact SET state = 'cancelled', reason = theirs.reason, changed_at = $1
     FROM (SELECT id, min(reason) AS reason FROM (${RECALLED} UNION ALL ${RULES_WITHDRAWN}) AS every GROUP BY id) AS theirs
     WHERE theirs.id = contact.id
       AND ((contact.state = 'waiting' AND contact.chunk_id IS NULL) OR contact.state = 'held') RETURNING 1`,
    [now],
  );
  return stopped;
}

const RECALLED = `
  SELECT contact.id, 'batch-recalled' AS reason FROM screening.batches AS batch
  JOIN screening.contacts AS contact ON contact.batch_id = batch.id WHERE batch.state = 'recalled'`;

const RULES_WITHDRAWN = `
  SELECT contact.id, 'rules-withdrawn' FROM screening.definitions AS definition
  JOIN screening.episodes AS episode ON episode.definition_id = definition.id AND episode.state = 'open'
  JOIN screening.contacts AS contact ON contact.episode_id = episode.id WHERE definition.state = 'withdrawn'
  UNION ALL SELECT contact.id, 'rules-withdrawn' FROM screening.definitions AS definition
  JOIN screening.batches AS batch ON batch.definition_id = definition.id AND batch.kind = 'questionnaire'
  JOIN screening.contacts AS contact ON contact.batch_id = batch.id WHERE definition.state = 'withdrawn'`;
