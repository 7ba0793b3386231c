import type { Delivery } from '@kallelse/eligibility';
import { toDay, toPlainDate, type PlainDate } from '@kallelse/kernel';

/** What a programme sends in a month of the year. */
export interface SendingMonth {
  /** 1–12 */
  readonly month: number;
  /** Whose letters go out then, by month of birth. */
  readonly birthMonths: readonly number[];
  /** Of a month that begins in a pause: nothing is sent in it. */
  readonly isPaused: boolean;
}

type Rules = Pick<Delivery, 'pauses'>;

const DAYS_OF_YEAR = 366;

/**
 * Which months of birth are written to in which month of the year: everybody in their own, and those whose month begins in
 * a pause in the first that does not, so that a pause moves a month and loses none. Empty when every month is paused.
 */
export function sendingCalendar({ pauses }: Rules): SendingMonth[] {
  const months = Array.from({ length: 12 }, (_, index) => index + 1);
  const isPaused = (month: number): boolean => isInPause(pauses, `${String(month).padStart(2, '0')}-01`);
  if (months.every(isPaused)) return [];
  const sentIn = (birth: number): number => {
    let month = birth;
    while (isPaused(month)) month = (month % 12) + 1;
    return month;
  };
  return months.map((month) => ({
    month,
    birthMonths: months.filter((birth) => sentIn(birth) === month),
    isPaused: isPaused(month),
  }));
}

/** The pause that a day lies in, as `MM-DD` to `MM-DD`. */
export function pauseOn({ pauses }: Rules, day: PlainDate): Rules['pauses'][number] | undefined {
  return pauses.find((pause) => isInPause([pause], day.slice(5)));
}

/** The first day from a day on that lies in no pause; undefined: there is none within a year. */
export function firstDayOutside({ pauses }: Rules, day: PlainDate): PlainDate | undefined {
  for (let ahead = 0; ahead <= DAYS_OF_YEAR; ahead++) {
    const next = toPlainDate(toDay(day) + ahead);
    if (!isInPause(pauses, next.slice(5))) return next;
  }
  return undefined;
}

function isInPause(pauses: Rules['pauses'], monthDay: string): boolean {
  return pauses.some(({ from, until }) =>
    from <= until ? monthDay >= from && monthDay <= until : monthDay >= from || monthDay <= until,
  );
}
