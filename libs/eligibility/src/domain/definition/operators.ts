import type { FactType } from '../facts/fact-type';
import { describeType } from '../facts/fact-type';
import type { ParameterType, Range, Test } from './definition';
import { at } from './issues';
import type { Reader } from './reader';

const EQUALITY = ['is', 'isNot'];
const MEMBERSHIP = ['in', 'notIn'];
const NUMERIC = ['below', 'atMost', 'above', 'atLeast'];
const BETWEEN = ['between', 'notBetween'];
const DATED = ['before', 'onOrBefore', 'after', 'onOrAfter', 'withinLast', 'atLeastAgo', 'withinNext'];

/** Every operator of interfaces.md. */
export const OPERATORS: readonly string[] = [
  ...EQUALITY,
  ...MEMBERSHIP,
  'startsWith',
  ...NUMERIC,
  ...BETWEEN,
  ...DATED,
  'includes',
  'includesNone',
  'known',
];

/** The operators that fit a type. */
export function operatorNames(type: FactType): readonly string[] {
  switch (type.kind) {
    case 'number':
      return [...EQUALITY, ...MEMBERSHIP, ...NUMERIC, ...BETWEEN, 'known'];
    case 'date':
      return [...EQUALITY, ...BETWEEN, ...DATED, 'known'];
    case 'code':
      return [...EQUALITY, ...MEMBERSHIP, 'startsWith', 'known'];
    case 'enum':
      return [...EQUALITY, ...MEMBERSHIP, 'known'];
    case 'boolean':
      return [...EQUALITY, 'known'];
    case 'set':
      return ['includes', 'includesNone', 'known'];
  }
}

type Scalar = number | string | boolean;

/** Reads the operand of an operator that fits the type and gives the comparison it stands for. */
export function parseOperator(
  reader: Reader,
  operator: string,
  operand: unknown,
  path: string,
  type: FactType,
): Test | undefined {
  switch (operator) {
    case 'known': {
      const expected = reader.boolean(operand, path);
      return expected === undefined ? undefined : { op: 'known', expected };
    }
    case 'is':
    case 'isNot': {
      const value = scalar(reader, operand, path, type);
      return value === undefined ? undefined : { op: 'equal', value, negated: operator === 'isNot' };
    }
    case 'in':
    case 'notIn':
      return membership(reader, operand, path, type, operator === 'notIn');
    case 'startsWith': {
      const prefix = codePrefix(reader, operand, path, type);
      return prefix === undefined ? undefined : { op: 'starts-with', prefix };
    }
    case 'includes':
    case 'includesNone': {
      const code = reader.code(operand, path);
      return code === undefined ? undefined : { op: 'includes', code, negated: operator === 'includesNone' };
    }
    case 'between':
    case 'notBetween':
      return between(reader, operand, path, type, operator === 'notBetween');
    case 'withinLast':
    case 'atLeastAgo':
    case 'withinNext':
      return relative(reader, operator, operand, path);
    default:
      return bound(reader, operator, operand, path, type);
  }
}

function membership(
  reader: Reader,
  operand: unknown,
  path: string,
  type: FactType,
  negated: boolean,
): Test | undefined {
  const values = reader.each(operand, path, (item, where) => scalar(reader, item, where, type));
  const complete = values.filter((value): value is number | string => typeof value !== 'boolean');
  return complete.length === 0 ? undefined : { op: 'one-of', values: complete, negated };
}

function between(
  reader: Reader,
  operand: unknown,
  path: string,
  type: FactType,
  negated: boolean,
): Test | undefined {
  if (!Array.isArray(operand) || operand.length !== 2) {
    return reader.refuse(path, 'expected two values, the lower bound first');
  }
  const [min, max] = operand.map((item: unknown, index) =>
    item === null
      ? reader.refuse(at(path, index), 'null is no value')
      : scalar(reader, item, at(path, index), type),
  );
  if (typeof min !== 'number' || typeof max !== 'number') return undefined;
  if (min > max) return reader.refuse(path, 'the lower bound comes first');
  return { op: 'range', range: { min, max }, negated };
}

const WINDOWS = { withinLast: 'within-last', atLeastAgo: 'at-least-ago', withinNext: 'within-next' } as const;

function relative(
  reader: Reader,
  operator: keyof typeof WINDOWS,
  operand: unknown,
  path: string,
): Test | undefined {
  const span = reader.duration(operand, path);
  return span && { op: 'relative', window: WINDOWS[operator], span };
}

const BOUNDS: Readonly<Record<string, (value: number) => Range>> = {
  below: (max) => ({ max, maxOpen: true }),
  atMost: (max) => ({ max }),
  above: (min) => ({ min, minOpen: true }),
  atLeast: (min) => ({ min }),
  before: (max) => ({ max, maxOpen: true }),
  onOrBefore: (max) => ({ max }),
  after: (min) => ({ min, minOpen: true }),
  onOrAfter: (min) => ({ min }),
};

function bound(
  reader: Reader,
  operator: string,
  operand: unknown,
  path: string,
  type: FactType,
): Test | undefined {
  const value = scalar(reader, operand, path, type);
  const range = BOUNDS[operator];
  return typeof value === 'number' && range
    ? { op: 'range', range: range(value), negated: false }
    : undefined;
}

/** A single value of the fact's type; dates come back as Days. */
function scalar(reader: Reader, value: unknown, path: string, type: FactType): Scalar | undefined {
  if (value === null) return reader.refuse(path, 'null is no value');
  switch (type.kind) {
    case 'number':
      return reader.number(value, path);
    case 'boolean':
      return reader.boolean(value, path);
    case 'date':
      return reader.date(value, path);
    case 'enum': {
      const resolved = reader.resolve(value, path, ['code']);
      return resolved && reader.oneOf(resolved.value, path, type.values);
    }
    case 'code':
      return code(reader, value, path, type, type.form?.pattern);
    case 'set':
      return undefined;
  }
}

function codePrefix(reader: Reader, value: unknown, path: string, type: FactType): string | undefined {
  return code(reader, value, path, type, type.kind === 'code' ? type.form?.prefix : undefined);
}

function code(
  reader: Reader,
  value: unknown,
  path: string,
  type: FactType,
  form?: RegExp,
): string | undefined {
  const resolved = reader.resolve(value, path, ['code' satisfies ParameterType]);
  if (!resolved) return undefined;
  const fits =
    typeof resolved.value === 'string' && resolved.value !== '' && (form?.test(resolved.value) ?? true);
  if (!fits) return reader.refuse(path, `expected ${describeType(type)}`);
  return reader.text(resolved.value, path);
}
