import { reachChannelSql } from '@kallelse/population';
import type { EntityManager } from 'typeorm';

/**
 * Whoever stood on an outreach list and can be reached by letter now waits to be sent to like anybody else: the contact
 * goes into a chunk anew when its batch is looked at next.
 * @returns how many contacts wait again
 */
export async function sendOutreachAgain(tx: EntityManager, now: Date): Promise<number> {
  const [contacts] = await tx.query<[{ id: number }[], number]>(
    `UPDATE screening.contacts AS contact SET state = 'waiting', reason = NULL, chunk_id = NULL, changed_at = $1
     FROM screening.resident_reach AS reach
     WHERE contact.state = 'held' AND contact.reason = 'outreach' AND contact.closed_on IS NULL
       AND reach.resident_id = screening.present_resident(contact.resident_id)
       AND ${reachChannelSql('reach', ['paper'])} <> 'outreach'
       AND NOT EXISTS (SELECT 1 FROM screening.episodes AS episode WHERE episode.id = contact.episode_id AND episode.state = 'closed')
     RETURNING contact.id`,
    [now],
  );
  const ids = contacts.map(({ id }) => id);
  await tx.query(
    `UPDATE screening.dispatches SET state = 'cancelled', reason = 'reach-changed', changed_at = $2
     WHERE contact_id = ANY ($1::bigint[]) AND channel = 'outreach' AND state = 'handed-over'`,
    [ids, now],
  );
  return ids.length;
}
