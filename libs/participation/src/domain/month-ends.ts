import { addMonths, civilOf, dayOf, daysInMonth, toDay, toPlainDate, type PlainDate } from '@kallelse/kernel';

/** The last days of so many months that are over on a day, the latest first. */
export function monthEndsBefore(today: PlainDate, months: number): PlainDate[] {
  const { year, month } = civilOf(toDay(today));
  const first = dayOf(year, month, 1);
  return Array.from({ length: months }, (_, i) => {
    const { year: y, month: m } = civilOf(addMonths(first, -1 - i));
    return toPlainDate(dayOf(y, m, daysInMonth(y, m)));
  });
}
