import { ROUND_OVER_SQL } from '@kallelse/episodes';
import { reachChannelSql } from '@kallelse/population';
import type { EntityManager } from 'typeorm';

/** The round, the enquiry and the batch of a held contact are still alive. */
const ALIVE = `contact.state = 'held' AND contact.closed_on IS NULL
  AND NOT ${ROUND_OVER_SQL}`;

/**
 * Whoever is held and can be written to now waits to be sent to like anybody else: stood on an outreach list and has an
 * address, or has a new record in the register since no letter could be made of the old one. The contact goes into a
 * chunk anew when its batch is looked at next.
 * @returns how many contacts wait again
 */
export async function sendHeldAgain(tx: EntityManager, now: Date): Promise<number> {
  const [contacts] = await tx.query<[{ id: number }[], number]>(
    `UPDATE screening.contacts AS contact SET state = 'waiting', reason = NULL, chunk_id = NULL, changed_at = $1
     FROM screening.resident_reach AS reach
     WHERE ${ALIVE} AND reach.resident_id = screening.present_resident(contact.resident_id)
       AND CASE contact.reason WHEN 'outreach' THEN ${reachChannelSql('reach', ['paper'])} <> 'outreach'
         WHEN 'no-slot' THEN false
         ELSE EXISTS (SELECT 1 FROM identity.persons AS person WHERE person.resident_id = reach.resident_id
           AND person.superseded_at IS NULL AND person.recorded_at > contact.changed_at) END
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
