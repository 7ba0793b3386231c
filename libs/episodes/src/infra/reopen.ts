import { tellRounds } from './round-events';
import type { Settling } from './round-rules';

/** Another round of the person in the programme has begun since `episode`, as SQL: it is over for good. */
export const ANOTHER_BEGAN_SQL = `EXISTS (SELECT FROM screening.episodes AS later WHERE later.resident_id = episode.resident_id
  AND later.programme = episode.programme AND later.id > episode.id)`;

/**
 * Opens closed rounds again, with what waited in them when they ended.
 * @param rounds a subselect of their ids
 * @param reasons for which their contacts had been cancelled, an SQL list
 */
export async function reopenRounds(settling: Settling, rounds: string, reasons: string): Promise<number> {
  const { tx, now } = settling;
  await tx.query(
    `UPDATE screening.contacts SET state = 'waiting', reason = NULL, changed_at = $1
     WHERE episode_id IN (${rounds}) AND state = 'cancelled' AND reason IN ${reasons} AND chunk_id IS NULL`,
    [now],
  );
  const [, opened] = await tx.query<[unknown[], number]>(
    `UPDATE screening.episodes SET state = 'open', closed_on = NULL, close_reason = NULL, participated_on = NULL
     WHERE id IN (${rounds}) RETURNING 1`,
  );
  await tellRounds(settling, `id IN (${rounds})`);
  return opened;
}
