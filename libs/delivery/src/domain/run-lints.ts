import { ZONE } from '@kallelse/kernel';

/** What a print supplier may not like of a run; it is printed all the same. */
export interface RunLint {
  readonly code: 'letters-too-large' | 'many-letters' | 'after-closing';
  /** How many letters it is about; absent: the run as a whole. */
  readonly letters?: number;
}

/** PostNord Strålfors eBREV (reference, 3.3): more letters in a day are to be notified two days ahead. */
export const MANY_LETTERS = 5000;
/** What comes later is not printed on the same day. */
const CLOSING = '18:00';
const CLOCK = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE, hour: '2-digit', minute: '2-digit' });

/**
 * @param run letters in it, and those larger than the supplier takes for one
 * @param lettersToday of all runs of the day, this one too
 */
export function runLints(
  { tooLarge }: { readonly tooLarge: number },
  lettersToday: number,
  now: Date,
): RunLint[] {
  return [
    ...(tooLarge > 0 ? [{ code: 'letters-too-large', letters: tooLarge } as const] : []),
    ...(lettersToday > MANY_LETTERS ? [{ code: 'many-letters', letters: lettersToday } as const] : []),
    ...(CLOCK.format(now) >= CLOSING ? [{ code: 'after-closing' } as const] : []),
  ];
}
