import { addDuration, nearestName, parseDay, parseDuration } from '@kallelse/kernel';
import { BOOLEAN, CODE, DATE, INTEGER, NUMBER, type FactType } from '../facts/fact-type';
import { PARAMETER_TYPES, type Attribute, type Parameter, type ParameterType } from './definition';
import { at } from './issues';
import type { Reader } from './reader';

const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

type ParameterValue = Parameter['value'];

/** Reads `parameters` and puts the overrides in their place; an override of an unknown name or out of bounds is refused. */
export function parseParameters(
  reader: Reader,
  value: unknown,
  overrides: Readonly<Record<string, unknown>>,
): Map<string, Parameter> {
  const parameters = new Map<string, Parameter>();
  const object = value === undefined ? {} : (named(reader, value, 'parameters') ?? {});
  for (const name of Object.keys(overrides)) {
    if (Object.hasOwn(object, name)) continue;
    const near = nearestName(name, Object.keys(object));
    const hint = near === undefined ? '' : `; did you mean "${near}"?`;
    reader.refuse(at('overrides.parameters', name), `the definition has no such parameter${hint}`);
  }
  for (const [name, entry] of Object.entries(object)) {
    const parameter = parseParameter(reader, name, entry, overrides);
    if (parameter) parameters.set(name, parameter);
  }
  return parameters;
}

function named(reader: Reader, value: unknown, path: string): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return reader.refuse(path, 'expected an object of names');
  }
  for (const name of Object.keys(value)) {
    if (!NAME.test(name)) reader.refuse(at(path, name), 'a name is letters and digits, a letter first');
  }
  return value as Record<string, unknown>;
}

function parseParameter(
  reader: Reader,
  name: string,
  entry: unknown,
  overrides: Readonly<Record<string, unknown>>,
): Parameter | undefined {
  const path = at('parameters', name);
  const object = reader.object(entry, path, ['type', 'default', 'min', 'max', 'labels']);
  const type = object && reader.oneOf(object['type'], at(path, 'type'), PARAMETER_TYPES);
  if (!object || !type) return undefined;
  const labels = reader.labels(object['labels'], at(path, 'labels'));
  if (object['default'] === undefined) return reader.refuse(path, 'default is missing');
  const read = (key: 'min' | 'max') =>
    object[key] === undefined ? undefined : parseValue(reader, object[key], at(path, key), type);
  const [min, max] = [read('min'), read('max')];
  if ((min !== undefined || max !== undefined) && (type === 'boolean' || type === 'code')) {
    reader.refuse(path, `a parameter of type ${type} has no min or max`);
  }
  if (min !== undefined && max !== undefined && order(min, type) > order(max, type)) {
    reader.refuse(path, 'min is above max');
  }
  const inBounds = (raw: unknown, where: string): ParameterValue | undefined => {
    const value = parseValue(reader, raw, where, type);
    if (value === undefined) return undefined;
    if (min !== undefined && order(value, type) < order(min, type))
      return reader.refuse(where, `is below min ${min}`);
    if (max !== undefined && order(value, type) > order(max, type))
      return reader.refuse(where, `is above max ${max}`);
    return value;
  };
  const standard = inBounds(object['default'], at(path, 'default'));
  const value = Object.hasOwn(overrides, name)
    ? inBounds(overrides[name], at('overrides.parameters', name))
    : standard;
  return value === undefined ? undefined : { name, type, value, labels };
}

/** A value in the form it is written in; checked by the reader of its type, which refuses a `$` here (no parameters yet). */
function parseValue(
  reader: Reader,
  raw: unknown,
  path: string,
  type: ParameterType,
): ParameterValue | undefined {
  const ok = ((): unknown => {
    switch (type) {
      case 'integer':
        return reader.number(raw, path, true);
      case 'number':
        return reader.number(raw, path);
      case 'boolean':
        return reader.boolean(raw, path);
      case 'date':
        return reader.date(raw, path);
      case 'code':
        return reader.code(raw, path);
      case 'duration':
        return reader.duration(raw, path);
    }
  })();
  return ok === undefined ? undefined : (raw as ParameterValue);
}

/** What min and max compare: durations by where they lead from one fixed day. */
function order(value: ParameterValue, type: ParameterType): number {
  if (type === 'date') return parseDay(String(value)) ?? 0;
  if (type === 'duration') return addDuration(0, parseDuration(String(value)) ?? { months: 0, days: 0 });
  return Number(value);
}

const ATTRIBUTE_TYPES: Readonly<Record<string, FactType>> = {
  integer: INTEGER,
  number: NUMBER,
  boolean: BOOLEAN,
  date: DATE,
  code: CODE,
};

/** Reads `attributes`: typed extra facts, named `attribute.X`. */
export function parseAttributeDeclarations(reader: Reader, value: unknown): Attribute[] {
  if (value === undefined) return [];
  const object = named(reader, value, 'attributes') ?? {};
  return Object.entries(object).flatMap(([name, entry]) => {
    const path = at('attributes', name);
    const declared = reader.object(entry, path, ['type', 'labels']) ?? {};
    const type = reader.oneOf(declared['type'], at(path, 'type'), Object.keys(ATTRIBUTE_TYPES));
    const labels = reader.labels(declared['labels'], at(path, 'labels'));
    const factType = type === undefined ? undefined : ATTRIBUTE_TYPES[type];
    return factType ? [{ name, type: factType, labels }] : [];
  });
}
