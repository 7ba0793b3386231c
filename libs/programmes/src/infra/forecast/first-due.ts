import {
  compileToSql,
  FACT_COLUMNS,
  Parameters,
  STAGE,
  type Definition,
  type FactColumn,
  type FactSource,
  type IdRange,
} from '@kallelse/eligibility';
import { toDay, type PlainDate } from '@kallelse/kernel';
import { registerFacts } from '@kallelse/population';
import type { EntityManager } from 'typeorm';
import { forecastDays, type ForecastDay } from '../../domain/forecast/months';
import { scopeSql } from '../simulation/pair-sql';
import { countRegister, nextPiece, nextSize } from '../simulation/pieces';
import type { Progress } from '../simulation/simulate-population';

/** Who is looked at, by which rules, from when on, how far. */
export interface FirstDueRequest {
  readonly definition: Definition;
  readonly asOf: PlainDate;
  readonly months: number;
  readonly region: string | null;
  readonly regionsApart: readonly string[];
  /** Residents of the first piece; later ones are as large as takes about two seconds. */
  readonly firstPiece?: number;
  readonly onProgress: (progress: Progress) => Promise<void>;
}

/** Residents of an age in completed years on the as-of date, and how many of them are in the target group. */
export interface AgeCount {
  readonly age: number;
  readonly residents: number;
  readonly inTarget: number;
}

const FIRST_PIECE = 1_000;
const CARRIED: readonly FactColumn[] = ['birth_date', 'district', 'area_type'];

/**
 * Fills the temporary table `first_due`: resident, month (0: the as-of date's), whether due on the as-of date itself, age
 * then, area type and district, neither of them of somebody protected. First due is who would be invited on the last day
 * of a month, and of none before, by the facts of the as-of date: nothing happens, nobody is sent anything. Who becomes
 * due and too old in the same month is in none.
 *
 * One pass over the register: a piece at a time, everybody is decided as of today; the facts of those who may be due
 * later are set aside, and each month asks only those who still wait.
 */
export async function findFirstDue(tx: EntityManager, request: FirstDueRequest): Promise<AgeCount[]> {
  const days = forecastDays(request.asOf, request.months);
  const columns = columnsOf(request.definition, days);
  await createTables(tx, columns);
  const later = days.slice(1);
  const total = await countRegister(tx);
  const ages = new Map<number, { residents: number; inTarget: number }>();
  let size = request.firstPiece ?? FIRST_PIECE;
  let first = 0;
  for (let done = 0; done < total;) {
    const start = performance.now();
    const piece = await nextPiece(tx, first, size);
    if (!piece) break;
    const ids = { first, last: piece.last };
    for (const { age, residents, inTarget } of await decideToday(tx, request, ids, columns)) {
      const sums = ages.get(age) ?? { residents: 0, inTarget: 0 };
      ages.set(age, { residents: sums.residents + residents, inTarget: sums.inTarget + inTarget });
    }
    for (const [i, day] of later.entries()) {
      await decideLater(tx, request.definition, day);
      const part = Math.floor((piece.residents * (i + 1)) / (later.length + 1));
      await request.onProgress({ done: done + part, total });
    }
    await tx.query('TRUNCATE waiting');
    done += piece.residents;
    first = piece.last + 1;
    if (request.firstPiece === undefined) size = nextSize(size, (performance.now() - start) / 1000);
    await request.onProgress({ done, total });
  }
  return [...ages].map(([age, sums]) => ({ age, ...sums })).sort((a, b) => a.age - b.age);
}

/** The columns that deciding by a definition reads on one of some days, and those carried. */
function columnsOf(definition: Definition, days: readonly ForecastDay[]): readonly FactColumn[] {
  const needed = new Set<FactColumn>(CARRIED);
  const source: FactSource = (columns) => {
    columns.forEach((column) => needed.add(column));
    return '';
  };
  for (const { day } of days) compileToSql(definition, day, { source });
  needed.delete('resident_id');
  return [...needed];
}

async function createTables(tx: EntityManager, columns: readonly FactColumn[]): Promise<void> {
  await tx.query('DROP TABLE IF EXISTS first_due, waiting');
  await tx.query(
    'CREATE TEMPORARY TABLE first_due (resident_id bigint, month int, now boolean, age float8, area_type int, district text) ON COMMIT DROP',
  );
  const facts = columns.map((column) => `${column} ${FACT_COLUMNS[column]}`).join(', ');
  await tx.query(`CREATE TEMPORARY TABLE waiting (resident_id bigint, ${facts}) ON COMMIT DROP`);
}

/** Decides a piece as of today: who is due has come first, who may become due waits. */
async function decideToday(
  tx: EntityManager,
  request: FirstDueRequest,
  ids: IdRange,
  columns: readonly FactColumn[],
): Promise<AgeCount[]> {
  const { definition, asOf, months } = request;
  const parameters = new Parameters();
  const source = registerFacts(definition.programme, asOf, (p) => scopeSql(request, p), ids);
  const days = forecastDays(asOf, months).map(({ day }) => day);
  const { text } = compileToSql(definition, asOf, { source, carry: columns, days, parameters });
  return tx.query<AgeCount[]>(
    `WITH decided AS MATERIALIZED (${text}),
     come AS (${insertDue({ day: asOf, month: 0 }, true, parameters)}),
     waits AS (INSERT INTO waiting SELECT resident_id, ${columns.join(', ')} FROM decided WHERE stage <> ${STAGE.invite} AND possible)
     SELECT extract(year FROM age(${parameters.day(toDay(asOf))}, birth_date))::int AS age, count(*)::int AS residents,
       (count(*) FILTER (WHERE target))::int AS "inTarget" FROM decided GROUP BY 1`,
    [...parameters.values],
  );
}

/** Decides those who wait as of a day to come; who is due then waits no longer. */
async function decideLater(tx: EntityManager, definition: Definition, day: ForecastDay): Promise<void> {
  const parameters = new Parameters();
  const source: FactSource = (columns) => `SELECT ${columns.join(', ')} FROM waiting`;
  const { text } = compileToSql(definition, day.day, { source, carry: CARRIED, parameters });
  await tx.query(
    `WITH decided AS MATERIALIZED (SELECT * FROM (${text}) AS each WHERE stage = ${STAGE.invite}),
     gone AS (DELETE FROM waiting USING decided WHERE waiting.resident_id = decided.resident_id)
     ${insertDue(day, false, parameters)}`,
    [...parameters.values],
  );
}

function insertDue({ day, month }: ForecastDay, isNow: boolean, parameters: Parameters): string {
  return `INSERT INTO first_due SELECT decided.resident_id, ${month}, ${isNow}, (${parameters.day(toDay(day))} - birth_date) / 365.25,
    CASE WHEN hidden.resident_id IS NULL THEN area_type END, CASE WHEN hidden.resident_id IS NULL THEN district END
    FROM decided LEFT JOIN screening.resident_reach AS hidden ON hidden.resident_id = decided.resident_id AND hidden.protection <> 'none'
    WHERE stage = ${STAGE.invite}`;
}
