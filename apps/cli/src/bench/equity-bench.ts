import { AuditLog } from '@kallelse/access';
import {
  funnelOf,
  gradientOf,
  ParticipationCube,
  PublishedParticipation,
  PublishTables,
} from '@kallelse/participation';
import type { BenchDatabase, BenchServer } from './bench-server';
import { median, type Outcome, timed } from './measure';

/** The country: ten million rounds in so many districts, municipalities and regions; fewer rounds are of fewer districts. */
const COUNTRY = { rounds: 10_000_000, districts: 6000, municipalities: 290, regions: 21 };
/** Of the rounds that change before the cube is refreshed: 50 000 of ten million. */
const CHANGED_SHARE = 0.005;
const READERS = 20;
const READS_EACH = 10;
const CLOCK = { now: () => new Date('2026-09-01T08:00:00Z') };
const ACTOR = { user: 'bench' };

/**
 * The cube of so many rounds (ten million: in 6 000 districts) against one hand-written GROUP BY over the same rows, its refresh, publishing all
 * tables of a half-year, and reading a district table with its funnel and slope index by twenty at once.
 */
export async function benchEquity(
  server: BenchServer,
  rounds: number,
  repeats: number,
  say: (line: string) => void,
): Promise<Outcome> {
  const database = await server.database();
  try {
    const areas = areasFor(rounds);
    await fill(database, rounds, areas);
    say(`${rounds} rounds in ${areas.districts} districts`);
    const cube = new ParticipationCube(database.databases, new AuditLog(database.databases, CLOCK));
    const [ours, baseline]: [number[], number[]] = [[], []];
    for (let repeat = 0; repeat < repeats; repeat++) {
      ours.push((await timed(() => cube.rebuild(ACTOR))).seconds);
      baseline.push((await timed(() => groupBy(database))).seconds);
    }
    const [rebuild, plain] = [median(ours), median(baseline)];
    say(`cube: rebuilt in ${rebuild.toFixed(1)} s, one GROUP BY ${plain.toFixed(1)} s`);
    // As the server does by itself within minutes of so many new rows.
    await database.asAdmin(async (run) => {
      for (const table of ['cube', 'counted_rounds']) await run(`VACUUM ANALYZE analytics.${table}`);
    });
    const changed = await change(database);
    const { seconds: refresh } = await timed(() => cube.refresh());
    say(`cube: ${changed} changed rounds in ${refresh.toFixed(2)} s`);
    const { tables, perPeriod } = await publish(database, say);
    const p95 = await readers(database);
    return {
      measures: measuresOf({
        rounds,
        rebuild,
        plain,
        changed,
        refresh,
        tables,
        perPeriod,
        p95,
        districts: areas.districts,
      }),
      paces: [],
    };
  } finally {
    await database.drop();
  }
}

interface Taken {
  readonly rounds: number;
  readonly rebuild: number;
  readonly plain: number;
  readonly changed: number;
  readonly refresh: number;
  readonly tables: number;
  readonly perPeriod: number;
  readonly p95: number;
  readonly districts: number;
}

function measuresOf({
  rounds,
  rebuild,
  plain,
  changed,
  refresh,
  tables,
  perPeriod,
  p95,
  districts,
}: Taken): Outcome['measures'] {
  const seconds = (value: number) => ({ value, unit: 's' });
  return [
    {
      measure: 'cube: rebuilt, against one GROUP BY',
      size: `${rounds} rounds`,
      ours: seconds(rebuild),
      baseline: seconds(plain),
      ratio: rebuild / plain,
      target: { at: 'most', value: 3 },
    },
    {
      measure: 'cube: refreshed, against rebuilt',
      size: `${changed} rounds`,
      ours: seconds(refresh),
      baseline: seconds(rebuild),
      ratio: refresh / rebuild,
      target: { at: 'most', value: 0.02 },
    },
    {
      measure: 'publishing all tables of a half-year',
      size: `${tables} tables`,
      ours: seconds(perPeriod),
      ratio: perPeriod,
      target: { at: 'most', value: 600 },
    },
    {
      measure: `a district table with funnel and slope, ${READERS} readers: p95`,
      size: `${districts} districts`,
      ours: { value: p95, unit: 'ms' },
      ratio: p95,
      target: { at: 'most', value: 150 },
    },
  ];
}

interface Areas {
  readonly districts: number;
  readonly municipalities: number;
  readonly regions: number;
}

function areasFor(rounds: number): Areas {
  const part = (of: number, least: number): number =>
    Math.max(least, Math.round((of * Math.min(rounds, COUNTRY.rounds)) / COUNTRY.rounds));
  return {
    districts: part(COUNTRY.districts, 20),
    municipalities: part(COUNTRY.municipalities, 4),
    regions: part(COUNTRY.regions, 2),
  };
}

