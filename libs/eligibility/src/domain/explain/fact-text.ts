import { civilOf, type Day } from '@kallelse/kernel';
import type { Definition, Leaf } from '../definition/definition';
import type { FactView } from '../facts/fact-view';
import { quoted, valueText } from './values';
import { isCommonGender, listName, listText, methodText, say, type ExplainLanguage } from './wording';

/** Who is spoken to, about what, in which language. */
export interface Telling {
  readonly definition: Definition;
  readonly view: FactView;
  readonly asOf: Day;
  readonly language: ExplainLanguage;
}

/** What is so, as a clause in the second person: "du är 22 år", "du står på kontrollistan ”högonkogen HPV”". */
export function factClause(leaf: Leaf, telling: Telling): string {
  const { view, language } = telling;
  const value = leaf.fact.read(view);
  if (leaf.fact.name === 'controlList') return listClause(value as readonly string[], language);
  if (value === undefined) {
    const name = quoted(factName(leaf, language), language);
    return say(language, `uppgiften ${name} saknas hos oss`, `we have no record of ${name}`);
  }
  if (leaf.fact.name.startsWith('organ.')) return organClause(leaf, String(value), language);
  if (leaf.fact.type.kind === 'boolean') return booleanClause(leaf, value === true, language);
  const text = valueText(leaf.fact.type, value, language);
  return (
    personClause(leaf.fact.name, text, telling) ??
    testClause(leaf.fact.name, text, telling) ??
    recordClause(leaf, text, language)
  );
}

function personClause(fact: string, text: string, { asOf, language }: Telling): string | undefined {
  switch (fact) {
    case 'age':
      return say(language, `du är ${text} år`, `you are ${text} years old`);
    case 'ageMonths':
      return say(language, `du är ${text} månader gammal`, `you are ${text} months old`);
    case 'ageThisYear': {
      const { year } = civilOf(asOf);
      return say(
        language,
        `du fyller ${text} år under ${year}`,
        `you reach the age of ${text} during ${year}`,
      );
    }
    case 'birthYear':
      return say(language, `du är född ${text}`, `you were born in ${text}`);
    case 'birthDate':
      return say(language, `du är född ${text}`, `you were born on ${text}`);
    case 'residency.status':
      return say(
        language,
        `enligt folkbokföringen är du ${text}`,
        `by the population register you are ${text}`,
      );
    case 'region':
      return say(language, `du bor i region ${text}`, `you live in region ${text}`);
    case 'municipality':
      return say(language, `du bor i kommun ${text}`, `you live in municipality ${text}`);
    case 'district':
      return say(language, `du bor i område ${text}`, `you live in district ${text}`);
    case 'episodes.consecutiveMissed':
      return say(
        language,
        `antalet kallelser i rad utan prov är ${text}`,
        `the number of invitations in a row without a test is ${text}`,
      );
    case 'lastInvitation.date':
      return say(
        language,
        `din senaste kallelse skickades ${text}`,
        `your last invitation was sent on ${text}`,
      );
    default:
      return undefined;
  }
}

/** The last test that counts; named selections of tests have only their name. */
function testClause(fact: string, text: string, { view, language }: Telling): string | undefined {
  const method = view.history.lastTest?.method;
  const your = `${isCommonGender(method) ? 'din' : 'ditt'} senaste ${methodText(method, 'sv')}`;
  const last = say(language, your, `your last ${methodText(method, 'en')}`);
  switch (fact) {
    case 'lastTest.date':
      return `${last} ${takenText(method, language)} ${say(language, '', 'on ')}${text}`;
    case 'lastTest.ageAt':
      return `${last} ${takenText(method, language)} ${say(language, `vid ${text} års ålder`, `at the age of ${text}`)}`;
    case 'lastTest.result':
      return `${last} ${say(language, `hade resultatet ${quoted(text, language)}`, `had the result ${quoted(text, language)}`)}`;
    case 'lastTest.value':
      return `${last} ${say(language, `hade värdet ${text}`, `had the value ${text}`)}`;
    default:
      return undefined;
  }
}

