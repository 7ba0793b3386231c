import type { PlainDate } from '@kallelse/kernel';

/**
 * What a supplier, or the post, says of a letter, in the order in which it is believed: what is said to be posted is not
 * made again, whatever else is said.
 */
export const PAPER_STATES = ['printed', 'posted', 'spoiled', 'returned'] as const;
export type PaperState = (typeof PAPER_STATES)[number];

/** Why a letter came back: the resident has moved, would not have it, is said to be dead, or nobody knows. */
export const RETURN_REASONS = ['moved', 'refused', 'deceased', 'unknown'] as const;
export type ReturnReason = (typeof RETURN_REASONS)[number];

/** One thing said of one letter. */
export interface PaperReceipt {
  readonly dispatch: number;
  readonly state: PaperState;
  readonly on: PlainDate;
  /** Why it came back; or the supplier's own code of why it was spoiled. */
  readonly reason: string | undefined;
}

/** A letter as it stands, and the first day on which anything can have happened to it. */
export interface LetterStand {
  readonly channel: string;
  readonly state: string;
  readonly since: PlainDate;
}

/** What a receipt comes to: a step, nothing since it was known already, or a refusal by its code. */
export type Judgement =
  | { readonly kind: 'step' }
  | { readonly kind: 'known' }
  | { readonly kind: 'refused'; readonly column: string; readonly code: string };

/** From which states each may follow; one that was not said in between is taken as said. */
const FROM: Readonly<Record<PaperState, readonly string[]>> = {
  printed: ['handed-over'],
  spoiled: ['handed-over', 'printed'],
  posted: ['handed-over', 'printed'],
  returned: ['handed-over', 'printed', 'posted', 'delivered'],
};
/** In which states nothing new is said by each. */
const KNOWN: Readonly<Record<PaperState, readonly string[]>> = {
  printed: ['printed', 'spoiled', 'posted', 'delivered', 'returned'],
  spoiled: ['spoiled'],
  posted: ['posted', 'delivered', 'returned'],
  returned: ['returned'],
};

/** Judges a receipt by the letter as it stands; undefined: there is no such letter. */
export function judgeReceipt(
  { state, on, reason }: PaperReceipt,
  letter: LetterStand | undefined,
  today: PlainDate,
): Judgement {
  const refuse = (column: string, code: string): Judgement => ({ kind: 'refused', column, code });
  if (letter?.channel !== 'paper' && letter?.channel !== 'mediated')
    return refuse('dispatch', letter ? 'dispatch-not-on-paper' : 'dispatch-unknown');
  if (on > today) return refuse('on', 'date-in-future');
  if (on < letter.since) return refuse('on', 'receipt-too-early');
  if (state === 'returned' && !RETURN_REASONS.some((one) => one === reason))
    return refuse('reason', 'return-reason-unknown');
  if (KNOWN[state].includes(letter.state)) return { kind: 'known' };
  return FROM[state].includes(letter.state) ? { kind: 'step' } : refuse('state', 'receipt-impossible');
}
