import type { EntityManager } from 'typeorm';
import {
  CELL,
  CELL_WORDS,
  DIMENSION_VALUES,
  DIMENSION_WORDS,
  DIMENSIONS,
  NO_CHANNEL,
  NO_LANGUAGE,
} from './cube-cell';

/** What counting millions of rounds anew may take. */
const REBUILD_MEMORY = '256MB';

/** What became of a round, as counted_rounds tells it; with {@link UNREAD} added when its digital invitation stayed unread. */
const OUTCOME = { invited: 0, participated: 1, undeliverable: 2, optedOut: 3 } as const;
const UNREAD = 8;

/**
 * Rounds that were handed over, with their cell and outcome: district, area type, age and language are those when the round began, the
 * channel that which took the invitation first. One that went on as another, or was a mistake, is no round; one that came back is counted apart.
 */
function counted(changed: string | undefined): string {
  return `
  SELECT episode.id AS episode_id, ${CELL} AS cell,
    CASE WHEN episode.participated_on IS NOT NULL THEN ${OUTCOME.participated} WHEN episode.close_reason = 'undeliverable' THEN ${OUTCOME.undeliverable}
      WHEN episode.close_reason = 'opted-out' THEN ${OUTCOME.optedOut} ELSE ${OUTCOME.invited} END::smallint
      + CASE WHEN letters.is_unread THEN ${UNREAD} ELSE 0 END::smallint AS outcome,
    episode.participated_on - episode.handed_over_on AS days
  FROM screening.episodes AS episode
  LEFT JOIN (SELECT contact.episode_id, count(*) AS n, min(contact.channel) FILTER (WHERE contact.kind = 'invitation') AS channel,
      bool_or(contact.kind = 'invitation' AND message.contact_id IS NOT NULL) AS is_unread
    FROM screening.contacts AS contact LEFT JOIN (${unread(changed)}) AS message ON message.contact_id = contact.id
    WHERE contact.kind IN ('invitation', 'reminder') AND contact.state = 'handed-over' ${among('contact.episode_id', changed)}
    GROUP BY contact.episode_id) AS letters ON letters.episode_id = episode.id
  LEFT JOIN (SELECT DISTINCT episode_id FROM screening.kit_orders WHERE state NOT IN ('ordered', 'listed', 'cancelled') ${among('episode_id', changed)}) AS kits
    ON kits.episode_id = episode.id
  ${CELL_WORDS}
  WHERE episode.handed_over_on IS NOT NULL AND coalesce(episode.close_reason, '') NOT IN ('annulled', 'merged') ${among('episode.id', changed)}`;
}

/** Invitations whose message expired without being read. */
function unread(changed: string | undefined): string {
  const ofChanged = changed
    ? `AND contact_id IN (SELECT id FROM screening.contacts WHERE kind = 'invitation' ${among('episode_id', changed)})`
    : '';
  return `SELECT DISTINCT contact_id FROM screening.dispatches WHERE state = 'expired' ${ofChanged}`;
}

const CAME_OF_IT = `(outcome & ${UNREAD - 1})`;
const PARTICIPATED = `${CAME_OF_IT} = ${OUTCOME.participated}`;
/** What a row (sign, outcome, days) adds to the cube, and which rows do. */
const MEASURES: readonly (readonly [name: string, adds: string, which: string])[] = [
  ['invited', 'sign', `${CAME_OF_IT} <> ${OUTCOME.undeliverable}`],
  ['participated', 'sign', PARTICIPATED],
  ['within_90', 'sign', `${PARTICIPATED} AND days <= 90`],
  ['within_180', 'sign', `${PARTICIPATED} AND days <= 180`],
  ['within_365', 'sign', `${PARTICIPATED} AND days <= 365`],
  ['undeliverable', 'sign', `${CAME_OF_IT} = ${OUTCOME.undeliverable}`],
  ['opted_out', 'sign', `${CAME_OF_IT} = ${OUTCOME.optedOut}`],
  ['days', 'sign * days', PARTICIPATED],
  ['unread', 'sign', `outcome & ${UNREAD} <> 0`],
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
  await noteWords(tx, 'changed');
  await tx.query(`CREATE TEMPORARY TABLE fresh ON COMMIT DROP AS ${counted('changed')}`);
  await tx.query(
    `CREATE TEMPORARY TABLE moved ON COMMIT DROP AS SELECT * FROM (
       SELECT cell, ${SUMS.join(', ')} FROM (
         SELECT cell, 1 AS sign, outcome, days FROM fresh UNION ALL SELECT cell, -1, outcome, days FROM analytics.counted_rounds
           WHERE episode_id = ANY (ARRAY(SELECT episode_id FROM changed))) AS rows
       GROUP BY cell) AS summed WHERE (${NAMES.join(', ')}) <> (${NAMES.map(() => '0').join(', ')})`,
  );
  const cells = await addMoved(tx);
  await tx.query(
    `DELETE FROM analytics.counted_rounds WHERE episode_id = ANY (ARRAY(
       SELECT episode_id FROM changed WHERE NOT EXISTS (SELECT FROM fresh WHERE fresh.episode_id = changed.episode_id)))`,
  );
  const rounds = await noteCounted(tx);
  for (const table of ['changed', 'fresh', 'moved']) await tx.query(`DROP TABLE ${table}`);
  return { rounds, cells };
}

