import { optedOutSql } from './ends-round';
import { ANOTHER_BEGAN_SQL, reopenRounds } from './reopen';
import type { Settling } from './round-rules';

/** Ends that say what a person was, not what became of the round: they hold as long as it is so. */
const REASONS = `('opted-out', 'deceased', 'emigrated', 'missing', 'deregistered')`;

/**
 * Opens rounds again that ended because the person opted out, or was no longer registered, when this is taken back while the
 * round is valid: the opt-out was revoked, a death was a mistake, somebody came home. What waited in it waits again.
 * Not when another round has begun, nor when the round's letters were wrong.
 * @returns how many
 */
export async function readmit(settling: Settling): Promise<number> {
  const { tx, today } = settling;
  await tx.query(
    `CREATE TEMPORARY TABLE readmitted ON COMMIT DROP AS
     SELECT episode.id FROM screening.episodes AS episode
     JOIN screening.resident_facts AS facts ON facts.resident_id = episode.resident_id
     WHERE episode.state = 'closed' AND episode.close_reason IN ${REASONS} AND episode.handed_over_on IS NOT NULL
       AND coalesce(episode.valid_until, 'infinity') >= $1 AND facts.residency_status = 'registered'
       AND NOT ${optedOutSql('$1')} AND NOT ${ANOTHER_BEGAN_SQL}
       AND NOT EXISTS (SELECT FROM screening.contacts AS letter WHERE letter.episode_id = episode.id AND letter.annulled_at IS NOT NULL)`,
    [today],
  );
  const opened = await reopenRounds(settling, 'SELECT id FROM readmitted', REASONS);
  await tx.query('DROP TABLE readmitted');
  return opened;
}
