import { civilOf, type Duration } from '@kallelse/kernel';
import type { Definition, IntervalRow, PhaseIn } from '../definition/definition';
import type { SqlFacts } from '../facts/fact';
import { criterionSql, leafSql } from './criterion-sql';

/** What a schedule outcome stands on, as numbers: a row's index, or one of these. Null: due without a date. */
export const SCHEDULE_PATHS: Readonly<Record<number, string>> = {
  [-1]: 'schedule.next',
  [-2]: 'schedule.nonAttender',
  [-3]: 'schedule.anchor',
  [-4]: 'schedule.phaseIn',
};

/** Columns added level by level; each level may use those of the levels before. */
export type Level = Readonly<Record<string, string>>;

/**
 * The schedule as levels of columns: the row that applies, its anchored date, and at last `due_on` and `s_path`. A path
 * with no date is `never` (or not phased in); a date after the as-of date is `not-due`.
 */
export function scheduleLevels(sql: SqlFacts, definition: Definition): readonly Level[] {
  const { schedule } = definition;
  const test = sql.lastTest('date');
  const invited = `${sql.column('invitations')}[1]`;
  const base = schedule.nonAttenderAfter ? test : `greatest(${test}, ${invited})`;
  const recall = schedule.nonAttenderAfter
    ? `CASE WHEN ${test} IS NULL OR ${invited} > ${test} THEN ${plus(invited, schedule.nonAttenderAfter)} END`
    : 'NULL::date';
  const rows = schedule.next.map((row, i) => rowBranch(sql, row, i)).join(' ');
  const first = firstCall(sql, definition);
  const isFirst = `${test} IS NULL AND ${invited} IS NULL`;
  const never = 's_row IS NOT NULL AND s_row_due IS NULL';
  return [
    { s_base: base, s_recall: recall, s_row: `CASE WHEN (${base}) IS NULL THEN NULL ${rows} ELSE -1 END` },
    {
      s_row_due: `CASE s_row ${schedule.next.map((row, i) => dueBranch(sql, definition, row, i)).join(' ')} ELSE NULL END`,
    },
    {
      due_on: `CASE WHEN ${isFirst} THEN ${first.dueOn} WHEN ${never} THEN NULL ELSE greatest(s_row_due, s_recall) END`,
      s_path:
        `CASE WHEN ${isFirst} THEN ${first.path} WHEN ${never} THEN s_row ` +
        `WHEN s_row IS NULL OR s_recall > s_row_due THEN -2 ELSE s_row END`,
    },
  ];
}

function rowBranch(sql: SqlFacts, row: IntervalRow, index: number): string {
  const condition = row.when ? criterionSql(row.when, (leaf) => leafSql(sql, leaf)) : 'true';
  return `WHEN ${condition} THEN ${index}`;
}

function dueBranch(sql: SqlFacts, definition: Definition, row: IntervalRow, index: number): string {
  const due = row.after === 'never' ? 'NULL::date' : anchored(sql, definition, plus('s_base', row.after));
  return `WHEN ${index} THEN ${due}`;
}

/** A date plus a duration as a date: date + interval alone would be a timestamp. */
export function plus(date: string, { months, days }: Duration): string {
  if (months === 0) return `(${date} + ${days})`;
  return `(${date} + interval '${months} months ${days} days')::date`;
}

function anchored(sql: SqlFacts, { schedule, leapDay }: Definition, due: string): string {
  switch (schedule.anchor.kind) {
    case 'lastTest':
      return due;
    case 'calendarYear':
      return `date_trunc('year', ${due}::timestamp)::date`;
    case 'ageThisYear': {
      const year = birthYear(sql);
      const atBase = `extract(year FROM s_base)::int - ${year}`;
      return januaryOf(schedule.anchor.ages, year, (age) => `${atBase} < ${age}`);
    }
    case 'birthday':
      return (
        `(SELECT CASE WHEN this_year >= due THEN this_year ELSE next_year END FROM (SELECT due, ` +
        `${birthday(sql, 'due_year', leapDay)} AS this_year, ${birthday(sql, 'due_year + 1', leapDay)} AS next_year ` +
        `FROM (SELECT due, extract(year FROM due)::int AS due_year FROM (SELECT ${due} AS due) AS d) AS y) AS b)`
      );
  }
}

/** The birthday in a year; a leap-day birthday falls on 1 March or 28 February in common years. */
function birthday(sql: SqlFacts, year: string, leapDay: Definition['leapDay']): string {
  const birth = sql.column('birth_date');
  const clamped = `(${birth} + make_interval(years => ${year} - ${birthYear(sql)}))::date`;
  if (leapDay === 'feb-28') return clamped;
  return `(${clamped} + CASE WHEN extract(day FROM ${birth}) = 29 AND extract(day FROM ${clamped}) = 28 THEN 1 ELSE 0 END)`;
}

function birthYear(sql: SqlFacts): string {
  return `extract(year FROM ${sql.column('birth_date')})::int`;
}

/** 1 January of the year in which the first listed age that fits is reached; null when none is left. */
function januaryOf(ages: readonly number[], year: string, fits: (age: number) => string): string {
  const branches = ages.map((age) => `WHEN ${fits(age)} THEN ${age}`).join(' ');
  return `make_date(${year} + CASE ${branches} END, 1, 1)`;
}

/** Due date and path of residents never tested and never invited. */
function firstCall(sql: SqlFacts, { schedule }: Definition): { dueOn: string; path: string } {
  const { year } = civilOf(sql.asOf);
  const phased = schedule.phaseIn ? phasedIn(sql, schedule.phaseIn, year) : 'true';
  const { anchor } = schedule;
  if (anchor.kind !== 'ageThisYear') {
    return { dueOn: 'NULL', path: `CASE WHEN ${phased} THEN NULL ELSE -4 END` };
  }
  const born = birthYear(sql);
  const due = januaryOf(anchor.ages, born, (age) => `${year} - ${born} <= ${age}`);
  return { dueOn: `CASE WHEN ${phased} THEN ${due} END`, path: `CASE WHEN ${phased} THEN -3 ELSE -4 END` };
}

function phasedIn(sql: SqlFacts, phases: readonly PhaseIn[], year: number): string {
  const entries = phases
    .filter((phase) => phase.year <= year)
    .map(({ birthYears, regions }) => {
      const born = `${birthYear(sql)} = ANY (${sql.param(birthYears, 'float8[]')})`;
      return regions
        ? `(${born} AND coalesce(${sql.column('region')} = ANY (${sql.param(regions, 'text[]')}), false))`
        : born;
    });
  return entries.length === 0 ? 'false' : `(${entries.join(' OR ')})`;
}
