import { AREAS } from './areas';
import { type Disagreement, disagreements } from './compare';
import { DISCLOSURE } from './disclosure';
import { FUNNELS } from './funnel';
import { INEQUALITY } from './inequality';
import { type Adapter, type Case, type Figures, Inputs, Unsupported } from './inputs';
import { INTERVALS } from './intervals';
import { SLOPES } from './slope';
import { STANDARDISED } from './standardise';

const ADAPTERS = new Map<string, Adapter>(
  [INTERVALS, STANDARDISED, SLOPES, INEQUALITY, FUNNELS, AREAS, DISCLOSURE].flatMap((theme) =>
    Object.entries(theme),
  ),
);

/** What our functions say to a case: figures under the names the case expects, or why there are none. */
export type Answer =
  | { readonly id: string; readonly actual: Figures }
  | { readonly id: string; readonly unsupported: true; readonly reason: string };

/** Answers one case by the name of its function and its inputs, never by its id. */
export function answer(one: Case): Answer {
  const adapter = ADAPTERS.get(one.statistic);
  if (!adapter) return { id: one.id, unsupported: true, reason: `there is no function "${one.statistic}"` };
  try {
    const figures = adapter(new Inputs(one.inputs));
    const names = one.expected ? Object.keys(one.expected) : Object.keys(figures);
    return { id: one.id, actual: Object.fromEntries(names.map((name) => [name, figures[name] ?? null])) };
  } catch (error) {
    // One case with inputs of another shape must not silence those after it; --check shows why it has no answer.
    const known = error instanceof Unsupported || error instanceof RangeError;
    const reason = error instanceof Error ? error.message : 'unknown';
    return { id: one.id, unsupported: true, reason: known ? reason : `unexpected: ${reason}` };
  }
}

/** Most cases of a file that may go unanswered. */
export const MOST_UNSUPPORTED = 5;

/** How a file of cases came out. */
export interface Verdict {
  readonly agreed: number;
  readonly disagreed: readonly { readonly id: string; readonly at: readonly Disagreement[] }[];
  readonly unsupported: readonly { readonly id: string; readonly reason: string }[];
}

/** Compares answers with what their cases expect. A case without expectations agrees with anything. */
export function verdict(cases: readonly Case[]): Verdict {
  const disagreed: { id: string; at: Disagreement[] }[] = [];
  const unsupported: { id: string; reason: string }[] = [];
  for (const one of cases) {
    const given = answer(one);
    if ('unsupported' in given) unsupported.push({ id: one.id, reason: given.reason });
    else {
      const at = disagreements(one, given.actual);
      if (at.length > 0) disagreed.push({ id: one.id, at });
    }
  }
  return { agreed: cases.length - disagreed.length - unsupported.length, disagreed, unsupported };
}
