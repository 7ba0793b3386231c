import { isPlainDate, ProblemError, type PlainDate } from '@kallelse/kernel';

/** What somebody declines: the programme for good, until a day, or only the round under way. */
export type OptOutKind = 'permanent' | 'until' | 'episode';

/** An opt-out as somebody takes it down. */
export interface OptOutWish {
  readonly kind: OptOutKind;
  /** Last day, of kind `until`. */
  readonly until: PlainDate | null;
}

/** Reads what is declined. @throws ProblemError OPT_OUT_UNTIL */
export function readOptOut(
  { until, round }: { readonly until?: string | undefined; readonly round?: boolean | undefined },
  today: PlainDate,
): OptOutWish {
  if (round === true && until !== undefined)
    throw refused('an opt-out is of the round or until a day, not both', 'leave one of them out');
  if (round === true) return { kind: 'episode', until: null };
  if (until === undefined) return { kind: 'permanent', until: null };
  return { kind: 'until', until: readLastDay(until, today) };
}

/** A last day that has not passed. @throws ProblemError OPT_OUT_UNTIL */
export function readLastDay(text: string, today: PlainDate): PlainDate {
  if (isPlainDate(text) && text >= today) return text;
  throw refused('the last day is a date (YYYY-MM-DD), today or later', 'give it with --until');
}

const PREFERENCES = {
  language: /^[a-z]{2,3}$/,
  format: /^(standard|large-print|easy-read|braille|audio)$/,
  channel: /^(1177|secure-mailbox|paper)$/,
} as const;
export type PreferenceName = keyof typeof PREFERENCES;

/** What values a preference has, for messages. */
const VALUES: Readonly<Record<PreferenceName, string>> = {
  language: 'a language code, as sv or en',
  format: 'standard, large-print, easy-read, braille or audio',
  channel: '1177, secure-mailbox or paper',
};

/** Checks a preference; `none` takes it back. @throws ProblemError PREFERENCE */
export function readPreferenceValue(name: PreferenceName, text: string): string | null {
  if (text === 'none') return null;
  if (PREFERENCES[name].test(text)) return text;
  throw new ProblemError('PREFERENCE', `that is no ${name} a resident can ask for`, {
    fix: `give ${VALUES[name]}; or none to take it back`,
    exitCode: 2,
  });
}

function refused(message: string, fix: string): ProblemError {
  return new ProblemError('OPT_OUT_UNTIL', message, { fix, exitCode: 2 });
}
