import type { Day, LeapDayBirthday } from '@kallelse/kernel';
import type { FactType, FactValue } from './fact-type';
import type { FactView } from './fact-view';

/**
 * One entry of the fact catalogue, the only place that knows a fact: its name, type, unit, labels, how it is read from
 * a resident in memory, and its SQL expression.
 */
export interface Fact {
  readonly name: string;
  readonly type: FactType;
  readonly unit?: 'years' | 'months';
  readonly labels: { readonly sv: string; readonly en: string };
  /** Booleans, counts and sets always have a value. */
  readonly alwaysKnown: boolean;
  /** The value on the view's as-of date; undefined when unknown. */
  readonly read: (view: FactView) => FactValue | undefined;
  readonly sql: FactSql;
}

/**
 * How a fact is written in SQL. `value`: an expression, null when unknown. `ordinal`: a whole number that is only ever
 * compared, given as "fact ≥ n": ages become a comparison of the birth date with one constant day. `set`: asked only
 * whether it includes a code.
 */
export type FactSql =
  | { readonly kind: 'value'; readonly expression: (sql: SqlFacts) => string }
  | { readonly kind: 'ordinal'; readonly atLeast: (sql: SqlFacts, n: number) => string }
  | { readonly kind: 'set'; readonly includes: (sql: SqlFacts, code: string) => string };

/** What a fact's SQL expression may refer to; columns are those of the fact relation (see sql/fact-relation.ts). */
export interface SqlFacts {
  readonly asOf: Day;
  readonly leapDay: LeapDayBirthday;
  /** A column of the fact relation. */
  column(name: string): string;
  /** A bound parameter with its cast, `$3::date`. */
  param(value: unknown, type: 'date' | 'text' | 'text[]' | 'float8' | 'float8[]' | 'boolean'): string;
  /** A constant day as a bound parameter. */
  day(day: Day): string;
  /** A field of the latest test that counts as lastTest. */
  lastTest(field: TestField): string;
  /** A field of the latest test of a named selection, or how many tests it has. */
  selectedTest(name: string, field: TestField | 'count'): string;
}

export type TestField = 'date' | 'method' | 'result' | 'value';
