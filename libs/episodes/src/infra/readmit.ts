import { appendOwnEvents } from '@kallelse/population';
import type { Settling } from './round-rules';

/** Ends that say what a person was, not what became of the round: they hold as long as it is so. */
const OF_THE_PERSON = ['opted-out', 'deceased', 'emigrated', 'missing', 'deregistered'];
const REASONS = `('${OF_THE_PERSON.join("', '")}')`;

/**
 * Opens rounds again that ended because the person opted out, or was no longer registered, when this is taken back while the
 * round is valid: the opt-out was revoked, a death was a mistake, somebody came home. What waited in it waits again.
 * Not when another round has begun, nor when the round's letters were wrong.
 * @returns how many
 */
export async function readmit({ tx, now, today }: Settling): Promise<number> {
  await tx.query(
    `CREATE TEMPORARY TABLE readmitted ON COMMIT DROP AS
     SELECT episode.id, episode.close_reason FROM screening.episodes AS episode
     JOIN screening.resident_facts AS facts ON facts.resident_id = episode.resident_id
     WHERE episode.state = 'closed' AND episode.close_reason IN ${REASONS} AND episode.handed_over_on IS NOT NULL
       AND coalesce(episode.valid_until, 'infinity') >= $1 AND facts.residency_status = 'registered'
       AND NOT EXISTS (SELECT FROM screening.opt_outs AS refusal WHERE refusal.resident_id = episode.resident_id
         AND refusal.programme = episode.programme AND refusal.superseded_at IS NULL AND refusal.from_date <= $1
         AND (refusal.revoked IS NULL OR refusal.revoked > $1) AND CASE refusal.kind WHEN 'episode' THEN refusal.from_date >= episode.opened_on
           ELSE coalesce(refusal.until_date, 'infinity') >= $1 END)
       AND NOT EXISTS (SELECT FROM screening.episodes AS later WHERE later.resident_id = episode.resident_id
         AND later.programme = episode.programme AND later.id > episode.id)
       AND NOT EXISTS (SELECT FROM screening.contacts AS letter WHERE letter.episode_id = episode.id AND letter.annulled_at IS NOT NULL)`,
    [today],
  );
  await tx.query(
    `UPDATE screening.contacts AS contact SET state = 'waiting', reason = NULL, changed_at = $1 FROM readmitted
     WHERE contact.episode_id = readmitted.id AND contact.state = 'cancelled' AND contact.reason = readmitted.close_reason AND contact.chunk_id IS NULL`,
    [now],
  );
  const [opened] = await tx.query<[unknown[], number]>(
    `UPDATE screening.episodes AS episode SET state = 'open', closed_on = NULL, close_reason = NULL FROM readmitted
     WHERE readmitted.id = episode.id RETURNING 1`,
  );
  await appendOwnEvents(tx, {
    events: `SELECT 'kallelse:episode:' || id AS ref, resident_id, programme, 'episode' AS type, opened_on AS from_date,
      NULL::date AS until_date FROM screening.episodes WHERE id IN (SELECT id FROM readmitted)`,
    values: [],
    now,
    today,
  });
  await tx.query('DROP TABLE readmitted');
  return opened.length;
}
