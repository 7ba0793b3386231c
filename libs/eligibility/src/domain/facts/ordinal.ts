import { dayOf, latestBirthForAge, latestBirthForMonths, civilOf, type Day } from '@kallelse/kernel';
import type { SqlFacts } from './fact';

/** Beyond this many years every age comparison has the same answer for everyone; keeps dates in range. */
const MOST_YEARS = 2500;
/** 0001-01-01: nobody is born before the calendar. */
const FIRST_DAY = dayOf(1, 1, 1);

function born(sql: SqlFacts, onOrBefore: Day): string {
  return `${sql.column('birth_date')} <= ${onOrBefore < FIRST_DAY ? "'-infinity'" : sql.day(onOrBefore)}`;
}

function years(n: number): number {
  return Math.max(-MOST_YEARS, Math.min(MOST_YEARS, n));
}

/** age ≥ n on the as-of date. */
export function ageAtLeast(sql: SqlFacts, n: number): string {
  return born(sql, latestBirthForAge(years(n), sql.asOf, sql.leapDay));
}

/** Completed months ≥ n on the as-of date. */
export function ageMonthsAtLeast(sql: SqlFacts, n: number): string {
  return born(sql, latestBirthForMonths(Math.max(-12 * MOST_YEARS, Math.min(12 * MOST_YEARS, n)), sql.asOf));
}

/** Calendar year of the as-of date − birth year ≥ n. */
export function ageThisYearAtLeast(sql: SqlFacts, n: number): string {
  return born(sql, dayOf(civilOf(sql.asOf).year - years(n), 12, 31));
}

/** Birth year ≥ n. */
export function birthYearAtLeast(sql: SqlFacts, n: number): string {
  const year = Math.max(1, Math.min(9999, n));
  return `${sql.column('birth_date')} >= ${sql.day(dayOf(year, 1, 1))}`;
}

/** Age on the date of a test ≥ n; null when there is no test. */
export function ageAtTestAtLeast(sql: SqlFacts, date: string, n: number): string {
  const span = `interval '${years(n)} years'`;
  const birth = sql.column('birth_date');
  return sql.leapDay === 'mar-1'
    ? `${birth} <= (${date} - ${span})::date`
    : `(${birth} + ${span})::date <= ${date}`;
}