/** Rounds and their letters over a year, the more often taken part in the better the conditions of the district. */
async function fill(
  { asAdmin }: BenchDatabase,
  rounds: number,
  { districts, municipalities, regions }: Areas,
): Promise<void> {
  await asAdmin(async (run) => {
    // No constraint or trigger is of interest here: the rows are what is counted.
    await run('SET session_replication_role = replica');
    await run(
      `INSERT INTO analytics.districts (code, vintage, level, name, parent, area_type, valid_from)
       SELECT 'R' || r, '1', 'region', 'Region ' || r, NULL, NULL::int, DATE '2020-01-01' FROM generate_series(1, ${regions}) AS r
       UNION ALL SELECT 'M' || m, '1', 'municipality', 'Kommun ' || m, 'R' || 1 + m % ${regions}, NULL::int, DATE '2020-01-01' FROM generate_series(1, ${municipalities}) AS m
       UNION ALL SELECT 'D' || d, '1', 'deso', 'DeSO ' || d, 'M' || 1 + d % ${municipalities}, 1 + d % 5, DATE '2020-01-01' FROM generate_series(1, ${districts}) AS d`,
    );
    await run(
      `INSERT INTO screening.episodes (resident_id, programme, definition_id, batch_id, district, area_type, is_protected, opened_on, handed_over_on, state, closed_on,
         close_reason, participated_on, age, language, is_first)
       SELECT n, 'bench', 1, 1, 'D' || d, 1 + d % 5, false, day, day, 'closed', day + 100, CASE WHEN p < 0.5 + 0.04 * (d % 5) THEN 'test' ELSE 'expired' END,
         CASE WHEN p < 0.5 + 0.04 * (d % 5) THEN day + (n % 300)::int END, 23 + n % 48, (ARRAY['sv', 'sv', 'sv', 'en', 'ar'])[1 + n % 5], n % 3 = 0
       FROM (SELECT n, 1 + (hashint8(n) & 2147483647) % ${districts} AS d, DATE '2025-01-01' + ((hashint8(n + 7) & 2147483647) % 365) AS day,
         ((hashint8(n + 13) & 2147483647) % 10000) / 10000.0 AS p FROM generate_series(1, ${rounds}::bigint) AS n) AS drawn`,
    );
    await run(
      `INSERT INTO screening.contacts (batch_id, episode_id, resident_id, kind, step, template, due_on, state, handed_over_on, channel, changed_at)
       SELECT 1, id, resident_id, 'invitation', 'invitation', 't', opened_on, 'handed-over', opened_on, CASE WHEN resident_id % 10 < 8 THEN '1177' ELSE 'paper' END, now()
       FROM screening.episodes`,
    );
    for (const table of ['screening.episodes', 'screening.contacts', 'analytics.districts'])
      await run(`VACUUM ANALYZE ${table}`);
  });
}

/** What somebody would write by hand to count the same once. */
function groupBy({ asAdmin }: BenchDatabase): Promise<unknown> {
  return asAdmin((run) =>
    run(
      `CREATE TEMPORARY TABLE by_hand AS
       SELECT programme, date_trunc('month', episode.handed_over_on) AS cohort, district, area_type, age / 5 * 5 AS age_band, letters.channel, letters.n, language, is_first,
         count(*) AS invited, count(participated_on) AS participated, count(*) FILTER (WHERE participated_on - episode.handed_over_on <= 90) AS within_90,
         count(*) FILTER (WHERE participated_on - episode.handed_over_on <= 180) AS within_180, count(*) FILTER (WHERE participated_on - episode.handed_over_on <= 365) AS within_365
       FROM screening.episodes AS episode
       LEFT JOIN (SELECT episode_id, min(channel) FILTER (WHERE kind = 'invitation') AS channel, count(*) AS n FROM screening.contacts
         WHERE kind IN ('invitation', 'reminder') AND state = 'handed-over' GROUP BY episode_id) AS letters ON letters.episode_id = episode.id
       WHERE episode.handed_over_on IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9`,
    ),
  );
}

/** Lets some rounds change as tests come in. @returns how many */
async function change({ asAdmin }: BenchDatabase): Promise<number> {
  return asAdmin(async (run) => {
    const [, changed] = await run(
      `UPDATE screening.episodes SET participated_on = handed_over_on + 20 WHERE resident_id % ${Math.round(1 / CHANGED_SHARE)} = 0`,
    );
    return changed;
  });
}

async function publish(
  { databases }: BenchDatabase,
  say: (line: string) => void,
): Promise<{ tables: number; perPeriod: number }> {
  const publishing = new PublishTables(databases, CLOCK, new AuditLog(databases, CLOCK));
  const { result, seconds } = await timed(() => publishing.run('bench', ACTOR));
  const periods = new Set(result.map(({ period }) => period)).size;
  const hidden = result.reduce((sum, table) => sum + table.hidden, 0);
  const rows = result.reduce((sum, table) => sum + table.rows, 0);
  say(
    `published: ${result.length} tables, ${rows} rows, ${hidden} of them suppressed, in ${seconds.toFixed(1)} s`,
  );
  return { tables: Math.round(result.length / periods), perPeriod: seconds / periods };
}

/** Milliseconds within which 95 of 100 reads are done, with some reading at once. */
async function readers({ databases }: BenchDatabase): Promise<number> {
  const published = new PublishedParticipation(databases);
  const table = { programme: 'bench', indicator: 'participation-12', period: '2025H1' };
  const one = async (): Promise<number[]> => {
    const taken: number[] = [];
    for (let i = 0; i < READS_EACH; i++) {
      const { seconds } = await timed(async () => {
        const areas = await published.read({ ...table, level: 'deso' });
        funnelOf(areas.cells.filter(({ level }) => level === 'deso'));
        const types = await published.read({ ...table, by: 'area-type' });
        gradientOf(types.cells, types.indicator);
      });
      taken.push(seconds * 1000);
    }
    return taken;
  };
  const all = (await Promise.all(Array.from({ length: READERS }, one))).flat().sort((a, b) => a - b);
  return all[Math.floor(all.length * 0.95)] ?? 0;
}
