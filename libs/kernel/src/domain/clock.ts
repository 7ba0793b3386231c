import { plainDate, type PlainDate } from './plain-date';

/** The only source of time. Production reads the system clock; tests and the demo move their own. */
export interface Clock {
  now(): Date;
}

/** One zone decides what "today" is. */
export const ZONE = 'Europe/Stockholm';

const formatter = new Intl.DateTimeFormat('sv-SE', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The date in Europe/Stockholm at an instant. */
export function dateInStockholm(instant: Date): PlainDate {
  return plainDate(formatter.format(instant));
}

export function today(clock: Clock): PlainDate {
  return dateInStockholm(clock.now());
}
