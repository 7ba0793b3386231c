import { civilOf, dayOf, daysInMonth, type Day } from './plain-date';

/**
 * A calendar duration, `P[nY][nM][nW][nD]` of ISO 8601 without times. Years and months add as one number of months,
 * clamped once to the last day of the month reached; then weeks and days are added.
 */
export interface Duration {
  readonly months: number;
  readonly days: number;
}

/** The longest duration a definition may name. */
export const MAX_DURATION_YEARS = 200;

const PATTERN = /^P(?=\d)(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,5})W)?(?:(\d{1,5})D)?$/;

/** Parses a duration; undefined when the text is none or spans more than {@link MAX_DURATION_YEARS} years. */
export function parseDuration(text: string): Duration | undefined {
  const match = PATTERN.exec(text);
  if (!match) return undefined;
  const months = Number(match[1] ?? 0) * 12 + Number(match[2] ?? 0);
  const days = Number(match[3] ?? 0) * 7 + Number(match[4] ?? 0);
  const tooLong = months / 12 + days / 365.25 > MAX_DURATION_YEARS;
  return tooLong ? undefined : { months, days };
}

/** Adds months (negative too), clamped to the last day of the month reached: 31 January + 1 month = 28 February. */
export function addMonths(day: Day, months: number): Day {
  const { year, month, day: dayOfMonth } = civilOf(day);
  const index = year * 12 + (month - 1) + months;
  const newYear = Math.floor(index / 12);
  const newMonth = index - newYear * 12 + 1;
  return dayOf(newYear, newMonth, Math.min(dayOfMonth, daysInMonth(newYear, newMonth)));
}

export function addDuration(day: Day, duration: Duration): Day {
  return (duration.months === 0 ? day : addMonths(day, duration.months)) + duration.days;
}

/**
 * The last Day whose date plus `duration` is on or before `limit`. Adding a duration never reorders days, so
 * `date + duration ≤ limit` holds exactly for the days up to this one: a comparison with one constant replaces
 * date arithmetic for every resident.
 */
export function lastDayReaching(limit: Day, duration: Duration): Day {
  let day = addMonths(limit - duration.days, -duration.months) + 3;
  while (addDuration(day, duration) > limit) day--;
  return day;
}
