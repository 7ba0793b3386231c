import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import { NEW_TIME_STEP, NEW_TIME_TEMPLATE } from './assign-times';

/** No letter about a time goes out without one. */
const HELD = '(own.id IS NULL AND NOT episode.is_protected)';

/**
 * Plans one letter for each round whose time was changed by the office, if a letter with the old one has left or is leaving;
 * one that has not been made yet tells the new time by itself. Without a new time the letter is held until there is one;
 * whoever is protected by now gets none, and is asked to call.
 * @returns how many letters
 */
export async function tellNewTime(
  tx: EntityManager,
  rounds: readonly number[],
  { now, today }: { readonly now: Date; readonly today: PlainDate },
): Promise<number> {
  const made = await tx.query<unknown[]>(
    `INSERT INTO screening.contacts (batch_id, episode_id, resident_id, kind, step, ordinal, template, due_on, state, reason, changed_at)
     SELECT episode.batch_id, episode.id, episode.resident_id, 'new-time', '${NEW_TIME_STEP}',
       1 + (SELECT count(*) FROM screening.contacts AS earlier WHERE earlier.episode_id = episode.id AND earlier.step = '${NEW_TIME_STEP}'),
       '${NEW_TIME_TEMPLATE}', $2, CASE WHEN ${HELD} THEN 'held' ELSE 'waiting' END, CASE WHEN ${HELD} THEN 'no-slot' END, $3
     FROM screening.episodes AS episode LEFT JOIN screening.booked_times AS own ON own.episode_id = episode.id AND own.state = 'booked'
     WHERE episode.id = ANY ($1::bigint[]) AND EXISTS (SELECT FROM screening.contacts AS letter WHERE letter.episode_id = episode.id
         AND letter.state IN ('in-progress', 'handed-over', 'unknown'))
       AND NOT EXISTS (SELECT FROM screening.contacts AS planned WHERE planned.episode_id = episode.id AND planned.step = '${NEW_TIME_STEP}'
         AND (planned.state = 'held' OR (planned.state = 'waiting' AND planned.chunk_id IS NULL)))
     ORDER BY episode.id RETURNING 1`,
    [rounds, today, now],
  );
  await tx.query(
    `UPDATE screening.contacts AS contact SET state = 'held', reason = 'no-slot', changed_at = $2 WHERE contact.episode_id = ANY ($1::bigint[])
       AND contact.state = 'waiting' AND contact.chunk_id IS NULL AND contact.kind = 'invitation'
       AND NOT EXISTS (SELECT FROM screening.booked_times AS own WHERE own.episode_id = contact.episode_id AND own.state = 'booked')`,
    [rounds, now],
  );
  return made.length;
}
