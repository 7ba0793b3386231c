import type { EntityManager } from 'typeorm';
import type { Indicator } from '../../domain/publication/indicators';
import type { Period } from '../../domain/publication/period';
import { shapesOf, type Dimension } from '../../domain/publication/shapes';
import type { CountedCell } from '../../domain/publication/table-cells';

/** Counts by the smallest area and everything they are told apart by. */
interface Facts {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The columns of the facts that a dimension is made of. */
const CATEGORY: Readonly<Record<Dimension, string>> = {
  total: 'NULL::text',
  age: 'age_band::text',
  'area-type': 'area_type::text',
  'area-type-age': `area_type || '/' || age_band`,
  channel: 'channel',
  letters: 'letters::text',
  language: 'language',
  first: `CASE WHEN is_first THEN 'first' ELSE 'repeat' END`,
  kit: `kit`,
};

type Measure = readonly [numerator: string, denominator: string, among: string];

const ROUNDS: Readonly<Record<string, Measure>> = {
  'participation-3': ['within_90', 'invited', 'true'],
  'participation-6': ['within_180', 'invited', 'true'],
  'participation-12': ['within_365', 'invited', 'true'],
  undeliverable: ['undeliverable', 'invited + undeliverable', 'true'],
  unread: ['unread', 'invited + undeliverable', `channel IN ('1177', 'secure-mailbox')`],
};

/**
 * Counts every cell of every table of an indicator and period, areas up to the whole, in one statement. A district stands
 * under the areas of its latest edition that had begun by the end of the period; one that no edition has, and whoever is
 * protected, stands in no area.
 */
export function countCells(
  tx: EntityManager,
  programme: string,
  indicator: Indicator,
  period: Period,
): Promise<CountedCell[]> {
  const facts = FACTS[indicator.source](programme, indicator, period);
  const end = facts.values.length + 1;
  const shapes = shapesOf(indicator).map(({ dimension, levels }) => {
    const category = CATEGORY[dimension];
    const wide = levels === 'every' ? '' : ` AND level IN ('${levels.join("', '")}')`;
    const known = dimension === 'total' ? '' : ` AND ${category} IS NOT NULL`;
    return `SELECT level, area, parent, name, type AS "areaType", '${dimension}' AS dimension, ${category} AS category,
      sum(numerator)::int AS numerator, sum(denominator)::int AS denominator
      FROM placed WHERE true${wide}${known} GROUP BY 1, 2, 3, 4, 5, 6, 7`;
  });
  return tx.query(
    `WITH RECURSIVE facts AS (${facts.text}),
     edition AS (SELECT DISTINCT ON (code) code, level, name, parent, area_type FROM analytics.districts WHERE valid_from <= $${end}::date
       ORDER BY code, valid_from DESC, vintage DESC),
     above AS (
       SELECT code AS district, code AS area, level, parent, name, area_type, 1 AS steps FROM edition
       UNION ALL SELECT above.district, edition.code, edition.level, edition.parent, edition.name, edition.area_type, steps + 1
         FROM above JOIN edition ON edition.code = above.parent WHERE steps < 10),
     places AS (
       SELECT district, area, level, parent, name, area_type AS type FROM above
       UNION ALL SELECT DISTINCT district, NULL, 'all', NULL, NULL, NULL::int FROM (SELECT district FROM facts) AS any_of
       UNION ALL SELECT DISTINCT district, NULL, 'not-stated', NULL, NULL, NULL::int FROM (SELECT district FROM facts) AS any_of
         WHERE NOT EXISTS (SELECT FROM edition WHERE code = district)),
     placed AS (SELECT facts.*, level, area, parent, name, type FROM facts JOIN places ON coalesce(places.district, '') = coalesce(facts.district, ''))
     SELECT * FROM (${shapes.join(' UNION ALL ')}) AS cells WHERE denominator > 0
     ORDER BY dimension, level, area NULLS FIRST, category`,
    [...facts.values, period.last],
  );
}

const FACTS: Readonly<
  Record<Indicator['source'], (programme: string, indicator: Indicator, period: Period) => Facts>
> = { rounds, population, enquiries };

/** A programme without kits is not told apart by them. */
const KIT = `CASE WHEN bool_or(kit) OVER () THEN CASE WHEN kit THEN 'kit' ELSE 'no-kit' END END`;

function rounds(programme: string, { id }: Indicator, { first, last }: Period): Facts {
  const [numerator, denominator, among] = ROUNDS[id] ?? ['participated', 'invited', 'true'];
  return {
    text: `SELECT district, area_type, age_band, channel, letters, language, is_first, ${KIT} AS kit, sum(numerator) AS numerator, sum(denominator) AS denominator
      FROM (
        SELECT district, area_type, age_band, channel, letters, language, is_first, kit, sum(${numerator}) AS numerator, sum(${denominator}) AS denominator
        FROM analytics.cube AS cell
        WHERE cell.programme = $1 AND cell.cohort BETWEEN $2::date AND $3::date AND ${among} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8) AS summed
      GROUP BY 1, 2, 3, 4, 5, 6, 7, kit`,
    values: [programme, first, last],
  };
}

/** Answers are told by region alone; whoever is protected, or whose region is not known, stands in none. */
function enquiries(programme: string, { matureAfterDays }: Indicator, { first, last }: Period): Facts {
  return {
    text: `SELECT region AS district, NULL::int AS area_type, NULL::int AS age_band, answered AS numerator, asked AS denominator
      FROM analytics.enquiries($1, $2::date, $3::date, $4::int)`,
    values: [programme, first, last, matureAfterDays],
  };
}

const POPULATION: Readonly<Record<string, readonly [numerator: string, among: string]>> = {
  coverage: ['covered', 'true'],
  'invited-12': ['invited_lately', 'true'],
  'tested-12': ['tested_lately', 'true'],
  'untested-10': ['tested_ago IS NULL OR tested_ago >= 10', 'age_band >= snapshot.youngest + 10'],
  'call-gap': ['NOT called', 'true'],
};

function population(programme: string, { id }: Indicator, { last }: Period): Facts {
  const [numerator, among] = POPULATION[id] ?? ['false', 'false'];
  return {
    text: `SELECT district, area_type, age_band, coalesce(sum(counts.residents) FILTER (WHERE ${numerator}), 0) AS numerator, sum(counts.residents) AS denominator
      FROM analytics.population AS counts JOIN analytics.population_snapshots AS snapshot ON snapshot.id = snapshot_id
      WHERE snapshot.programme = $1 AND snapshot.as_of = $2::date AND counts.target AND ${among} GROUP BY 1, 2, 3`,
    values: [programme, last],
  };
}