/** A sample is taken, an examination is made. */
export function takenText(method: string | undefined, language: ExplainLanguage): string {
  return isCommonGender(method) ? say(language, 'gjordes', 'was done') : say(language, 'togs', 'was taken');
}

function recordClause(leaf: Leaf, text: string, language: ExplainLanguage): string {
  const name = quoted(factName(leaf, language), language);
  const value = leaf.fact.type.kind === 'code' ? quoted(text, language) : text;
  return say(language, `uppgiften ${name} är ${value}`, `our record of ${name} is ${value}`);
}

/** Facts that are so or not so; an attribute has only its label. */
function booleanClause(leaf: Leaf, holds: boolean, language: ExplainLanguage): string {
  const not = holds ? '' : say(language, ' inte', ' not');
  switch (leaf.fact.name) {
    case 'optOut':
      return say(language, `du har${not} avböjt att delta`, `you have${not} declined to take part`);
    case 'deferred':
      return say(
        language,
        holds ? 'du har uppskov' : 'du har inget uppskov',
        `your invitation is${not} deferred`,
      );
    case 'underCare':
      return say(language, `du följs${not} upp i vården`, `you are${not} being followed up in care`);
    case 'booked':
      return say(
        language,
        holds ? 'du har en bokad tid' : 'du har ingen bokad tid',
        holds ? 'you have a booked time' : 'you have no booked time',
      );
    case 'episode.open':
      return say(
        language,
        holds ? 'du har en pågående screeningomgång' : 'du har ingen pågående screeningomgång',
        holds ? 'you have an open screening round' : 'you have no open screening round',
      );
    default:
      return recordClause(leaf, valueText(leaf.fact.type, holds, language), language);
  }
}

function listClause(lists: readonly string[], language: ExplainLanguage): string {
  if (lists.length === 0)
    return say(language, 'du står inte på någon kontrollista', 'you are on no control list');
  const codes = [...new Set(lists)].sort();
  const names = listText(
    codes.map((code) => quoted(listName(code, language), language)),
    language,
  );
  return codes.length === 1
    ? say(language, `du står på kontrollistan ${names}`, `you are on the control list ${names}`)
    : say(language, `du står på kontrollistorna ${names}`, `you are on the control lists ${names}`);
}

/** The basis of a statement is never told: how we know is nothing a caller may hear from us. */
function organClause(leaf: Leaf, value: string, language: ExplainLanguage): string {
  const organ = organName(leaf, language);
  if (leaf.fact.name.endsWith('.basis')) {
    return say(
      language,
      `det vi vet om ${organ} räcker inte enligt reglerna`,
      `what we know of your ${organ} is not enough by the rules`,
    );
  }
  return value === 'absent'
    ? say(language, `enligt våra uppgifter saknar du ${organ}`, `by our records you have no ${organ}`)
    : say(language, `enligt våra uppgifter har du ${organ}`, `by our records you have ${withArticle(organ)}`);
}

/** The organ that a leaf asks of, whether it asks for its state or for what that is known from. */
export function organName(leaf: Leaf, language: ExplainLanguage): string {
  const { sv, en } = leaf.fact.labels;
  return say(language, sv.replace('grund för uppgift om ', ''), en.replace('basis of the statement on ', ''));
}

/** English: "a cervix", but "breast tissue". */
export function withArticle(organ: string): string {
  return organ === 'breast tissue' ? organ : `a ${organ}`;
}

/** What a fact is called; the basis of an organ statement goes by its organ. */
export function factName(leaf: Leaf, language: ExplainLanguage): string {
  return leaf.fact.name.startsWith('organ.') ? organName(leaf, language) : leaf.fact.labels[language];
}

/** With a capital first letter. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
