import { toDay, type PlainDate } from '@kallelse/kernel';
import type { Decision, Reason } from '../decide/decision';
import { definitionId, leavesOf, type Definition, type Leaf } from '../definition/definition';
import { FactView } from '../facts/fact-view';
import type { Resident } from '../residents/resident';
import type { Telling } from './fact-text';
import { criterionSentences, unknownSentence } from './leaf-text';
import { enquirySentence, inclusionSentence, manualSentence, ruleSentence } from './rule-text';
import { scheduleSentence } from './schedule-text';
import { EXCLUDED_SENTENCE, STATUS_SENTENCES, type ExplainLanguage } from './wording';

/** A decision in sentences a clerk can read to a caller. */
export interface Explanation {
  /** What was decided. */
  readonly verdict: string;
  /** Why, one whole sentence a reason, with the values used. */
  readonly reasons: readonly string[];
  /** By which rules. */
  readonly basis: string;
}

/**
 * Words a decision, in the second person. An organ's basis is never told, nor a former number, nor a sex: each would
 * say more than the caller may know.
 *
 * @param resident what the decision was made of, with the same `knownAt` (absent: everything that is recorded)
 */
export function explain(
  decision: Decision,
  resident: Resident,
  definition: Definition,
  asOf: PlainDate,
  language: ExplainLanguage,
  knownAt?: PlainDate,
): Explanation {
  const day = toDay(asOf);
  const view = new FactView(resident, definition, day, knownAt === undefined ? undefined : toDay(knownAt));
  const telling = { definition, view, asOf: day, language };
  const label = definition.labels[language] ?? definition.labels.sv ?? definition.programme;
  const verdict =
    decision.status === 'not-eligible' && decision.targetGroup !== false
      ? EXCLUDED_SENTENCE
      : STATUS_SENTENCES[decision.status];
  const due = decision.status === 'invite' ? [scheduleSentence(telling), ...inclusionSentence(telling)] : [];
  return {
    verdict: `${label}: ${verdict[language]}`,
    reasons: [...new Set([...reasonSentences(decision, telling), ...due])],
    basis:
      language === 'sv'
        ? `Bedömningen gäller den ${asOf} enligt reglerna ${definitionId(definition)}.`
        : `The decision is as of ${asOf} by the rules ${definitionId(definition)}.`,
  };
}

function reasonSentences(decision: Decision, telling: Telling): string[] {
  const { reasons } = decision;
  if (!reasons.every(({ kind }) => kind === 'criterion'))
    return reasons.map((reason) => sentence(reason, decision, telling));
  return criterionSentences(
    reasons.map((reason) => leafOf(reason, telling)),
    telling,
  );
}

function sentence(reason: Reason, decision: Decision, telling: Telling): string {
  const { definition } = telling;
  switch (reason.kind) {
    case 'schedule':
      return scheduleSentence(telling);
    case 'manual':
      return manualSentence(reason, telling, decision);
    case 'exclusion':
    case 'hold': {
      const index = Number(/\[(\d+)\]$/.exec(reason.path)?.[1]);
      const rule = (reason.kind === 'hold' ? definition.holds : definition.exclusions)[index];
      if (!rule) throw foreign(reason);
      return ruleSentence(rule, reason, telling);
    }
    case 'criterion':
    case 'unknown':
      return reason.path === 'enquiry'
        ? enquirySentence(reason, telling)
        : unknownSentence(leafOf(reason, telling), decision.status, telling);
  }
}

function leafOf(reason: Reason, { definition }: Telling): Leaf {
  const leaf = leavesOf(definition.eligibility).find(({ path }) => path === reason.path);
  if (!leaf) throw foreign(reason);
  return leaf;
}

function foreign({ path }: Reason): RangeError {
  return new RangeError(`the decision has a reason at ${path}, which the definition does not have`);
}
