import { isPlainDate } from '@kallelse/kernel';
import { type Language, type Template, type Variable } from '../template/template';
import { type LetterInput, type LetterValue } from './letter-input';
import { longDate, longDateWithWeekday } from './long-date';
import { printable, unbreakable } from './printable';
import { type LetterProblem } from './problems';

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** What is wrong with the values of a letter, seen from the template's declarations. */
export function checkValues(template: Template, values: LetterInput['values']): readonly LetterProblem[] {
  const problems: LetterProblem[] = [];
  for (const [name, variable] of template.variables) {
    const value = values[name];
    const field = `values.${name}`;
    if (value === undefined) {
      if (!variable.optional) problems.push({ code: 'value-missing', field });
    } else if (!isOfType(variable, value)) problems.push({ code: 'value-invalid', field });
  }
  // The name of an undeclared value comes from outside, so it is not repeated.
  if (Object.keys(values).some((name) => !template.variables.has(name)))
    problems.push({ code: 'value-unknown', field: 'values' });
  return problems;
}

/** Whether a variable counts as given: a flag when true, codes when any, the rest when there. */
export function isPresent(value: LetterValue | undefined): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
}

/** The value as it stands in running text. The value must have passed {@link checkValues}. */
export function formatValue(variable: Variable, value: LetterValue, language: Language): string {
  if (variable.type === 'codes') return joinList(codeNames(variable, value, language), language);
  const text = String(value);
  if (variable.type === 'date' && isPlainDate(text)) return unbreakable(longDate(text, language));
  if (variable.type === 'day' && isPlainDate(text)) return longDateWithWeekday(text, language);
  if (variable.type === 'time') return language === 'sv' ? text.replace(':', '.') : text;
  return printable(text);
}

/** The names of the given codes, in the order of the template's declaration. */
export function codeNames(variable: Variable, value: LetterValue, language: Language): readonly string[] {
  const given: readonly string[] = Array.isArray(value) ? (value as readonly string[]) : [];
  return Object.entries(variable.codes ?? {})
    .filter(([code]) => given.includes(code))
    .map(([, name]) => name[language]);
}

/** `a, b och c` / `a, b and c`. */
export function joinList(items: readonly string[], language: Language): string {
  const last = items.at(-1) ?? '';
  if (items.length < 2) return last;
  return `${items.slice(0, -1).join(', ')} ${language === 'sv' ? 'och' : 'and'} ${last}`;
}

function isOfType(variable: Variable, value: LetterValue): boolean {
  switch (variable.type) {
    case 'flag':
      return typeof value === 'boolean';
    case 'text':
      return typeof value === 'string' && printable(value) !== '';
    case 'date':
    case 'day':
      return typeof value === 'string' && isPlainDate(value);
    case 'time':
      return typeof value === 'string' && TIME.test(value);
    case 'integer':
      return Number.isSafeInteger(value);
    case 'codes':
      return Array.isArray(value) && isCodeList(variable, value as readonly string[]);
  }
}

function isCodeList(variable: Variable, given: readonly string[]): boolean {
  const known = Object.keys(variable.codes ?? {});
  return given.length > 0 && given.every((code) => known.includes(code));
}
