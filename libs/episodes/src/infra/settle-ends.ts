import { appendOwnEvents } from '@kallelse/population';
import type { Settling } from './round-rules';

export interface EndCounts {
  /** Rounds closed, by reason. */
  readonly closed: Readonly<Record<string, number>>;
  readonly enquiriesAnswered: number;
}

/**
 * Rounds that are over: a counting test on or after hand-over is participation, one before it (since the round began)
 * is `already-tested`; opted out, no longer registered, first contact stopped, validity passed. What was still waiting
 * to be sent in them is cancelled.
 */
export async function settleEnds(settling: Settling): Promise<EndCounts> {
  const { tx, today } = settling;
  await tx.query(
    `CREATE TEMPORARY TABLE ending (episode_id bigint PRIMARY KEY, reason text, closed_on date, participated_on date) ON COMMIT DROP`,
  );
  for (const [id, { countsTests }] of settling.rules) await findTested(settling, id, countsTests);
  await findStopped(settling);
  await tx.query(
    `INSERT INTO ending SELECT id, 'expired', $1 FROM screening.episodes
     WHERE state = 'open' AND valid_until < $1 ON CONFLICT DO NOTHING`,
    [today],
  );
  const closed = await close(settling);
  return { closed, enquiriesAnswered: await closeEnquiries(settling) };
}

async function findTested(
  { tx, today }: Settling,
  definitionId: number,
  methods: readonly string[] | undefined,
): Promise<void> {
  await tx.query(
    `INSERT INTO ending
     SELECT episode.id, CASE WHEN min(test.from_date) FILTER (WHERE test.from_date >= episode.handed_over_on) IS NOT NULL
         THEN 'participated' ELSE 'already-tested' END, $3::date,
       min(test.from_date) FILTER (WHERE test.from_date >= episode.handed_over_on)
     FROM screening.episodes AS episode JOIN screening.events AS test ON test.resident_id = episode.resident_id
       AND test.programme = episode.programme AND test.type = 'test' AND test.superseded_at IS NULL
       AND test.from_date >= episode.opened_on AND test.from_date <= $3
       AND ($2::text[] IS NULL OR test.method = ANY ($2))
     WHERE episode.state = 'open' AND episode.definition_id = $1
     GROUP BY episode.id ON CONFLICT DO NOTHING`,
    [definitionId, methods ?? null, today],
  );
}

async function findStopped({ tx, today }: Settling): Promise<void> {
  await tx.query(
    `INSERT INTO ending
     SELECT episode.id, 'opted-out', $1::date FROM screening.episodes AS episode
     WHERE episode.state = 'open' AND (
       EXISTS (SELECT 1 FROM screening.programme_facts AS facts WHERE facts.resident_id = episode.resident_id
         AND facts.programme = episode.programme AND facts.opt_out_until >= $1)
       OR EXISTS (SELECT 1 FROM screening.opt_outs AS refusal WHERE refusal.resident_id = episode.resident_id
         AND refusal.programme = episode.programme AND refusal.kind = 'episode' AND refusal.superseded_at IS NULL
         AND refusal.from_date BETWEEN episode.opened_on AND $1 AND (refusal.revoked IS NULL OR refusal.revoked > $1)))
     ON CONFLICT DO NOTHING`,
    [today],
  );
  await tx.query(
    `INSERT INTO ending
     SELECT episode.id, facts.residency_status, $1::date FROM screening.episodes AS episode
     JOIN screening.resident_facts AS facts USING (resident_id)
     WHERE episode.state = 'open' AND facts.residency_status <> 'registered' ON CONFLICT DO NOTHING`,
    [today],
  );
  await tx.query(
    `INSERT INTO ending
     SELECT episode.id, contact.reason, $1::date FROM screening.episodes AS episode
     JOIN screening.contacts AS contact ON contact.episode_id = episode.id AND contact.kind = 'invitation'
     WHERE episode.state = 'open' AND contact.state IN ('suppressed', 'cancelled') ON CONFLICT DO NOTHING`,
    [today],
  );
}

async function close({ tx, now, today }: Settling): Promise<Record<string, number>> {
  await tx.query(
    `UPDATE screening.contacts AS contact SET state = 'cancelled', reason = ending.reason, changed_at = $1
     FROM ending WHERE contact.episode_id = ending.episode_id AND contact.state = 'waiting' AND contact.chunk_id IS NULL`,
    [now],
  );
  await tx.query(
    `UPDATE screening.episodes AS episode SET state = 'closed', closed_on = ending.closed_on, close_reason = ending.reason,
       participated_on = ending.participated_on FROM ending WHERE ending.episode_id = episode.id AND episode.state = 'open'`,
  );
  await appendOwnEvents(tx, {
    events: `SELECT 'kallelse:episode:' || id AS ref, resident_id, programme, 'episode' AS type, opened_on AS from_date,
        greatest(closed_on, opened_on) AS until_date
      FROM screening.episodes WHERE id IN (SELECT episode_id FROM ending)`,
    values: [],
    now,
    today,
  });
  const rows = await tx.query<{ reason: string; n: number }[]>(
    'SELECT reason, count(*) AS n FROM ending GROUP BY reason',
  );
  await tx.query('DROP TABLE ending');
  return Object.fromEntries(rows.map(({ reason, n }) => [reason, n]));
}

/** An enquiry is over when every organ it asked about is known, or when it was stopped. */
async function closeEnquiries({ tx, today }: Settling): Promise<number> {
  const [, closed] = await tx.query<[unknown[], number]>(
    `UPDATE screening.contacts AS contact SET closed_on = $1 FROM screening.resident_facts AS facts
     WHERE contact.kind = 'enquiry' AND contact.closed_on IS NULL AND facts.resident_id = contact.resident_id AND (
       contact.state IN ('suppressed', 'cancelled') OR NOT EXISTS (
         SELECT 1 FROM unnest(contact.organs) AS organ WHERE CASE organ WHEN 'cervix' THEN organ_cervix WHEN 'breast' THEN organ_breast
           WHEN 'prostate' THEN organ_prostate ELSE organ_colorectum END IS NULL)) RETURNING 1`,
    [today],
  );
  return closed;
}
