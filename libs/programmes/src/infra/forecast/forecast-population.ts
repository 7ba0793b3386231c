import { servedDistrictsSql } from '@kallelse/population';
import type { EntityManager } from 'typeorm';
import type { PlainDate } from '@kallelse/kernel';
import { errorOf, type BackTest, type Forecast } from '../../domain/forecast/forecast';
import { monthsBefore, monthsFrom } from '../../domain/forecast/months';
import type { Observed } from '../../domain/forecast/observed';
import { steadyState, type Inflow } from '../../domain/forecast/steady-state';
import { byValue } from '../../domain/simulation/population-count';
import { findFirstDue, type AgeCount, type FirstDueRequest } from './first-due';
import { observe } from './observations';

/** What to forecast, and by what. */
export interface ForecastRequest extends FirstDueRequest {
  readonly by: Forecast['by'];
  /** Whether to see how a forecast made a year ago would have done. */
  readonly backTest: boolean;
}

/** Months that a back-test looks at. */
const TESTED_MONTHS = 12;

/** Forecasts when residents will be due, in a transaction of kallelse_selection: it writes temporary tables only. */
export async function forecastPopulation(tx: EntityManager, request: ForecastRequest): Promise<Forecast> {
  await tx.query('SET LOCAL enable_sort = off');
  await tx.query('SET LOCAL hash_mem_multiplier = 100');
  const passes = request.backTest ? 2 : 1;
  const ofAll = (before: number): FirstDueRequest['onProgress'] => {
    return ({ done, total }) => request.onProgress({ done: before * total + done, total: passes * total });
  };
  const { asOf, months } = request;
  const noUnits = request.by === 'unit' && !(await hasUnits(tx, request));
  const by = noUnits ? 'district' : request.by;
  const { ages, lines, observed } = await look(tx, { ...request, onProgress: ofAll(0) }, by);
  const { firstDue, again } = totalsOf(lines, months);
  const backTest = request.backTest ? await testBack(tx, { ...request, onProgress: ofAll(1) }) : null;
  return {
    asOf,
    by,
    noUnits,
    population: ages.reduce((sum, { residents }) => sum + residents, 0),
    dueNow: lines.reduce((sum, line) => sum + line.now, 0),
    months: monthsFrom(asOf, months).map((month, i) => ({
      month,
      firstDue: firstDue[i] ?? 0,
      steadyState: again ? rounded(again[i] ?? 0) : null,
    })),
    places: lines.map(({ place, now, first, all }) => ({
      place,
      dueNow: now,
      firstDue: first,
      steadyState: all ? all.map(rounded) : null,
    })),
    observed: observed.groups(),
    backTest,
  };
}

interface Looked {
  readonly ages: readonly AgeCount[];
  readonly lines: readonly Line[];
  readonly observed: Observed;
}

async function look(tx: EntityManager, request: FirstDueRequest, by: Forecast['by']): Promise<Looked> {
  const ages = await findFirstDue(tx, request);
  const inflow = await readInflow(tx, request, by);
  const observed = await observe(tx, request);
  return { ages, observed, lines: linesOf(inflow, request, ages, observed) };
}

const SERVED = servedDistrictsSql('$1', '$2::date');

/** Whether any district has a unit of the programme on the as-of date. */
async function hasUnits(tx: EntityManager, { definition, asOf }: FirstDueRequest): Promise<boolean> {
  return (
    (await tx.query<unknown[]>(`SELECT FROM ${SERVED} AS served LIMIT 1`, [definition.programme, asOf]))
      .length > 0
  );
}

type CountedInflow = Inflow & { readonly now: number };

/** Those first due, by place, area type, band of ages and month. */
function readInflow(
  tx: EntityManager,
  { definition, asOf }: FirstDueRequest,
  by: Forecast['by'],
): Promise<CountedInflow[]> {
  const unit = `LEFT JOIN ${SERVED} AS catchment ON catchment.district = due.district`;
  return tx.query<CountedInflow[]>(
    `SELECT ${by === 'unit' ? 'catchment.unit' : 'due.district'} AS place, area_type AS "areaType", avg(age)::float8 AS age, month,
       count(*)::int AS residents, (count(*) FILTER (WHERE now))::int AS now
     FROM first_due AS due ${by === 'unit' ? unit : ''}
     GROUP BY 1, 2, floor(age / 10), month`,
    by === 'unit' ? [definition.programme, asOf] : [],
  );
}

