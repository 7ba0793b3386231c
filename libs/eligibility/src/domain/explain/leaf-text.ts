import type { DecisionStatus } from '../decide/decision';
import type { Leaf } from '../definition/definition';
import { capital, factClause, factName, organName, withArticle, type Telling } from './fact-text';
import { isNegatedTest, quoted, testText } from './values';
import { listText, say, type ExplainLanguage } from './wording';

/**
 * Leaves of `eligibility` that kept the person out, one sentence for those that ask the same fact in the same way: what
 * is so, and what the rules ask for.
 */
export function criterionSentences(leaves: readonly Leaf[], telling: Telling): string[] {
  const alike = new Map<string, Leaf[]>();
  for (const leaf of leaves) {
    const key = `${leaf.fact.name} ${isAgainst(leaf)} ${isOneOfMany(leaf)} ${leaf.test.op === 'known'}`;
    alike.set(key, [...(alike.get(key) ?? []), leaf]);
  }
  return [...alike.values()].map((group) => criterionSentence(group, telling));
}

function criterionSentence(leaves: readonly Leaf[], telling: Telling): string {
  const [leaf] = leaves as readonly [Leaf, ...Leaf[]];
  const { language } = telling;
  const fact = capital(factClause(leaf, telling));
  const asked = askedText(leaf, leaves, language);
  if (asked === undefined) {
    return say(
      language,
      `${fact}, och därför ingår du inte i programmet.`,
      `${fact}, so you are not in the programme.`,
    );
  }
  return `${fact}, ${say(language, 'och', 'and')} ${subject(leaf, language)} ${asked}.`;
}

function subject(leaf: Leaf, language: ExplainLanguage): string {
  return isOneOfMany(leaf)
    ? say(language, 'en väg in i programmet', 'one of the ways into the programme')
    : say(language, 'programmet', 'the programme');
}

/** What the rules ask for, after "programmet"; undefined where what is so says it all. */
function askedText(leaf: Leaf, leaves: readonly Leaf[], language: ExplainLanguage): string | undefined {
  const { name, type } = leaf.fact;
  if (leaf.test.op === 'known') {
    return leaf.test.expected === isUnderNot(leaf)
      ? say(language, 'kräver att uppgiften saknas', 'asks that there be no record')
      : say(language, 'kräver att uppgiften finns', 'asks for a record');
  }
  if (name.startsWith('organ.') || type.kind === 'boolean') return undefined;
  const texts = leaves.map((each) => testText(each.test, type, language) + unitText(each, language));
  const values = listText([...new Set(texts)], language, true);
  const not = isAgainst(leaf) ? say(language, 'inte ', 'not ') : '';
  const who = whoText(name, values, language);
  if (who !== undefined) {
    const verb = not === '' ? say(language, 'gäller', 'is for') : say(language, 'gäller inte', 'is not for');
    return `${verb} ${who}`;
  }
  const what =
    type.kind === 'date' ? say(language, `ett datum som är ${values}`, `a date ${values}`) : values;
  return not === ''
    ? say(language, `kräver ${what}`, `asks for ${what}`)
    : say(language, `gäller inte vid ${what}`, `is not for ${what}`);
}

function whoText(fact: string, values: string, language: ExplainLanguage): string | undefined {
  switch (fact) {
    case 'age':
    case 'ageMonths':
      return say(language, `den som är ${values}`, `people aged ${values}`);
    case 'ageThisYear':
      return say(language, `den som fyller ${values} det året`, `people who reach ${values} that year`);
    case 'birthYear':
    case 'birthDate':
      return say(language, `den som är född ${values}`, `people born ${values}`);
    case 'residency.status':
      return say(language, `den som är ${values}`, `people who are ${values}`);
    case 'region':
      return say(language, `den som bor i region ${values}`, `people who live in region ${values}`);
    case 'municipality':
      return say(language, `den som bor i kommun ${values}`, `people who live in municipality ${values}`);
    case 'district':
      return say(language, `den som bor i område ${values}`, `people who live in district ${values}`);
    case 'controlList':
      return say(language, `den som står på kontrollistan ${values}`, `people on the control list ${values}`);
    default:
      return undefined;
  }
}

/** A leaf of `eligibility` that cannot be told for want of a value, and what comes of it. */
export function unknownSentence(
  leaf: Leaf,
  status: DecisionStatus,
  { definition, language }: Telling,
): string {
  const name = quoted(factName(leaf, language), language);
  const organ = leaf.fact.name.startsWith('organ.') ? organName(leaf, language) : undefined;
  const asked = definition.delivery.ask[leaf.fact.name.replace(/^attribute\./, '')] !== undefined;
  const missing =
    organ === undefined
      ? say(language, `Uppgiften ${name} saknas hos oss`, `We have no record of ${name}`)
      : say(
          language,
          `Vi vet inte om du har ${organ}`,
          `We do not know whether you have ${withArticle(organ)}`,
        );
  if (status === 'not-eligible')
    return say(language, `${missing}, och därför kallas du inte.`, `${missing}, so you are not invited.`);
  if (status === 'enquire' && organ !== undefined)
    return say(
      language,
      `${missing}, och du kan därför få en fråga om det.`,
      `${missing}, so you may get a question about it.`,
    );
  if (status === 'enquire' && asked)
    return say(
      language,
      `${missing}, och du kan därför få ett frågeformulär.`,
      `${missing}, so you may get a questionnaire.`,
    );
  return say(
    language,
    `${missing}, och det behövs för att avgöra om du ska kallas.`,
    `${missing}, and that is needed to decide whether you are to be invited.`,
  );
}

/** The unit, where the text of a test ends in a number of years or months. */
export function unitText({ fact, test }: Leaf, language: ExplainLanguage): string {
  if (test.op === 'known') return '';
  if (fact.unit === 'years') return say(language, ' år', ' years');
  return fact.unit === 'months' ? say(language, ' månader', ' months') : '';
}

/** Whether the rules keep out those of whom the test's values are true. */
function isAgainst(leaf: Leaf): boolean {
  return isUnderNot(leaf) !== isNegatedTest(leaf.test);
}

/** Whether the leaf stands under an odd number of `not`: it is a reason for being true. */
function isUnderNot({ path }: Leaf): boolean {
  return (path.match(/\.not(?=\.|$)/g)?.length ?? 0) % 2 === 1;
}

/** Whether another branch might have let the person in: below an `any`, or an `all` that a `not` turns into one. */
function isOneOfMany({ path }: Leaf): boolean {
  let negated = false;
  return path.split('.').some((step) => {
    if (step === 'not') negated = !negated;
    return step.startsWith(negated ? 'all[' : 'any[');
  });
}
