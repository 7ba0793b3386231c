import type { Settling } from '../round-rules';

/**
 * What becomes of the times of rounds that are over: whoever took part on that day was there; a time to come is free for
 * somebody else.
 * @returns how many were freed
 */
export async function settleTimes({ tx, now }: Settling): Promise<number> {
  const [, freed] = await tx.query<[unknown[], number]>(
    `UPDATE screening.booked_times AS booked SET changed_at = $1,
       state = CASE WHEN ${ATTENDED} THEN 'attended' ELSE 'cancelled' END,
       reason = CASE WHEN ${ATTENDED} THEN NULL ELSE 'round-closed' END
     FROM screening.episodes AS episode, screening.slots AS slot
     WHERE episode.id = booked.episode_id AND slot.id = booked.slot_id AND booked.state = 'booked' AND episode.state = 'closed'
       AND (${ATTENDED} OR slot.starts_at > $1) RETURNING 1`,
    [now],
  );
  return freed;
}

const ATTENDED = `(episode.participated_on IS NOT NULL
  AND episode.participated_on >= (slot.starts_at AT TIME ZONE 'Europe/Stockholm')::date AND slot.starts_at <= $1)`;