/** Counts everything anew; it comes to the same as refreshing. */
export async function rebuildCube(tx: EntityManager): Promise<CubeRefresh> {
  await lock(tx);
  await tx.query(`SET LOCAL work_mem = '${REBUILD_MEMORY}'`);
  await tx.query('DELETE FROM analytics.changed_rounds');
  await tx.query('TRUNCATE analytics.cube, analytics.counted_rounds');
  await noteWords(tx, undefined);
  await tx.query(`CREATE TEMPORARY TABLE fresh ON COMMIT DROP AS ${counted(undefined)}`);
  const cells = await insertCells(
    tx,
    `(SELECT cell, ${SUMS.join(', ')} FROM (SELECT cell, 1 AS sign, outcome, days FROM fresh) AS rows GROUP BY cell)`,
  );
  const rounds = await noteCounted(tx);
  await tx.query('DROP TABLE fresh');
  return { rounds, cells };
}

async function lock(tx: EntityManager): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext('kallelse cube'))`);
}

/** Gives every word that cells are told apart by a number. */
async function noteWords(tx: EntityManager, changed: 'changed' | undefined): Promise<void> {
  await tx.query(
    `INSERT INTO analytics.cube_words (kind, word, id)
     SELECT kind, word, (SELECT count(*) FROM analytics.cube_words AS known WHERE known.kind = found.kind) + row_number() OVER (PARTITION BY kind ORDER BY word)
     FROM (
       SELECT CASE grouping(programme, district, language) WHEN 3 THEN 'programme' WHEN 5 THEN 'district' ELSE 'language' END AS kind,
         coalesce(programme, district, language) AS word
       FROM screening.episodes WHERE handed_over_on IS NOT NULL ${among('id', changed)} GROUP BY GROUPING SETS ((programme), (district), (language))
       UNION SELECT 'channel', channel FROM screening.contacts WHERE kind = 'invitation' AND state = 'handed-over' ${among('episode_id', changed)} GROUP BY channel
       UNION VALUES ('language', '${NO_LANGUAGE}'), ('channel', '${NO_CHANNEL}')) AS found
     WHERE word IS NOT NULL AND NOT EXISTS (SELECT FROM analytics.cube_words AS known WHERE known.kind = found.kind AND known.word = found.word)`,
  );
}

function among(id: string, changed: string | undefined): string {
  return changed ? `AND ${id} IN (SELECT episode_id FROM ${changed})` : '';
}

/** Remembers in which cell each round of `fresh` is counted. */
async function noteCounted(tx: EntityManager): Promise<number> {
  const [noted] = await tx.query<{ n: number }[]>(
    `WITH counted AS (INSERT INTO analytics.counted_rounds SELECT episode_id, cell, outcome, days FROM fresh ORDER BY episode_id
       ON CONFLICT (episode_id) DO UPDATE SET cell = excluded.cell, outcome = excluded.outcome, days = excluded.days RETURNING 1)
     SELECT count(*)::int AS n FROM counted`,
  );
  return noted?.n ?? 0;
}

async function insertCells(tx: EntityManager, from: string): Promise<number> {
  const [added] = await tx.query<{ n: number }[]>(
    `WITH added AS (INSERT INTO analytics.cube (cell, ${DIMENSIONS.join(', ')}, ${NAMES.join(', ')})
       SELECT cell, ${DIMENSION_VALUES}, ${NAMES.join(', ')} FROM ${from} AS made ${DIMENSION_WORDS} ORDER BY cell RETURNING 1)
     SELECT count(*)::int AS n FROM added`,
  );
  return added?.n ?? 0;
}

/** Looked up one by one: few of millions of cells move, whatever the planner believes of a table that was just made. */
const CELL_MOVED = 'stored.cell = ANY (ARRAY(SELECT cell FROM moved))';

/** Adds what has moved to the cube: what would be below nothing for a moment is never written. */
async function addMoved(tx: EntityManager): Promise<number> {
  const sums = NAMES.map((name) => `${name} = stored.${name} + moved.${name}`).join(', ');
  const [, changed] = await tx.query<[unknown[], number]>(
    `UPDATE analytics.cube AS stored SET ${sums} FROM moved WHERE moved.cell = stored.cell AND ${CELL_MOVED}`,
  );
  const added = await insertCells(
    tx,
    `(SELECT * FROM moved WHERE NOT EXISTS (SELECT FROM analytics.cube AS stored WHERE stored.cell = moved.cell AND ${CELL_MOVED}))`,
  );
  await tx.query(
    `DELETE FROM analytics.cube AS stored WHERE ${CELL_MOVED} AND stored.invited = 0 AND stored.undeliverable = 0`,
  );
  return changed + added;
}
