import { type PlainDate } from '@kallelse/kernel';
import { printable } from '../letter/printable';
import { type LetterProblem } from '../letter/problems';
import { type TextMetrics } from '../layout/text-metrics';

/**
 * Post to residents with protected identity, mediated by Skatteverket: every letter in an inner envelope that shows the
 * recipient's personal number and the sender, many inner envelopes in one outer envelope to Skatteverket.
 * (skatteverket.se, "Sending mail to someone with protected identity")
 */

/** One inner envelope. Plain JSON; holds a personal number: never log it. */
export interface MediatedInput {
  readonly dispatchId: number;
  readonly name: string;
  /** Twelve digits, with or without a hyphen. A reserve number cannot be mediated. */
  readonly personalNumber: string;
  /** Key into the run's units. */
  readonly unit: string;
}

/** One line of the posting list: nobody's name, only what is needed to count and to tick off. */
export interface PostingListEntry {
  readonly dispatchId: number;
  readonly sheets: number;
}

/** The list that goes with the inner envelopes. Plain JSON, no personal data. */
export interface PostingList {
  /** The run's name. Skatteverket sees it, so it names no programme. */
  readonly run: string;
  readonly date: PlainDate;
  /** Key into the run's units: the sender. */
  readonly unit: string;
  readonly entries: readonly PostingListEntry[];
  /** Lines in the outer envelope's window; default {@link MEDIATION_ADDRESS}. */
  readonly addressee?: readonly string[];
}

/** Where Skatteverket takes post to be mediated. */
export const MEDIATION_ADDRESS: readonly string[] = [
  'Skatteverket',
  'Förmedlingsuppdrag',
  'Box 2820',
  '403 20 GÖTEBORG',
];

/** `ÅÅÅÅMMDD-NNNN`, or undefined when the text is no number that Skatteverket can mediate by. */
export function mediationNumber(personalNumber: string): string | undefined {
  const match = /^(\d{8})-?(\d{4})$/.exec(personalNumber.trim());
  return match === null ? undefined : `${match[1] ?? ''}-${match[2] ?? ''}`;
}

/** Why an inner envelope cannot be made. */
export function checkMediated(input: MediatedInput, metrics: TextMetrics): readonly LetterProblem[] {
  const problems: LetterProblem[] = [];
  const name = printable(input.name);
  if (name === '') problems.push({ code: 'name-missing', field: 'name' });
  if (!metrics.canPrint(name)) problems.push({ code: 'unprintable-character', field: 'name' });
  if (mediationNumber(input.personalNumber) === undefined)
    problems.push({ code: 'personal-number-malformed', field: 'personalNumber' });
  return problems;
}
