import { at, type Issue } from '../definition/issues';
import { ALWAYS, OPEN, type AttributeValue } from './resident';
import { defined, Shape } from './shape';

/** Attributes as an object (`{"packYears":22}`, undated) or as a list of dated values. */
export function parseAttributes(value: unknown, path: string, issues: Issue[]): AttributeValue[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => parseDated(item, at(path, index), issues) ?? []);
  }
  if (typeof value !== 'object') {
    issues.push({ path, message: 'expected an object or a list' });
    return [];
  }
  return Object.entries(value).flatMap(([name, raw]) => {
    const read = readValue(raw, at(path, name), issues);
    return [{ name, ...defined({ value: read }), from: ALWAYS, until: OPEN, recorded: ALWAYS }];
  });
}

function parseDated(item: unknown, path: string, issues: Issue[]): AttributeValue | undefined {
  const shape = new Shape(item, path, issues, ['name', 'value', 'from', 'until', 'recorded']);
  const name = shape.required('name', shape.text('name'));
  const value = readValue(shape.raw('value'), at(path, 'value'), issues);
  const from = shape.day('from') ?? ALWAYS;
  const until = shape.day('until') ?? OPEN;
  const recorded = shape.day('recorded') ?? from;
  return name === undefined ? undefined : { name, ...defined({ value }), from, until, recorded };
}

function readValue(raw: unknown, path: string, issues: Issue[]): string | number | boolean | undefined {
  if (raw === undefined || raw === null || raw === '') return undefined;
  if (typeof raw === 'boolean') return raw;
  if (typeof raw === 'number' && Number.isFinite(raw)) return raw;
  if (typeof raw === 'string' && !raw.includes('\0') && raw.isWellFormed()) return raw;
  issues.push({ path, message: 'expected text, a number, true or false' });
  return undefined;
}
