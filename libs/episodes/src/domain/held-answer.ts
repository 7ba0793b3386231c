import { toDay, toPlainDate, type PlainDate } from '@kallelse/kernel';

/** How long after its confirmation letter has left an answer by code can be stopped before it counts. */
export const REVOCABLE_DAYS = 30;

/** The last day on which an answer can be stopped whose confirmation letter leaves on a day. */
export function revocableUntil(letter: PlainDate): PlainDate {
  return toPlainDate(toDay(letter) + REVOCABLE_DAYS);
}
