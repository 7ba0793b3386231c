/**
 * The type of a fact: what its values are and which operators fit it. Values are numbers, texts, booleans, day numbers
 * (Day) for dates and lists of codes for sets; an unknown value is `undefined` (SQL: null).
 */
export type FactType =
  | { readonly kind: 'number'; readonly integer: boolean }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'date' }
  | { readonly kind: 'code'; readonly form?: CodeForm }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'set' };

/** The form a code must have; a prefix of it for `startsWith`. */
export interface CodeForm {
  readonly pattern: RegExp;
  readonly prefix: RegExp;
  /** For error texts: `two digits, as "01"`. */
  readonly describe: string;
}

export type FactValue = number | string | boolean | readonly string[];

export const INTEGER: FactType = { kind: 'number', integer: true };
export const NUMBER: FactType = { kind: 'number', integer: false };
export const BOOLEAN: FactType = { kind: 'boolean' };
export const DATE: FactType = { kind: 'date' };
export const CODE: FactType = { kind: 'code' };
export const SET: FactType = { kind: 'set' };

export function describeType(type: FactType): string {
  switch (type.kind) {
    case 'number':
      return type.integer ? 'a whole number' : 'a number';
    case 'boolean':
      return 'true or false';
    case 'date':
      return 'a date (YYYY-MM-DD)';
    case 'code':
      return type.form ? `a code (${type.form.describe}, in quotes)` : 'a code (text in quotes)';
    case 'enum':
      return `one of ${type.values.join(', ')}`;
    case 'set':
      return 'a set of codes';
  }
}
