import { toPlainDate, type PlainDate } from '@kallelse/kernel';
import { bindCriterion } from '../decide/evaluate';
import type { Decision, Reason } from '../decide/decision';
import type { Exclusion, Leaf } from '../definition/definition';
import { capital, factClause, type Telling } from './fact-text';
import { unitText } from './leaf-text';
import { durationText, isNegatedTest, numberText, quoted, testText } from './values';
import { methodText, say } from './wording';

/** An exclusion or hold that holds for the person. */
export function ruleSentence(rule: Exclusion, reason: Reason, telling: Telling): string {
  const { language, view, asOf } = telling;
  const leaves = bindCriterion(rule.when, asOf).reasons(view);
  const only = leaves.length === 1 ? leaves[0] : undefined;
  const standing = only && standingClause(only, reason.until, telling);
  const stop = consequence(reason, telling);
  if (standing !== undefined) return `${capital(standing)}, ${stop}.`;
  const label = quoted(rule.labels[language] ?? rule.labels.sv ?? rule.code, language);
  const facts = [...new Set(leaves.map((leaf) => valueClause(leaf, telling)))].join(
    say(language, ' och ', ' and '),
  );
  const until = reason.until === undefined ? '' : untilText(reason.until, telling);
  return say(
    language,
    `Regeln ${label} gäller dig${until}: ${facts}, ${stop}.`,
    `The rule ${label} applies to you${until}: ${facts}, ${stop}.`,
  );
}

/** A decision that somebody took for this person alone. */
export function manualSentence(reason: Reason, telling: Telling, decision: Decision): string {
  const { language } = telling;
  const until = reason.until === undefined ? '' : untilText(reason.until, telling);
  const code = quoted(reason.code, language);
  return decision.status === 'not-eligible'
    ? say(
        language,
        `Det finns ett beslut om just dig (${code}) att du inte ska kallas${until}.`,
        `There is a decision about you (${code}) that you are not to be invited${until}.`,
      )
    : say(
        language,
        `Det finns ett beslut om just dig (${code}) att vänta med kallelsen${until}.`,
        `There is a decision about you (${code}) that your invitation is to wait${until}.`,
      );
}

/** That somebody decided to count this person in, whatever the rules ask for. */
export function inclusionSentence({ view, language }: Telling): string[] {
  return view.manual.some(({ kind }) => kind === 'include')
    ? [
        say(
          language,
          'Det finns ett beslut om just dig att du räknas in i programmet.',
          'There is a decision about you that you are counted in.',
        ),
      ]
    : [];
}

/** A question that has been asked and not answered. */
export function enquirySentence(reason: Reason, { definition, view, language }: Telling): string {
  const asked = view.history.lastEnquiry === undefined ? '' : toPlainDate(view.history.lastEnquiry);
  if (reason.code === 'enquiry-unanswered') {
    const times =
      view.history.enquiries === 1
        ? say(language, 'en gång, ', 'once, on ')
        : say(
            language,
            `${view.history.enquiries} gånger, senast `,
            `${view.history.enquiries} times, last on `,
          );
    return say(
      language,
      `Vi har ställt vår fråga ${times}${asked}, utan att få svar. Vi frågar inte igen: svara gärna nu.`,
      `We have asked our question ${times}${asked}, without an answer. We do not ask again: please answer now.`,
    );
  }
  const after = definition.enquiry?.after;
  const pause = after === undefined ? '' : durationText(after, language);
  const again = reason.until ?? '';
  return say(
    language,
    `Vi skickade en fråga till dig ${asked} och väntar på svar. Utan svar frågar vi igen efter ${pause}, den ${again}.`,
    `We sent you a question on ${asked} and are waiting for the answer. Without one we ask again after ${pause}, on ${again}.`,
  );
}

/** The plain statements that most rules are about, each as one says it. */
function standingClause(leaf: Leaf, until: PlainDate | undefined, telling: Telling): string | undefined {
  const { language, view } = telling;
  if (leaf.fact.name.startsWith('organ.')) return factClause(leaf, telling);
  if (leaf.fact.read(view) !== true) return undefined;
  const end = until === undefined ? '' : untilText(until, telling);
  switch (leaf.fact.name) {
    case 'optOut':
      return optOutClause(telling);
    case 'deferred':
      return say(language, `du har uppskov${end}`, `your invitation is deferred${end}`);
    case 'underCare':
      return say(language, `du följs upp i vården${end}`, `you are being followed up in care${end}`);
    case 'booked':
      return bookingClause(telling);
    case 'episode.open':
      return say(
        language,
        'du har redan en pågående screeningomgång',
        'you already have an open screening round',
      );
    default:
      return undefined;
  }
}

function optOutClause({ view, asOf, language }: Telling): string {
  const active = view.optOuts().filter(({ kind, until }) => kind !== 'episode' && until >= asOf);
  const since = toPlainDate(Math.min(...active.map(({ from }) => from)));
  const end = Math.max(...active.map(({ until }) => until));
  const until = Number.isFinite(end)
    ? say(language, ` till och med ${toPlainDate(end)}`, ` until ${toPlainDate(end)}`)
    : '';
  return say(
    language,
    `du avböjde ${since} att delta i programmet${until}`,
    `you declined on ${since} to take part in the programme${until}`,
  );
}

function bookingClause({ view, asOf, definition, language }: Telling): string {
  const days = view.resident.events
    .filter(
      ({ type, programme = definition.programme }) =>
        type === 'booking' && programme === definition.programme,
    )
    .filter(({ until, recorded }) => until >= asOf && recorded <= view.knownAt)
    .map(({ from }) => from);
  const day = toPlainDate(Math.min(...days));
  return say(language, `du har redan en bokad tid ${day}`, `you already have a booked time on ${day}`);
}

/** A value with what the rule asks of it: "ditt senaste PSA-prov hade värdet 3,2 (gräns: minst 3)". */
function valueClause(leaf: Leaf, telling: Telling): string {
  const { language, view } = telling;
  const test = view.history.lastTest;
  const not = isNegatedTest(leaf.test) ? say(language, 'inte ', 'not ') : '';
  const limit = not + testText(leaf.test, leaf.fact.type, language) + unitText(leaf, language);
  const bound = say(language, ` (regeln gäller vid ${limit})`, ` (the rule is for ${limit})`);
  if (leaf.fact.name !== 'lastTest.value' || test?.value === undefined)
    return `${factClause(leaf, telling)}${leaf.fact.type.kind === 'number' && leaf.fact.read(view) !== undefined ? bound : ''}`;
  const method = methodText(test.method, language);
  const value = numberText(test.value, language);
  const date = toPlainDate(test.from);
  return say(
    language,
    `ditt ${method} ${date} hade värdet ${value}${bound}`,
    `your ${method} of ${date} had the value ${value}${bound}`,
  );
}

function consequence({ kind }: Reason, { language }: Telling): string {
  return kind === 'exclusion'
    ? say(language, 'och därför kallas du inte', 'so you are not invited')
    : say(language, 'och därför kallas du inte så länge', 'so you are not invited for the time being');
}

function untilText(until: PlainDate, { language }: Telling): string {
  return say(language, ` till och med ${until}`, ` until ${until}`);
}
