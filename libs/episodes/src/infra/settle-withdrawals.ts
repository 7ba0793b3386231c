import type { Settling } from './round-rules';

/**
 * Cancels what has not been sent of rounds whose rules were withdrawn; what a worker has in a chunk is stopped by the
 * send gate. A round whose invitation was stopped closes with it; one whose invitation went out runs on to its end
 * without further letters.
 * @returns how many contacts were stopped
 */
export async function settleWithdrawals({ tx, now }: Settling): Promise<number> {
  const [, stopped] = await tx.query<[unknown[], number]>(
    `UPDATE screening.contacts AS contact SET state = 'cancelled', reason = 'rules-withdrawn', changed_at = $1
     FROM screening.episodes AS episode JOIN screening.definitions AS definition ON definition.id = episode.definition_id
     WHERE definition.state = 'withdrawn' AND episode.state = 'open' AND contact.episode_id = episode.id
       AND ((contact.state = 'waiting' AND contact.chunk_id IS NULL) OR contact.state = 'held') RETURNING 1`,
    [now],
  );
  return stopped;
}
