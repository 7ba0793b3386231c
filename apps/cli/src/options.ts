import { isPlainDate, type PlainDate } from '@kallelse/kernel';
import { usageProblem } from './arguments';

/** A date option, checked. */
export function dateOption(text: string | undefined, name: string): PlainDate | undefined {
  if (text === undefined) return undefined;
  if (!isPlainDate(text)) throw usageProblem(`--${name} takes a date (YYYY-MM-DD)`);
  return text;
}

/** A whole number above zero, checked. */
export function numberOption(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1)
    throw usageProblem(`--${name} takes a whole number above 0`);
  return number;
}

/** The internal id that stands as an argument. */
export function idArgument(text: string | undefined, what: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw usageProblem(`${what} is a whole number`);
  return number;
}

/** The version of a programme that stands as an argument: `cervical@2026.1`. */
export function versionArgument(text = ''): [programme: string, version: string] {
  const [programme = '', version = '', ...more] = text.split('@');
  if (programme === '' || version === '' || more.length > 0)
    throw usageProblem('a version is named PROGRAMME@VERSION, as in cervical@2026.1');
  return [programme, version];
}

export function requiredOption(value: string | undefined, name: string): string {
  if (value === undefined || value === '') throw usageProblem(`--${name} is missing`);
  return value;
}

/** "a,b" and repeated options as one list. */
export function listOption(values: readonly string[] | undefined): string[] | undefined {
  return values
    ?.flatMap((value) => value.split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '');
}
