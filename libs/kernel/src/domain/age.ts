import { civilOf, dayOf, isLeapYear, type CivilDate, type Day } from './plain-date';
import { addMonths } from './duration';

/**
 * When a person born on 29 February completes a year in a common year: `mar-1` (default; greatest N with
 * birth date ≤ date − N years, clamped) or `feb-28` (birth date + N years ≤ date).
 */
export type LeapDayBirthday = 'mar-1' | 'feb-28';

/** The day in `year` on which a person completes a year. */
export function birthdayIn(year: number, birth: CivilDate, leapDay: LeapDayBirthday): Day {
  if (birth.month === 2 && birth.day === 29 && !isLeapYear(year)) {
    return leapDay === 'mar-1' ? dayOf(year, 3, 1) : dayOf(year, 2, 28);
  }
  return dayOf(year, birth.month, birth.day);
}

/** Completed years on a day; negative before birth (−1 during the year before it). */
export function ageOn(birth: CivilDate, on: Day, leapDay: LeapDayBirthday): number {
  const { year } = civilOf(on);
  return year - birth.year - (on < birthdayIn(year, birth, leapDay) ? 1 : 0);
}

/** Completed months on a day: greatest N with birth date ≤ day − N months, clamped. */
export function ageInMonthsOn(birth: CivilDate, on: Day): number {
  const { year, month, day } = civilOf(on);
  return (year - birth.year) * 12 + (month - birth.month) - (day < birth.day ? 1 : 0);
}

/** The latest birth date at which a person has completed `years` years on a day: age ≥ years ⇔ born on or before it. */
export function latestBirthForAge(years: number, on: Day, leapDay: LeapDayBirthday): Day {
  const clamped = addMonths(on, -12 * years);
  if (leapDay === 'mar-1') return clamped;
  const next = civilOf(clamped + 1);
  const bornOnLeapDay =
    next.month === 2 && next.day === 29 && birthdayIn(civilOf(on).year, next, leapDay) <= on;
  return bornOnLeapDay ? clamped + 1 : clamped;
}

/** The latest birth date at which a person has completed `months` months on a day. */
export function latestBirthForMonths(months: number, on: Day): Day {
  return addMonths(on, -months);
}
