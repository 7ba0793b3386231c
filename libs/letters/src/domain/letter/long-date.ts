import { civilOf, type PlainDate, toDay } from '@kallelse/kernel';
import { type Language } from '../template/template';

const MONTHS: Readonly<Record<Language, readonly string[]>> = {
  sv: [
    ...['januari', 'februari', 'mars', 'april', 'maj', 'juni'],
    ...['juli', 'augusti', 'september', 'oktober', 'november', 'december'],
  ],
  en: [
    ...['January', 'February', 'March', 'April', 'May', 'June'],
    ...['July', 'August', 'September', 'October', 'November', 'December'],
  ],
};

/** Index 0 is Thursday, the weekday of Day 0 (1970-01-01). */
const WEEKDAYS: Readonly<Record<Language, readonly string[]>> = {
  sv: ['torsdag', 'fredag', 'lördag', 'söndag', 'måndag', 'tisdag', 'onsdag'],
  en: ['Thursday', 'Friday', 'Saturday', 'Sunday', 'Monday', 'Tuesday', 'Wednesday'],
};

/** `24 november 2026`; English with a capital month. Own tables, since ICU data differ between Node builds. */
export function longDate(date: PlainDate, language: Language): string {
  const { year, month, day } = civilOf(toDay(date));
  return `${day} ${MONTHS[language][month - 1] ?? ''} ${year}`;
}

/** `tisdag 24 november 2026`, `Tuesday 24 November 2026`. */
export function longDateWithWeekday(date: PlainDate, language: Language): string {
  const index = ((toDay(date) % 7) + 7) % 7;
  return `${WEEKDAYS[language][index] ?? ''} ${longDate(date, language)}`;
}
