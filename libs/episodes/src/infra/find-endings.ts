import { endsRoundSql, optedOutSql } from './ends-round';
import { findMoved } from './find-moved';
import type { Settling } from './round-rules';

/**
 * Finds the open rounds that are over, into the temporary table `ending` (episode_id, reason, closed_on,
 * participated_on). What is found first counts: a test before anything that stopped the round.
 */
export async function findEndings(settling: Settling): Promise<void> {
  await settling.tx.query(
    `CREATE TEMPORARY TABLE ending (episode_id bigint PRIMARY KEY, reason text, closed_on date, participated_on date) ON COMMIT DROP`,
  );
  for (const [id, { countsTests }] of settling.rules) await findTested(settling, id, countsTests);
  for (const sql of [OPTED_OUT, NOT_REGISTERED, STOPPED, CAME_BACK, ANNULLED, EXPIRED]) {
    await settling.tx.query(`INSERT INTO ending ${sql} ON CONFLICT DO NOTHING`, [settling.today]);
  }
  await settling.tx.query(
    `INSERT INTO ending SELECT unnest($1::bigint[]), 'moved', $2::date ON CONFLICT DO NOTHING`,
    [await findMoved(settling), settling.today],
  );
}

/**
 * How tests end rounds of one definition ($1 its id, $2 the methods that count, $3 today), as a statement that gives
 * episode_id, reason and participated_on: a test on or after hand-over is participation; one before it means that nobody
 * had to be invited.
 * @param which a condition on `episode` and `test`
 */
export function testedSql(which: string): string {
  const participatedOn = 'min(test.from_date) FILTER (WHERE test.from_date >= episode.handed_over_on)';
  return `SELECT episode.id AS episode_id, ${participatedOn} AS participated_on,
      CASE WHEN ${participatedOn} IS NULL THEN 'already-tested' ELSE 'participated' END AS reason
    FROM screening.episodes AS episode JOIN screening.events AS test ON test.resident_id = episode.resident_id
      AND ${endsRoundSql('$2', '$3')}
    WHERE episode.definition_id = $1 AND ${which} GROUP BY episode.id`;
}

async function findTested(
  { tx, today }: Settling,
  definitionId: number,
  methods: readonly string[] | undefined,
): Promise<void> {
  await tx.query(
    `INSERT INTO ending SELECT episode_id, reason, $3::date, participated_on
     FROM (${testedSql(`episode.state = 'open'`)}) AS tested ON CONFLICT DO NOTHING`,
    [definitionId, methods ?? null, today],
  );
}

const OPTED_OUT = `SELECT episode.id, 'opted-out', $1::date FROM screening.episodes AS episode
  WHERE episode.state = 'open' AND ${optedOutSql('$1')}`;

const NOT_REGISTERED = `
  SELECT episode.id, facts.residency_status, $1::date FROM screening.episodes AS episode
  JOIN screening.resident_facts AS facts USING (resident_id)
  WHERE episode.state = 'open' AND facts.residency_status <> 'registered'`;

/** The first contact was stopped on its way: there is no round without it. */
const STOPPED = `
  SELECT episode.id, contact.reason, $1::date FROM screening.episodes AS episode
  JOIN screening.contacts AS contact ON contact.episode_id = episode.id AND contact.kind IN ('announcement', 'invitation')
  WHERE episode.state = 'open' AND contact.state IN ('suppressed', 'cancelled')`;

/**
 * The invitation's last dispatch came back, was never opened, or was a letter after an unread message that did not
 * leave: nobody has been invited. Whoever would not have it has been. As long as such a letter is on its way, it may still arrive.
 */
const CAME_BACK = `
  SELECT episode.id, 'undeliverable', $1::date FROM screening.dispatches AS dispatch
  JOIN screening.contacts AS contact ON contact.id = dispatch.contact_id
  JOIN screening.episodes AS episode ON episode.id = contact.episode_id
    AND (contact.kind = 'invitation' OR (contact.kind = 'announcement' AND episode.handed_over_on IS NULL))
  WHERE dispatch.state IN ('returned', 'expired', 'failed', 'suppressed') AND contact.state = 'handed-over'
    AND dispatch.reason IS DISTINCT FROM 'refused'
    AND episode.state = 'open' AND NOT EXISTS (
    SELECT 1 FROM screening.dispatches AS later WHERE later.contact_id = contact.id AND later.attempt > dispatch.attempt)`;

/** The office says that the invitation was a mistake. Whoever came all the same has taken part: a test is found first. */
const ANNULLED = `
  SELECT episode.id, 'annulled', $1::date FROM screening.contacts AS contact
  JOIN screening.episodes AS episode ON episode.id = contact.episode_id
  WHERE contact.annulled_at IS NOT NULL AND contact.kind = 'invitation' AND episode.state = 'open'`;

const EXPIRED = `SELECT id, 'expired', $1::date FROM screening.episodes WHERE state = 'open' AND valid_until < $1`;
