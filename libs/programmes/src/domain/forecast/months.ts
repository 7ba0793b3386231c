import { addMonths, toDay, toPlainDate, type PlainDate } from '@kallelse/kernel';

/** A day that a forecast decides for, and the month it counts in (0: the as-of date's). */
export interface ForecastDay {
  readonly day: PlainDate;
  readonly month: number;
}

/** The days a forecast decides for: the as-of date, then the last of each month, that of the as-of date first. */
export function forecastDays(asOf: PlainDate, months: number): readonly ForecastDay[] {
  const first = toDay(monthsBefore(asOf, 0));
  const ends = Array.from({ length: months }, (_, month) => ({
    day: toPlainDate(addMonths(first, month + 1) - 1),
    month,
  }));
  return ends[0]?.day === asOf ? ends : [{ day: asOf, month: 0 }, ...ends];
}

/** The months from a day's on: `2026-11`, `2026-12` … */
export function monthsFrom(asOf: PlainDate, months: number): readonly string[] {
  return Array.from({ length: months }, (_, month) => monthOf(monthsBefore(asOf, -month)));
}

/** The first of the month that lies so many months before a day's. */
export function monthsBefore(day: PlainDate, months: number): PlainDate {
  return toPlainDate(addMonths(toDay(`${monthOf(day)}-01` as PlainDate), -months));
}

/** `2027-05` */
export function monthOf(day: PlainDate): string {
  return day.slice(0, 7);
}
