import type { PlainDate } from '@kallelse/kernel';

/**
 * What came of looking somebody up whom no letter reaches: told of the letter in person, told and declined this round, not to be
 * found, or said to be dead.
 */
export const OUTREACH_OUTCOMES = ['told', 'declined', 'not-found', 'deceased'] as const;
export type OutreachOutcome = (typeof OUTREACH_OUTCOMES)[number];

/** What came of a call to somebody who has not come for long. */
export const CALL_OUTCOMES = ['reached', 'declined', 'no-answer', 'wrong-number'] as const;
export type CallOutcome = (typeof CALL_OUTCOMES)[number];

/** What was said of one reference of a list. */
export interface Outcome<Kind extends string> {
  readonly reference: number;
  readonly outcome: Kind;
  readonly on: PlainDate;
}

/** A reference as it stands: what was said of it before, and the first day on which anything can be. */
export interface ListedStand {
  readonly isOpen: boolean;
  readonly said: string | null;
  readonly since: PlainDate;
}

export type OutcomeJudgement =
  | { readonly kind: 'step' | 'known' }
  | { readonly kind: 'refused'; readonly column: 'reference' | 'outcome' | 'on'; readonly code: string };

/** Judges an outcome by the reference as it stands; undefined: there is none on any list. */
export function judgeOutcome(
  { outcome, on }: Outcome<string>,
  stand: ListedStand | undefined,
  today: PlainDate,
): OutcomeJudgement {
  if (!stand) return { kind: 'refused', column: 'reference', code: 'reference-unknown' };
  if (on > today) return { kind: 'refused', column: 'on', code: 'date-in-future' };
  if (on < stand.since) return { kind: 'refused', column: 'on', code: 'outcome-too-early' };
  if (stand.isOpen) return { kind: 'step' };
  // Closed by another way meanwhile, or told otherwise before: somebody looks at it.
  return stand.said === outcome
    ? { kind: 'known' }
    : { kind: 'refused', column: 'outcome', code: 'outcome-impossible' };
}
