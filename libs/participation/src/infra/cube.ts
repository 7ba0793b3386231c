import type { EntityManager } from 'typeorm';

/** Residents are shown in bands of so many years. */
export const AGE_BAND_YEARS = 5;
/** More letters than this in a round are counted as so many. */
const MOST_LETTERS = 9;

/** What became of a round, as counted_rounds tells it. */
const OUTCOME = { invited: 0, participated: 1, undeliverable: 2, optedOut: 3 } as const;

const DIMENSIONS = [
  'programme',
  'cohort',
  'district',
  'area_type',
  'age_band',
  'channel',
  'letters',
  'language',
  'is_first',
];

/**
 * Rounds that were handed over, with their cell and outcome: district, area type, age and language are those when the round began, the
 * channel that which took the invitation. One that went on as another, or was a mistake, is no round; one that came back is counted apart.
 */
function counted(changed: string | undefined): string {
  const among = (id: string): string => (changed ? `AND ${id} IN (SELECT episode_id FROM ${changed})` : '');
  return `
  SELECT episode.id AS episode_id, episode.programme, date_trunc('month', episode.handed_over_on)::date AS cohort, episode.district,
    episode.area_type::smallint AS area_type, (episode.age / ${AGE_BAND_YEARS} * ${AGE_BAND_YEARS})::smallint AS age_band,
    coalesce(letters.channel, 'unknown') AS channel, least(coalesce(letters.n, 0), ${MOST_LETTERS})::smallint AS letters,
    coalesce(episode.language, 'sv') AS language, coalesce(episode.is_first, true) AS is_first,
    CASE WHEN episode.participated_on IS NOT NULL THEN ${OUTCOME.participated} WHEN episode.close_reason = 'undeliverable' THEN ${OUTCOME.undeliverable}
      WHEN episode.close_reason = 'opted-out' THEN ${OUTCOME.optedOut} ELSE ${OUTCOME.invited} END::smallint AS outcome,
    episode.participated_on - episode.handed_over_on AS days
  FROM screening.episodes AS episode
  LEFT JOIN (SELECT contact.episode_id, count(*) AS n, min(contact.channel) FILTER (WHERE contact.kind = 'invitation') AS channel
    FROM screening.contacts AS contact WHERE contact.kind IN ('invitation', 'reminder') AND contact.state = 'handed-over' ${among('contact.episode_id')}
    GROUP BY contact.episode_id) AS letters ON letters.episode_id = episode.id
  WHERE episode.handed_over_on IS NOT NULL AND coalesce(episode.close_reason, '') NOT IN ('annulled', 'merged') ${among('episode.id')}`;
}

const KEY = `concat_ws('|', ${DIMENSIONS.map((name) => `coalesce(${name}::text, '')`).join(', ')})`;

const PARTICIPATED = `outcome = ${OUTCOME.participated}`;
/** What a row (sign, outcome, days) adds to the cube, and which rows do. */
const MEASURES: readonly (readonly [name: string, adds: string, which: string])[] = [
  ['invited', 'sign', `outcome <> ${OUTCOME.undeliverable}`],
  ['participated', 'sign', PARTICIPATED],
  ['within_90', 'sign', `${PARTICIPATED} AND days <= 90`],
  ['within_180', 'sign', `${PARTICIPATED} AND days <= 180`],
  ['within_365', 'sign', `${PARTICIPATED} AND days <= 365`],
  ['undeliverable', 'sign', `outcome = ${OUTCOME.undeliverable}`],
  ['opted_out', 'sign', `outcome = ${OUTCOME.optedOut}`],
  ['days', 'sign * days', PARTICIPATED],
];
const NAMES = MEASURES.map(([name]) => name);
const SUMS = MEASURES.map(
  ([name, adds, which]) => `coalesce(sum(${adds}) FILTER (WHERE ${which}), 0) AS ${name}`,
);

/** How many rounds were counted again, and how many cells changed by it. */
export interface CubeRefresh {
  readonly rounds: number;
  readonly cells: number;
}

