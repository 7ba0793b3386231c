import { toDay, toPlainDate, type PlainDate } from '@kallelse/kernel';
import type { Decision, Reason } from '../decide/decision';
import { definitionId, leavesOf, type Definition, type Leaf } from '../definition/definition';
import { FactView } from '../facts/fact-view';
import type { Resident } from '../residents/resident';
import { testText, valueText } from './values';
import { REASON_SENTENCES, STATUS_SENTENCES, type ExplainLanguage } from './wording';

/** A decision in sentences a clerk can read to a caller. */
export interface Explanation {
  /** What was decided. */
  readonly verdict: string;
  /** Why, one sentence a reason, with the values used. */
  readonly reasons: readonly string[];
  /** By which rules. */
  readonly basis: string;
}

/**
 * Words a decision. An organ's basis is never told, nor a former number: both would say more than the caller may know.
 */
export function explain(
  decision: Decision,
  resident: Resident,
  definition: Definition,
  asOf: PlainDate,
  language: ExplainLanguage,
): Explanation {
  const view = new FactView(resident, definition, toDay(asOf));
  const label = definition.labels[language] ?? definition.labels.sv ?? definition.programme;
  const on = language === 'sv' ? `Gäller den ${asOf}` : `As of ${asOf}`;
  const due = dueSentence(decision, language);
  const sentences = decision.reasons.map((reason) => sentence(reason, definition, view, language));
  return {
    verdict: `${label}: ${STATUS_SENTENCES[decision.status][language]}`,
    reasons: [...new Set([...sentences, ...historySentences(decision, view, language), ...due])],
    basis: `${on}, ${language === 'sv' ? 'regler' : 'rules'} ${definitionId(definition)}.`,
  };
}

function dueSentence({ dueOn, status }: Decision, language: ExplainLanguage): string[] {
  if (dueOn === undefined) return [];
  if (status === 'invite')
    return [
      language === 'sv'
        ? `Personen skulle kallas från och med ${dueOn}.`
        : `The person has been due since ${dueOn}.`,
    ];
  return [
    language === 'sv'
      ? `Tidigast dags för kallelse: ${dueOn}.`
      : `Earliest date for an invitation: ${dueOn}.`,
  ];
}

/** What the schedule counts from. */
function historySentences(decision: Decision, view: FactView, language: ExplainLanguage): string[] {
  if (decision.status === 'not-eligible') return [];
  const test = view.lastTest;
  const invited = view.lastInvitation;
  const tested = test && toPlainDate(test.from);
  const method = test?.method === undefined ? '' : ` (${test.method})`;
  return [
    ...(tested === undefined
      ? []
      : [
          language === 'sv'
            ? `Senaste provet togs ${tested}${method}.`
            : `The last test was taken on ${tested}${method}.`,
        ]),
    ...(invited === undefined
      ? []
      : [
          language === 'sv'
            ? `Senaste kallelsen skickades ${toPlainDate(invited)}.`
            : `The last invitation was sent on ${toPlainDate(invited)}.`,
        ]),
  ];
}

function sentence(reason: Reason, definition: Definition, view: FactView, language: ExplainLanguage): string {
  const until =
    reason.until === undefined
      ? ''
      : language === 'sv'
        ? ` (till ${reason.until})`
        : ` (until ${reason.until})`;
  const standing = REASON_SENTENCES[reason.code];
  if (standing) return `${standing[language]}${until}.`;
  const leaf = leavesOf(definition.eligibility).find(({ path }) => path === reason.path);
  if (leaf) return leafSentence(leaf, reason.kind === 'unknown', view, language);
  const entry = [...definition.exclusions, ...definition.holds].find(({ code }) => code === reason.code);
  const label = entry?.labels[language] ?? entry?.labels.sv;
  if (label !== undefined) return `${label}${until}.`;
  const byHand = language === 'sv' ? 'Beslut för den enskilda personen' : 'Decided for this person';
  return reason.kind === 'manual' ? `${byHand}: ${reason.code}${until}.` : `${reason.code}${until}.`;
}

function leafSentence(leaf: Leaf, unknown: boolean, view: FactView, language: ExplainLanguage): string {
  const name = leaf.fact.labels[language];
  if (unknown) return language === 'sv' ? `Uppgift saknas: ${name}.` : `Not known: ${name}.`;
  const value = valueText(leaf.fact.type, leaf.fact.read(view), language);
  const rule = testText(leaf.test, leaf.fact.type, language);
  return language === 'sv'
    ? `${capital(name)}: ${value}. Regeln kräver ${rule}.`
    : `${capital(name)}: ${value}. The rule asks for ${rule}.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
