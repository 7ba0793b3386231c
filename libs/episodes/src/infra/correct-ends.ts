import { testedSql } from './find-endings';
import { planFollowUps } from './plan-follow-ups';
import { ANOTHER_BEGAN_SQL, reopenRounds } from './reopen';
import type { Settling } from './round-rules';

/** Ends that no test changes: a round that went on as another, and one that invited nobody. */
const FINAL = `('merged', 'undeliverable', 'annulled')`;
const BY_TEST = `('participated', 'already-tested')`;

/**
 * Corrects rounds that are closed and whose tests have changed since: a test taken before the round ended counts however
 * late it was reported, and one that was annulled counts no more. A round that only such a test had ended is open again,
 * with what it had waiting, unless another came after it.
 * @returns how many were corrected
 */
export async function correctEnds(settling: Settling): Promise<number> {
  const { tx } = settling;
  await tx.query(`
    CREATE TEMPORARY TABLE doubted (episode_id bigint PRIMARY KEY, reason text, participated_on date,
      is_open boolean NOT NULL DEFAULT false) ON COMMIT DROP`);
  await tx.query(`
    WITH seen AS (DELETE FROM screening.rounds_in_doubt RETURNING episode_id)
    INSERT INTO doubted SELECT id FROM screening.episodes
    WHERE id IN (SELECT episode_id FROM seen) AND state = 'closed' AND close_reason NOT IN ${FINAL}`);
  for (const [id, { countsTests }] of settling.rules) await weighTests(settling, id, countsTests);
  const corrected = (await correctReasons(settling)) + (await reopen(settling));
  await planFollowUps(settling, 'SELECT episode_id FROM doubted WHERE NOT is_open');
  await tx.query('DROP TABLE doubted');
  return corrected;
}

async function weighTests(
  { tx, today }: Settling,
  definitionId: number,
  methods: readonly string[] | undefined,
): Promise<void> {
  const inTime = `episode.id IN (SELECT episode_id FROM doubted) AND test.from_date <= episode.closed_on`;
  await tx.query(
    `UPDATE doubted SET reason = tested.reason, participated_on = tested.participated_on
     FROM (${testedSql(inTime)}) AS tested WHERE tested.episode_id = doubted.episode_id`,
    [definitionId, methods ?? null, today],
  );
}

async function correctReasons({ tx }: Settling): Promise<number> {
  const [, changed] = await tx.query<[unknown[], number]>(
    `UPDATE screening.episodes AS episode SET close_reason = doubted.reason, participated_on = doubted.participated_on
     FROM doubted WHERE doubted.episode_id = episode.id AND doubted.reason IS NOT NULL
       AND (episode.close_reason, episode.participated_on) IS DISTINCT FROM (doubted.reason, doubted.participated_on) RETURNING 1`,
  );
  return changed;
}

async function reopen(settling: Settling): Promise<number> {
  const { tx } = settling;
  await tx.query(
    `UPDATE doubted SET is_open = true FROM screening.episodes AS episode
     WHERE episode.id = doubted.episode_id AND doubted.reason IS NULL AND episode.close_reason IN ${BY_TEST}
       AND NOT ${ANOTHER_BEGAN_SQL}`,
  );
  const [, voided] = await tx.query<[unknown[], number]>(
    `UPDATE screening.episodes AS episode SET participated_on = NULL, close_reason = 'result-voided' FROM doubted
     WHERE doubted.episode_id = episode.id AND doubted.reason IS NULL AND NOT is_open AND episode.close_reason IN ${BY_TEST} RETURNING 1`,
  );
  return voided + (await reopenRounds(settling, 'SELECT episode_id FROM doubted WHERE is_open', BY_TEST));
}
