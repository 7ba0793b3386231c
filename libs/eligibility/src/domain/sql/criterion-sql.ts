import { assertNever } from '@kallelse/kernel';
import type { Criterion, Leaf, Range } from '../definition/definition';
import { bindTest, type BoundTest } from '../decide/bind';
import type { Fact, SqlFacts } from '../facts/fact';

/** How a leaf is written: as its comparison, or as the column that holds its value. */
export type LeafSql = (leaf: Leaf) => string;

/** A criterion as an SQL condition; SQL's own three-valued logic is Kleene's. */
export function criterionSql(criterion: Criterion, leaf: LeafSql): string {
  switch (criterion.kind) {
    case 'leaf':
      return leaf(criterion);
    case 'not':
      return `(NOT ${criterionSql(criterion.child, leaf)})`;
    case 'all':
    case 'any': {
      const joint = criterion.kind === 'all' ? ' AND ' : ' OR ';
      return `(${criterion.children.map((child) => criterionSql(child, leaf)).join(joint)})`;
    }
    default:
      return assertNever(criterion);
  }
}

/** The comparison of one leaf; null when the fact is unknown. */
export function leafSql(sql: SqlFacts, { fact, test }: Leaf): string {
  const bound = bindTest(test, sql.asOf);
  switch (fact.sql.kind) {
    case 'set':
      return setSql(sql, fact.sql.includes, bound);
    case 'ordinal':
      return ordinalSql(sql, fact.sql.atLeast, bound);
    case 'value':
      return `(${valueSql(sql, fact, fact.sql.expression(sql), bound)})`;
    default:
      return assertNever(fact.sql);
  }
}

function setSql(sql: SqlFacts, includes: (sql: SqlFacts, code: string) => string, test: BoundTest): string {
  // A set always has a value, the empty one too.
  if (test.op === 'known') return String(test.expected);
  if (test.op !== 'includes') throw new Error(`${test.op} does not fit a set`);
  return negated(`(${includes(sql, test.code)})`, test.negated);
}

/** A whole number that is only compared: every operator comes down to "≥ n". */
function ordinalSql(sql: SqlFacts, atLeast: (sql: SqlFacts, n: number) => string, test: BoundTest): string {
  const least = (n: number): string => `(${atLeast(sql, n)})`;
  const exactly = (n: number): string =>
    Number.isInteger(n) ? `(${least(n)} AND NOT ${least(n + 1)})` : `(${least(0)} AND NOT ${least(0)})`;
  switch (test.op) {
    case 'known':
      return `((${least(0)} IS NOT NULL) = ${test.expected})`;
    case 'equal':
      return negated(exactly(Number(test.value)), test.negated);
    case 'one-of':
      return negated(`(${test.values.map((value) => exactly(Number(value))).join(' OR ')})`, test.negated);
    case 'range': {
      const { min, max } = wholeRange(test.range);
      const bounds = [
        min === undefined ? [] : [least(min)],
        max === undefined ? [] : [`NOT ${least(max + 1)}`],
      ].flat();
      return negated(`(${bounds.join(' AND ')})`, test.negated);
    }
    case 'starts-with':
    case 'includes':
      throw new Error(`${test.op} does not fit a number`);
    default:
      return assertNever(test);
  }
}

/** The whole numbers of a range, both ends included. */
function wholeRange({ min, minOpen, max, maxOpen }: Range): { min?: number; max?: number } {
  return {
    ...(min === undefined ? {} : { min: minOpen === true ? Math.floor(min) + 1 : Math.ceil(min) }),
    ...(max === undefined ? {} : { max: maxOpen === true ? Math.ceil(max) - 1 : Math.floor(max) }),
  };
}

function valueSql(sql: SqlFacts, fact: Fact, value: string, test: BoundTest): string {
  const constant = (operand: number | string | boolean): string => constantSql(sql, fact, operand);
  switch (test.op) {
    case 'known':
      return `(${value} IS NOT NULL) = ${test.expected}`;
    case 'equal':
      return `${value} ${test.negated ? '<>' : '='} ${constant(test.value)}`;
    case 'one-of':
      return `${value} ${test.negated ? '<> ALL' : '= ANY'} (${listSql(sql, fact, test.values)})`;
    case 'starts-with':
      return `starts_with(${value}, ${sql.param(test.prefix, 'text')})`;
    case 'range':
      return negated(`(${rangeSql(value, test.range, constant)})`, test.negated);
    case 'includes':
      throw new Error('includes fits sets only');
    default:
      return assertNever(test);
  }
}

function rangeSql(
  value: string,
  { min, minOpen, max, maxOpen }: Range,
  constant: (n: number) => string,
): string {
  const lower = min === undefined ? [] : [`${value} ${minOpen === true ? '>' : '>='} ${constant(min)}`];
  const upper = max === undefined ? [] : [`${value} ${maxOpen === true ? '<' : '<='} ${constant(max)}`];
  return [...lower, ...upper].join(' AND ');
}

function constantSql(sql: SqlFacts, fact: Fact, operand: number | string | boolean): string {
  switch (fact.type.kind) {
    case 'date':
      return sql.day(Number(operand));
    case 'number':
      return sql.param(operand, 'float8');
    case 'boolean':
      return sql.param(operand, 'boolean');
    case 'code':
    case 'enum':
      return sql.param(operand, 'text');
    case 'set':
      throw new Error('a set has no constant');
  }
}

function listSql(sql: SqlFacts, fact: Fact, values: readonly (number | string)[]): string {
  return fact.type.kind === 'number' ? sql.param(values, 'float8[]') : sql.param(values, 'text[]');
}

function negated(condition: string, isNegated: boolean): string {
  return isNegated ? `(NOT ${condition})` : condition;
}
