/**
 * Dates of the reference evaluator, written naively on ISO strings and sharing nothing with the engine:
 * a mistake in the engine's calendar must show as a disagreement.
 */

/** `2026-02-28`; compares in time order as a string. */
export type Iso = string;

function iso(year: number, month: number, day: number): Iso {
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  return date.toISOString().slice(0, 10);
}

export function yearOf(date: Iso): number {
  return Number(date.slice(0, 4));
}

function monthOf(date: Iso): number {
  return Number(date.slice(5, 7));
}

function dayOf(date: Iso): number {
  return Number(date.slice(8, 10));
}

/** Whether a text is a date of the calendar: 2026-02-29 is none. */
export function isDate(text: unknown): text is Iso {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text) || text < '0001') return false;
  return iso(yearOf(text), monthOf(text), dayOf(text)) === text;
}

function daysInMonth(year: number, month: number): number {
  let days = 28;
  while (monthOf(iso(year, month, days + 1)) === month) days += 1;
  return days;
}

function addDays(date: Iso, days: number): Iso {
  return iso(yearOf(date), monthOf(date), dayOf(date) + days);
}

/** "clamped once to the last day of the month" */
export function addMonths(date: Iso, months: number): Iso {
  const count = yearOf(date) * 12 + (monthOf(date) - 1) + months;
  const year = Math.floor(count / 12);
  const month = count - year * 12 + 1;
  return iso(year, month, Math.min(dayOf(date), daysInMonth(year, month)));
}

/** "years and months add as one number of months, clamped once to the last day of the month, then weeks and days" */
export function addDuration(date: Iso, duration: string): Iso {
  const part = (unit: string): number => Number(new RegExp(`(\\d+)${unit}`).exec(duration)?.[1] ?? '0');
  return addDays(addMonths(date, part('Y') * 12 + part('M')), part('W') * 7 + part('D'));
}

/** "the setting touches `age`, `lastTest.ageAt` and the birthday anchor only" */
export function ageOn(date: Iso, birth: Iso, leapDay: 'mar-1' | 'feb-28'): number {
  const completed = (years: number): boolean =>
    leapDay === 'feb-28'
      ? // "with `feb-28`: birth date + N years ≤ as-of"
        addMonths(birth, years * 12) <= date
      : // "greatest N with birth date ≤ as-of − N years, clamped"
        birth <= addMonths(date, -years * 12);
  let years = yearOf(date) - yearOf(birth) - 2;
  while (completed(years + 1)) years += 1;
  return years;
}

/** "greatest N with birth date ≤ as-of − N months" */
export function ageInMonths(date: Iso, birth: Iso): number {
  let months = (yearOf(date) - yearOf(birth) - 2) * 12;
  while (birth <= addMonths(date, -(months + 1))) months += 1;
  return months;
}

function birthdayIn(year: number, birth: Iso, leapDay: 'mar-1' | 'feb-28'): Iso {
  if (birth.slice(5) !== '02-29' || daysInMonth(year, 2) === 29) {
    return iso(year, monthOf(birth), dayOf(birth));
  }
  return leapDay === 'feb-28' ? iso(year, 2, 28) : iso(year, 3, 1);
}

/** "`birthday` to the first birthday on or after it (29 February by `leapDayBirthday`)" */
export function birthdayOnOrAfter(date: Iso, birth: Iso, leapDay: 'mar-1' | 'feb-28'): Iso {
  let year = yearOf(date);
  while (birthdayIn(year, birth, leapDay) < date) year += 1;
  return birthdayIn(year, birth, leapDay);
}

export function newYear(year: number): Iso {
  return iso(year, 1, 1);
}
