import { toPlainDate, type Duration } from '@kallelse/kernel';
import type { Range, Test } from '../definition/definition';
import type { FactType, FactValue } from '../facts/fact-type';
import type { ExplainLanguage } from './wording';

const VALUE_WORDS: Readonly<Record<string, { sv: string; en: string }>> = {
  present: { sv: 'finns', en: 'present' },
  absent: { sv: 'saknas', en: 'absent' },
  registered: { sv: 'folkbokförd', en: 'registered' },
  emigrated: { sv: 'utvandrad', en: 'emigrated' },
  deceased: { sv: 'avliden', en: 'deceased' },
  missing: { sv: 'försvunnen', en: 'missing' },
  deregistered: { sv: 'avregistrerad', en: 'deregistered' },
  true: { sv: 'ja', en: 'yes' },
  false: { sv: 'nej', en: 'no' },
};

/** A fact's value in words. */
export function valueText(type: FactType, value: FactValue | undefined, language: ExplainLanguage): string {
  if (value === undefined) return pick(language, 'okänt', 'unknown');
  if (typeof value === 'object')
    return value.length === 0 ? pick(language, 'ingen', 'none') : value.join(', ');
  if (type.kind === 'date' && typeof value === 'number') return toPlainDate(value);
  return VALUE_WORDS[String(value)]?.[language] ?? String(value);
}

/** What a test asks for, in words and with its parameters' values: "23–70", "minst 18", "finns". */
export function testText(test: Test, type: FactType, language: ExplainLanguage): string {
  const word = (value: FactValue): string => valueText(type, value, language);
  const not = (negated: boolean): string => (negated ? pick(language, 'inte ', 'not ') : '');
  switch (test.op) {
    case 'known':
      return test.expected
        ? pick(language, 'att uppgiften finns', 'that it is known')
        : pick(language, 'att uppgiften saknas', 'that it is not known');
    case 'equal':
      return `${not(test.negated)}${word(test.value)}`;
    case 'one-of':
      return `${not(test.negated)}${test.values.map(word).join(pick(language, ' eller ', ' or '))}`;
    case 'starts-with':
      return pick(language, `början ${test.prefix}`, `beginning ${test.prefix}`);
    case 'range':
      return `${not(test.negated)}${rangeText(test.range, word, language)}`;
    case 'relative':
      return windowText(test.window, test.span, language);
    case 'includes':
      return `${not(test.negated)}${test.code}`;
  }
}

function rangeText(
  { min, minOpen, max, maxOpen }: Range,
  word: (value: number) => string,
  language: ExplainLanguage,
): string {
  if (min !== undefined && max !== undefined) return `${word(min)}–${word(max)}`;
  if (min !== undefined)
    return `${minOpen === true ? pick(language, 'över', 'above') : pick(language, 'minst', 'at least')} ${word(min)}`;
  return max === undefined
    ? ''
    : `${maxOpen === true ? pick(language, 'under', 'below') : pick(language, 'högst', 'at most')} ${word(max)}`;
}

function windowText(
  window: Extract<Test, { op: 'relative' }>['window'],
  span: Duration,
  language: ExplainLanguage,
): string {
  const time = durationText(span, language);
  switch (window) {
    case 'within-last':
      return pick(language, `inom de senaste ${time}`, `within the last ${time}`);
    case 'at-least-ago':
      return pick(language, `för minst ${time} sedan`, `at least ${time} ago`);
    case 'within-next':
      return pick(language, `inom ${time}`, `within ${time}`);
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

function pick(language: ExplainLanguage, sv: string, en: string): string {
  return language === 'sv' ? sv : en;
}
