/**
 * Plain dates: a day in the proleptic Gregorian calendar, without time or zone.
 *
 * Two shapes. {@link PlainDate} is the text form (`2026-05-01`) used in every interface; {@link Day} is the number
 * of days since 1970-01-01, used where dates are counted with. Years run from 1 to 9999 in text; a Day has no limit.
 * The civil-calendar arithmetic follows H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
 */
declare const plainDateBrand: unique symbol;

/** A calendar date as `YYYY-MM-DD`; compares correctly as text. */
export type PlainDate = string & { readonly [plainDateBrand]: true };

/** Days since 1970-01-01 (negative before). */
export type Day = number;

export interface CivilDate {
  readonly year: number;
  /** 1–12 */
  readonly month: number;
  /** 1–31 */
  readonly day: number;
}

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] as const;

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** The Day of a civil date; the day of the month must exist (it is not clamped). */
export function dayOf(year: number, month: number, day: number): Day {
  const y = year - 1;
  const leapDays = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  const beforeMonth = (DAYS_BEFORE_MONTH[month - 1] ?? 0) + (month > 2 && isLeapYear(year) ? 1 : 0);
  return y * 365 + leapDays + beforeMonth + day - 1 - 719_162;
}

/** The civil date of a Day. */
export function civilOf(day: Day): CivilDate {
  const z = day + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}

/** The Day that `YYYY-MM-DD` names, or undefined when the text is no date of the calendar (years 0001–9999). */
export function parseDay(text: string): Day | undefined {
  if (text.length !== 10 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return undefined;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)))
    return undefined;
  return dayOf(year, month, day);
}

/** The number between two positions, NaN when a character is no digit. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

export function isPlainDate(text: string): text is PlainDate {
  return parseDay(text) !== undefined;
}

/** The Day of a date already known to be one. Throws RangeError otherwise. */
export function toDay(date: PlainDate): Day {
  const day = parseDay(date);
  if (day === undefined) throw new RangeError('not a plain date (YYYY-MM-DD)');
  return day;
}

/** The text form of a Day; years beyond 9999 get more digits, as PostgreSQL writes them. */
export function toPlainDate(day: Day): PlainDate {
  const { year, month, day: dayOfMonth } = civilOf(day);
  const years = year >= 1000 ? String(year) : String(year).padStart(4, '0');
  return `${years}-${two(month)}-${two(dayOfMonth)}` as PlainDate;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

/** Parses `YYYY-MM-DD`; throws RangeError when it is no date. For constants and tests; use {@link isPlainDate} on input. */
export function plainDate(text: string): PlainDate {
  if (!isPlainDate(text)) throw new RangeError('not a plain date (YYYY-MM-DD)');
  return text;
}
