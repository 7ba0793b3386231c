import { plainDate, toDay } from '@kallelse/kernel';
import { decide, explain, parseResident, type ExplainLanguage, type Explanation } from '../src';
import { definitionWith, parsed, residentWith, valid } from './decided';

/** One question whose answer is worded: parts of a small definition and of a resident. */
export interface Told {
  readonly of: object;
  readonly who?: object;
  readonly asOf?: string;
  readonly knownAt?: string;
}

/** The words of the decision on a small definition and resident. */
export function told(
  { of, who = {}, asOf = '2026-06-15', knownAt }: Told,
  language: ExplainLanguage,
): Explanation {
  const definition = parsed({ definition: definitionWith(of) });
  const date = plainDate(asOf);
  const resident = valid(parseResident(residentWith(who), toDay(date)));
  const known = knownAt === undefined ? undefined : plainDate(knownAt);
  const decision = decide(resident, definition, date, known === undefined ? {} : { knownAt: known });
  return explain(decision, resident, definition, date, language, known);
}

/** What is asked, and every sentence of the answer in Swedish and in English. */
export type Sentences = readonly [
  name: string,
  question: Told,
  swedish: readonly string[],
  english: readonly string[],
];

/** A comparison of a fact. */
export function when(fact: string, test: object): object {
  return { fact, ...test };
}

/** Parts of a definition with rows of intervals after an HPV test. */
export function interval(next: object[], more: object = {}): object {
  return { countsTests: ['hpv'], schedule: { anchor: 'lastTest', next, ...more } };
}