/** Brings the cube up to date with the rounds that have changed since, in one transaction; again it does nothing. */
export async function refreshCube(tx: EntityManager): Promise<CubeRefresh> {
  await lock(tx);
  await tx.query(`
    CREATE TEMPORARY TABLE changed ON COMMIT DROP AS
    WITH seen AS (DELETE FROM analytics.changed_rounds RETURNING episode_id) SELECT DISTINCT episode_id FROM seen`);
  await tx.query('ANALYZE changed');
  return count(tx, 'changed');
}

/** Counts everything anew; it comes to the same as refreshing. */
export async function rebuildCube(tx: EntityManager): Promise<CubeRefresh> {
  await lock(tx);
  for (const table of ['cube', 'counted_rounds', 'changed_rounds', 'cells'])
    await tx.query(`DELETE FROM analytics.${table}`);
  return count(tx, undefined);
}

async function lock(tx: EntityManager): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext('kallelse cube'))`);
}

async function count(tx: EntityManager, changed: 'changed' | undefined): Promise<CubeRefresh> {
  await tx.query(
    `CREATE TEMPORARY TABLE fresh ON COMMIT DROP AS SELECT *, ${KEY} AS key FROM (${counted(changed)}) AS counted`,
  );
  await tx.query(
    `INSERT INTO analytics.cells (key, ${DIMENSIONS.join(', ')})
     SELECT key, ${DIMENSIONS.map((name) => `any_value(${name})`).join(', ')} FROM fresh GROUP BY key ON CONFLICT (key) DO NOTHING`,
  );
  const before = changed
    ? `UNION ALL SELECT cell_id, -1, outcome, days FROM analytics.counted_rounds WHERE episode_id IN (SELECT episode_id FROM ${changed})`
    : '';
  await tx.query(
    `CREATE TEMPORARY TABLE moved ON COMMIT DROP AS SELECT * FROM (
       SELECT cell_id, ${SUMS.join(', ')} FROM (
         SELECT cell.id AS cell_id, 1 AS sign, fresh.outcome, fresh.days FROM fresh JOIN analytics.cells AS cell USING (key) ${before}) AS rows
       GROUP BY cell_id) AS summed WHERE (${NAMES.join(', ')}) <> (${NAMES.map(() => '0').join(', ')})`,
  );
  const cells = await addMoved(tx);
  if (changed)
    await tx.query(
      `DELETE FROM analytics.counted_rounds WHERE episode_id IN (SELECT episode_id FROM ${changed})`,
    );
  const [noted] = await tx.query<{ n: number }[]>(
    `WITH counted AS (INSERT INTO analytics.counted_rounds SELECT fresh.episode_id, cell.id, fresh.outcome, fresh.days
       FROM fresh JOIN analytics.cells AS cell USING (key) RETURNING 1)
     SELECT count(*)::int AS n FROM counted`,
  );
  await tx.query('DROP TABLE fresh');
  return { rounds: noted?.n ?? 0, cells };
}

/** Adds what has moved to the cube: what would be below nothing for a moment is never written. */
async function addMoved(tx: EntityManager): Promise<number> {
  const sums = NAMES.map((name) => `${name} = stored.${name} + moved.${name}`).join(', ');
  const [, changed] = await tx.query<[unknown[], number]>(
    `UPDATE analytics.cube AS stored SET ${sums} FROM moved WHERE moved.cell_id = stored.cell_id`,
  );
  const [added] = await tx.query<{ n: number }[]>(
    `WITH added AS (INSERT INTO analytics.cube (cell_id, ${NAMES.join(', ')}) SELECT cell_id, ${NAMES.join(', ')} FROM moved
       WHERE NOT EXISTS (SELECT FROM analytics.cube AS stored WHERE stored.cell_id = moved.cell_id) RETURNING 1)
     SELECT count(*)::int AS n FROM added`,
  );
  await tx.query('DELETE FROM analytics.cube WHERE invited = 0 AND undeliverable = 0');
  await tx.query('DROP TABLE moved');
  return changed + (added?.n ?? 0);
}