interface Line {
  readonly place: string | null;
  readonly now: number;
  readonly first: number[];
  /** Null: nothing has been observed to expect anything from. */
  readonly all: number[] | null;
}

/** Both lines of each place, by its name. */
function linesOf(
  inflow: readonly CountedInflow[],
  { definition, months }: FirstDueRequest,
  ages: readonly AgeCount[],
  observed: Observed,
): Line[] {
  const places = new Map<string | null, { now: number; first: number[] }>();
  for (const { place, month, residents, now } of inflow) {
    const sums = places.get(place) ?? { now: 0, first: new Array<number>(months).fill(0) };
    sums.first[month] = (sums.first[month] ?? 0) + residents;
    sums.now += now;
    places.set(place, sums);
  }
  const recall = definition.schedule.nonAttenderAfter;
  const shares = new Map(ages.map(({ age, residents, inTarget }) => [age, inTarget / residents]));
  const again = observed.isEmpty
    ? undefined
    : steadyState(inflow, {
        months,
        recall: recall ? recall.months + Math.round(recall.days / 30) : undefined,
        behaviour: (age, areaType) => observed.behaviour(age, areaType),
        targetShare: (age) => shares.get(age) ?? 0,
      });
  return [...places]
    .sort(([a], [b]) => byValue(a, b))
    .map(([place, sums]) => ({ place, ...sums, all: again?.get(place) ?? null }));
}

function totalsOf(lines: readonly Line[], months: number): { firstDue: number[]; again: number[] | null } {
  const sum = (of: (line: Line) => readonly number[] | null): number[] =>
    Array.from({ length: months }, (_, i) => lines.reduce((total, line) => total + (of(line)?.[i] ?? 0), 0));
  const isKnown = lines.length > 0 && lines.every(({ all }) => all !== null);
  return { firstDue: sum(({ first }) => first), again: isKnown ? sum(({ all }) => all) : null };
}

/**
 * The forecast that would have been made twelve months ago, by the facts of that day, against the invitations on record
 * since then, of whole months.
 */
async function testBack(tx: EntityManager, request: ForecastRequest): Promise<BackTest> {
  const from = monthsBefore(request.asOf, TESTED_MONTHS);
  const { lines } = await look(tx, { ...request, asOf: from, months: TESTED_MONTHS }, 'district');
  const { firstDue, again } = totalsOf(lines, TESTED_MONTHS);
  const months = monthsFrom(from, TESTED_MONTHS);
  const actual = await invitationsBy(tx, request, from, months);
  const steady = again?.map(rounded) ?? null;
  return {
    from,
    months: months.map((month, i) => ({
      month,
      firstDue: firstDue[i] ?? 0,
      steadyState: steady?.[i] ?? null,
      actual: actual[i] ?? 0,
    })),
    firstDue: errorOf(firstDue, actual),
    steadyState: steady ? errorOf(steady, actual) : null,
  };
}

/** Invitations on record by month. */
async function invitationsBy(
  tx: EntityManager,
  { definition, asOf, region, regionsApart }: ForecastRequest,
  from: PlainDate,
  months: readonly string[],
): Promise<number[]> {
  const rows = await tx.query<{ month: string; count: number }[]>(
    `SELECT to_char(sent.from_date, 'YYYY-MM') AS month, count(*)::int AS count
     FROM screening.events AS sent JOIN screening.resident_facts AS facts USING (resident_id)
     WHERE sent.programme = $1 AND sent.type = 'invitation' AND sent.superseded_at IS NULL AND sent.from_date >= $2::date AND sent.from_date < $3::date
       AND ($4::text IS NULL OR facts.region = $4::text) AND (facts.region IS NULL OR facts.region <> ALL ($5::text[]))
     GROUP BY 1`,
    [definition.programme, from, monthsBefore(asOf, 0), region, [...regionsApart]],
  );
  const counts = new Map(rows.map(({ month, count }) => [month, count]));
  return months.map((month) => counts.get(month) ?? 0);
}

/** Expected values are told to a tenth. */
function rounded(n: number): number {
  return Math.round(n * 10) / 10;
}
