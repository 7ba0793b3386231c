import { toPlainDate, type Duration } from '@kallelse/kernel';
import type { Range, Test } from '../definition/definition';
import type { FactType, FactValue } from '../facts/fact-type';
import { listName, listText, say as pick, type ExplainLanguage, type Wording } from './wording';

const VALUE_WORDS: Readonly<Record<string, Wording>> = {
  present: { sv: 'finns', en: 'present' },
  absent: { sv: 'saknas', en: 'absent' },
  registered: { sv: 'folkbokförd', en: 'registered' },
  emigrated: { sv: 'utvandrad', en: 'emigrated' },
  deceased: { sv: 'avliden', en: 'deceased' },
  missing: { sv: 'försvunnen', en: 'missing' },
  deregistered: { sv: 'avregistrerad', en: 'deregistered' },
  negative: { sv: 'negativt', en: 'negative' },
  positive: { sv: 'positivt', en: 'positive' },
  normal: { sv: 'normalt', en: 'normal' },
  abnormal: { sv: 'avvikande', en: 'abnormal' },
  inadequate: { sv: 'ej bedömbart', en: 'not possible to assess' },
  true: { sv: 'ja', en: 'yes' },
  false: { sv: 'nej', en: 'no' },
};

/** A fact's value in words. */
export function valueText(type: FactType, value: FactValue | undefined, language: ExplainLanguage): string {
  if (value === undefined) return pick(language, 'okänt', 'unknown');
  if (typeof value === 'object')
    return value.length === 0 ? pick(language, 'ingen', 'none') : value.join(', ');
  if (type.kind === 'date' && typeof value === 'number') return toPlainDate(value);
  if (typeof value === 'number') return numberText(value, language);
  return VALUE_WORDS[String(value)]?.[language] ?? String(value);
}

/** In the quotation marks of the language. */
export function quoted(text: string, language: ExplainLanguage): string {
  return pick(language, `”${text}”`, `“${text}”`);
}

/** "2,5" in Swedish, "2.5" in English. */
export function numberText(value: number, language: ExplainLanguage): string {
  return language === 'sv' ? String(value).replace('.', ',') : String(value);
}

/** Whether the test holds where its values are not met. */
export function isNegatedTest(test: Test): boolean {
  return 'negated' in test && test.negated;
}

/** The values that a test compares with, in words, a negation left out: "23–70", "minst 18", "tidigast 2020-01-01". */
export function testText(test: Test, type: FactType, language: ExplainLanguage): string {
  const word = (value: FactValue): string => valueText(type, value, language);
  switch (test.op) {
    case 'known':
      return test.expected
        ? pick(language, 'att uppgiften finns', 'that it is known')
        : pick(language, 'att uppgiften saknas', 'that it is not known');
    case 'equal':
      return word(test.value);
    case 'one-of':
      return listText(test.values.map(word), language, true);
    case 'starts-with':
      return pick(
        language,
        `med en kod som börjar på ${test.prefix}`,
        `with a code that begins with ${test.prefix}`,
      );
    case 'range':
      return rangeText(test.range, word, type.kind === 'date' ? DATE_BOUNDS : NUMBER_BOUNDS, language);
    case 'relative':
      return windowText(test.window, test.span, language);
    case 'includes':
      return quoted(listName(test.code, language), language);
  }
}

interface Bounds {
  readonly atLeast: Wording;
  readonly above: Wording;
  readonly atMost: Wording;
  readonly below: Wording;
}

const NUMBER_BOUNDS: Bounds = {
  atLeast: { sv: 'minst', en: 'at least' },
  above: { sv: 'över', en: 'above' },
  atMost: { sv: 'högst', en: 'at most' },
  below: { sv: 'under', en: 'below' },
};
const DATE_BOUNDS: Bounds = {
  atLeast: { sv: 'tidigast', en: 'no earlier than' },
  above: { sv: 'efter', en: 'after' },
  atMost: { sv: 'senast', en: 'no later than' },
  below: { sv: 'före', en: 'before' },
};

function rangeText(
  { min, minOpen, max, maxOpen }: Range,
  word: (value: number) => string,
  bounds: Bounds,
  language: ExplainLanguage,
): string {
  if (min !== undefined && max !== undefined) {
    return bounds === NUMBER_BOUNDS
      ? `${word(min)}–${word(max)}`
      : pick(language, `mellan ${word(min)} och ${word(max)}`, `between ${word(min)} and ${word(max)}`);
  }
  if (min !== undefined) return `${bounds[minOpen === true ? 'above' : 'atLeast'][language]} ${word(min)}`;
  return max === undefined ? '' : `${bounds[maxOpen === true ? 'below' : 'atMost'][language]} ${word(max)}`;
}

function windowText(
  window: Extract<Test, { op: 'relative' }>['window'],
  span: Duration,
  language: ExplainLanguage,
): string {
  const time = durationText(span, language);
  switch (window) {
    case 'within-last':
      return pick(language, `mindre än ${time} gammalt`, `less than ${time} ago`);
    case 'at-least-ago':
      return pick(language, `minst ${time} gammalt`, `at least ${time} ago`);
    case 'within-next':
      return pick(language, `högst ${time} framåt i tiden`, `at most ${time} ahead`);
  }
}

/** "5 år", "18 månader", "60 dagar". */
export function durationText({ months, days }: Duration, language: ExplainLanguage): string {
  const years = months % 12 === 0 ? months / 12 : 0;
  const parts = [
    ...(years > 0 ? [`${years} ${pick(language, 'år', years === 1 ? 'year' : 'years')}`] : []),
    ...(years === 0 && months > 0
      ? [`${months} ${pick(language, months === 1 ? 'månad' : 'månader', months === 1 ? 'month' : 'months')}`]
      : []),
    ...(days > 0 || months === 0
      ? [`${days} ${pick(language, days === 1 ? 'dag' : 'dagar', days === 1 ? 'day' : 'days')}`]
      : []),
  ];
  return parts.join(pick(language, ' och ', ' and '));
}
