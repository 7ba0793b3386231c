import { type Medium, type Template, type Language, type Variant } from '../template/template';
import { SYSTEM_PLACEHOLDERS } from '../template/system-placeholders';
import { type LetterInput, type LetterUnit } from './letter-input';
import { longDate } from './long-date';
import { printable, unbreakable } from './printable';
import { formatValue, isPresent } from './values';

/** What the words of a letter depend on beside its template's text. */
export interface LetterContext {
  readonly template: Template;
  readonly language: Language;
  readonly variant: Variant;
  readonly medium: Medium;
  readonly unit: LetterUnit;
  readonly languageUrl: string;
  readonly letter: Pick<LetterInput, 'dispatchId' | 'letterDate' | 'values'>;
}

/** A placeholder's text and, for a web page, where it leads. */
export interface Filling {
  readonly text: string;
  readonly url?: string;
}

/** Whether a variable or optional placeholder has a value here. In a mediated letter no place and no time has one. */
export function isGiven(context: LetterContext, name: string): boolean {
  const variable = context.template.variables.get(name);
  const known = variable ?? SYSTEM_PLACEHOLDERS.get(name);
  if (known?.reveals === true && context.variant === 'mediated') return false;
  if (variable !== undefined) return isPresent(context.letter.values[name]);
  return fillSystem(context, name)?.text !== undefined;
}

/** The text of a placeholder; undefined when there is none, which is a fault of the unit or the values. */
export function fill(context: LetterContext, name: string): Filling | undefined {
  const variable = context.template.variables.get(name);
  if (variable === undefined) return fillSystem(context, name);
  const value = context.letter.values[name];
  return value === undefined ? undefined : { text: formatValue(variable, value, context.language) };
}

/** Whether the placeholder's text differs from letter to letter of a run with equal flags and codes. */
export function isPersonal(template: Template, name: string): boolean {
  const variable = template.variables.get(name);
  if (variable !== undefined) return variable.type !== 'flag' && variable.type !== 'codes';
  return SYSTEM_PLACEHOLDERS.get(name)?.personal ?? false;
}

function fillSystem(context: LetterContext, name: string): Filling | undefined {
  const { unit, language, template, letter } = context;
  switch (name) {
    case 'region':
      return given(unit.region);
    case 'programme':
      return given(template.label?.[language]);
    case 'languageUrl':
      return link(context.languageUrl);
    case 'letterDate':
      return { text: unbreakable(longDate(letter.letterDate, language)) };
    case 'reference':
      return { text: String(letter.dispatchId) };
    case 'unit.name':
      return given(unit.name);
    case 'unit.phone':
      return phone(unit.phone);
    case 'unit.hours':
      return given(unit.hours[language]);
    case 'unit.privacyContact':
      return given(unit.privacyContact[language]);
    case 'unit.costText':
      return given(unit.costText?.[language]);
    case 'unit.returnAddress':
      return given(unit.returnAddress.join(', '));
    case 'unit.website':
      return link(unit.website);
    case 'unit.visitingAddress':
      return given(unit.visitingAddress);
    default:
      return undefined;
  }
}

function given(text: string | undefined): Filling | undefined {
  const clean = text === undefined ? '' : printable(text);
  return clean === '' ? undefined : { text: clean };
}

function phone(text: string): Filling | undefined {
  const clean = printable(text);
  return clean === '' ? undefined : { text: unbreakable(clean) };
}

/** Shown without its scheme, as people write it; led to with it. */
function link(address: string | undefined): Filling | undefined {
  const clean = address === undefined ? '' : printable(address);
  if (clean === '') return undefined;
  return {
    text: clean.replace(/^https?:\/\//, ''),
    url: /^https?:\/\//.test(clean) ? clean : `https://${clean}`,
  };
}
