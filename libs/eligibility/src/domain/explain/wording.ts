/** The languages a decision is explained in. */
export type ExplainLanguage = 'sv' | 'en';

/** One text in both languages. */
export interface Wording {
  readonly sv: string;
  readonly en: string;
}

/** The text of the language asked for. */
export function say(language: ExplainLanguage, sv: string, en: string): string {
  return language === 'sv' ? sv : en;
}

/** What was decided, said to the person. */
export const STATUS_SENTENCES = {
  invite: { sv: 'Du ska kallas.', en: 'You are to be invited.' },
  hold: { sv: 'Du ska inte kallas den här dagen.', en: 'You are not to be invited on this day.' },
  enquire: {
    sv: 'Det går inte att avgöra om du ska kallas: en uppgift saknas.',
    en: 'It cannot be decided whether you are to be invited: something is not known.',
  },
  'not-eligible': { sv: 'Du ingår inte i programmet.', en: 'You are not in the programme.' },
} as const;

/** Instead, of somebody who is or may be in the target group and is left out of it. */
export const EXCLUDED_SENTENCE: Wording = { sv: 'Du ska inte kallas.', en: 'You are not to be invited.' };

/** Test methods as one says them; another is named by its code. */
const METHODS: Readonly<Record<string, Wording>> = {
  hpv: { sv: 'HPV-prov', en: 'HPV test' },
  cytology: { sv: 'cellprov', en: 'cytology test' },
  mammography: { sv: 'mammografiundersökning', en: 'mammogram' },
  mri: { sv: 'magnetkameraundersökning', en: 'MRI scan' },
  fit: { sv: 'avföringsprov', en: 'stool test (FIT)' },
  psa: { sv: 'PSA-prov', en: 'PSA test' },
  ldct: { sv: 'lågdosdatortomografi', en: 'low-dose CT scan' },
};

/** A test by its method: "HPV-prov"; without one, "prov". */
export function methodText(method: string | undefined, language: ExplainLanguage): string {
  if (method === undefined) return say(language, 'prov', 'test');
  return METHODS[method]?.[language] ?? say(language, `prov (${method})`, `test (${method})`);
}

/** Swedish: a method of common gender takes "din" and "ingen", the others "ditt" and "inget". */
export function isCommonGender(method: string | undefined): boolean {
  return method !== undefined && ['mammography', 'mri', 'ldct'].includes(method);
}

/** Control lists as one says them; another is named by its code. */
const LISTS: Readonly<Record<string, Wording>> = {
  'hpv-high': { sv: 'högonkogen HPV', en: 'high-risk HPV' },
  'hpv-medium': { sv: 'medelonkogen HPV', en: 'medium-risk HPV' },
  'hpv-low': { sv: 'lågonkogen HPV', en: 'low-risk HPV' },
  'after-treatment': { sv: 'efter behandling', en: 'after treatment' },
};

/** A control list by its code. */
export function listName(code: string, language: ExplainLanguage): string {
  return LISTS[code]?.[language] ?? code;
}

const MONTHS: readonly Wording[] = [
  { sv: 'januari', en: 'January' },
  { sv: 'februari', en: 'February' },
  { sv: 'mars', en: 'March' },
  { sv: 'april', en: 'April' },
  { sv: 'maj', en: 'May' },
  { sv: 'juni', en: 'June' },
  { sv: 'juli', en: 'July' },
  { sv: 'augusti', en: 'August' },
  { sv: 'september', en: 'September' },
  { sv: 'oktober', en: 'October' },
  { sv: 'november', en: 'November' },
  { sv: 'december', en: 'December' },
];

/** "maj 2027" of 2027-05-12. */
export function monthText(date: string, language: ExplainLanguage): string {
  const month = MONTHS[Number(date.slice(5, 7)) - 1];
  return `${month?.[language] ?? ''} ${date.slice(0, 4)}`;
}

/** "60, 62 och 64". */
export function listText(items: readonly (string | number)[], language: ExplainLanguage, or = false): string {
  const last = items.at(-1);
  if (items.length < 2) return String(last ?? '');
  const word = or ? say(language, 'eller', 'or') : say(language, 'och', 'and');
  return `${items.slice(0, -1).join(', ')} ${word} ${last}`;
}
