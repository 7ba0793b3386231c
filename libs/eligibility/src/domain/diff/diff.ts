import { DELIVERY_KEYS } from '../definition/parse-delivery';
import type { Json } from '@kallelse/kernel';
import type { Definition } from '../definition/definition';
import type { ExplainLanguage } from '../explain/wording';
import { catalogue } from '../facts/catalogue';
import { changesBetween, type Change } from './changes';

/** A difference between two versions, with a line that somebody who writes no definitions can read. */
export interface DefinitionChange extends Change {
  readonly text: string;
}

/** A version with the document it was read from. */
export interface Version {
  readonly definition: Definition;
  readonly document: object;
}

/** What differs between two versions, in document order; version, first day and region aside. */
export function diffDefinitions(
  before: Version,
  after: Version,
  language: ExplainLanguage,
): readonly DefinitionChange[] {
  const facts = new Map<string, string>();
  for (const { definition } of [before, after]) {
    const { attributes, tests } = definition;
    for (const [name, fact] of catalogue({ attributes, tests })) facts.set(name, fact.labels[language]);
  }
  const words: Words = { facts, language, documents: [before.document, after.document] };
  return changesBetween(rulesOf(before.document), rulesOf(after.document)).map((change) => ({
    ...change,
    text: sentence(change, words),
  }));
}

interface Words {
  readonly facts: ReadonlyMap<string, string>;
  readonly language: ExplainLanguage;
  readonly documents: readonly object[];
}

/** The sections of a definition in the order people write and read them; a stored document has lost its own. */
export const SECTIONS: readonly string[] = [
  ...[
    'programme',
    'labels',
    'leapDayBirthday',
    'parameters',
    'attributes',
    'countsTests',
    'tests',
    'enquiry',
  ],
  ...['eligibility', 'exclusions', 'holds', 'schedule'],
  ...DELIVERY_KEYS,
];

/** A document without what a version has of its own. */
function rulesOf(document: object): Json {
  const all = document as Readonly<Record<string, Json>>;
  return Object.fromEntries(SECTIONS.flatMap((key) => (key in all ? [[key, all[key] ?? null]] : [])));
}

const PLACES: readonly (readonly [RegExp, string, string])[] = [
  [/^parameters\.\w+\.min$/, 'lägsta tillåtna värde för', 'the lowest allowed value of'],
  [/^parameters\.\w+\.max$/, 'högsta tillåtna värde för', 'the highest allowed value of'],
  [/^parameters\.(\w+)/, 'parametern', 'the parameter'],
  [/^eligibility/, 'målgruppen', 'the target group'],
  [/^exclusions/, 'undantagen', 'the exclusions'],
  [/^holds/, 'skälen att vänta', 'the holds'],
  [/^schedule\.next/, 'intervallen', 'the intervals'],
  [/^schedule\.phaseIn/, 'införandet', 'the phase-in'],
  [/^schedule\.nonAttender/, 'kallelse av den som uteblev', 're-call of non-attenders'],
  [/^schedule/, 'tidsschemat', 'the schedule'],
  [/^steps/, 'utskicken', 'the steps'],
  [/^kits/, 'provtagningskiten', 'the kits'],
  [/^channels/, 'kanalerna', 'the channels'],
  [/^followUps/, 'breven efter provsvar', 'the letters that follow a result'],
  [/^newcomerDelay/, 'väntetiden för nyinflyttade', 'the delay for newcomers'],
  [/^times/, 'de bokade tiderna', 'the booked times'],
  [/^ask/, 'frågeformulären', 'the questionnaires'],
  [/^send/, 'utskickstiderna', 'when letters are sent'],
  [/^expected/, 'väntat antal', 'the expected size'],
  [/^lastCall/, 'sista kallelsen', 'the last call'],
  [/^validity/, 'omgångens giltighet', 'the validity of a round'],
  [/^labels/, 'benämningen', 'the name'],
];

function sentence({ kind, path, before, after }: Change, words: Words): string {
  const sv = words.language === 'sv';
  const place = placeText(path, words);
  const from = before === undefined ? '' : phrase(before, words);
  const to = after === undefined ? '' : phrase(after, words);
  switch (kind) {
    case 'added':
      return sv ? `Nytt i ${place}: ${to}` : `New in ${place}: ${to}`;
    case 'removed':
      return sv ? `Borttaget ur ${place}: ${from}` : `Removed from ${place}: ${from}`;
    case 'moved':
      return sv ? `Annan ordning i ${place}: ${to}` : `Another order in ${place}: ${to}`;
    case 'changed':
      return sv ? `Ändrat i ${place}: från ${from} till ${to}` : `Changed in ${place}: from ${from} to ${to}`;
  }
}

function placeText(path: string, { language, documents }: Words): string {
  const found = PLACES.find(([pattern]) => pattern.test(path));
  const place = found?.[language === 'sv' ? 1 : 2] ?? path;
  const parameter = /^parameters\.(\w+)/.exec(path)?.[1];
  return parameter === undefined ? place : `${place} ${labelOf(parameter, documents, language)}`;
}

function labelOf(parameter: string, documents: readonly object[], language: ExplainLanguage): string {
  type Labelled = { parameters?: Record<string, { labels?: Record<string, string> }> };
  const labels = documents.map(
    (document) => (document as Labelled).parameters?.[parameter]?.labels?.[language],
  );
  const label = labels.find((one) => one !== undefined);
  return label === undefined ? parameter : `${label} (${parameter})`;
}

/** A part of a document in a line; facts by their labels. */
function phrase(value: Json, words: Words): string {
  if (Array.isArray(value)) return (value as Json[]).map((one) => phrase(one, words)).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  const { fact, labels, ...rest } = value as { readonly [key: string]: Json };
  const label = (labels as Record<string, string> | undefined)?.[words.language];
  const head = typeof fact === 'string' ? (words.facts.get(fact) ?? fact) : label;
  const parts = Object.entries(rest)
    .filter(([key]) => !(key === 'code' && label !== undefined))
    .map(([key, one]) => `${key} ${nested(one, words)}`);
  return [...(head === undefined ? [] : [head]), ...parts].join(typeof fact === 'string' ? ' ' : '; ');
}

function nested(value: Json, words: Words): string {
  const text = phrase(value, words);
  return typeof value === 'object' && value !== null ? `(${text})` : text;
}
