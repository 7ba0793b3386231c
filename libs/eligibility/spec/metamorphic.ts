import { isPlainDate, toDay, toPlainDate } from '@kallelse/kernel';

/**
 * Changes of a question that change its answer in a known way, for any definition and resident: nothing here knows what
 * the right answer is.
 */

type Document = Readonly<Record<string, unknown>>;

/** From 1901 to 2099 every fourth year is a leap year: four years are always as many days, and keep month and day. */
const FOUR_YEARS = 1461;
const POLICIES = ['enquire', 'hold', 'exclude'];

export function fourYearsLater(date: string): string {
  return toPlainDate(toDay(isPlainDate(date) ? date : toPlainDate(0)) + FOUR_YEARS);
}

/** The same document with every date in it four years later; what is no date stays. */
export function shifted<T>(value: T): T {
  if (typeof value === 'string') return (isPlainDate(value) ? fourYearsLater(value) : value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => shifted(item)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shifted<unknown>(item)])) as T;
}

/** A definition without absolute years and dates: leaves that name one ask something else, and no phase-in. */
export function withoutYears(document: object): object {
  const { schedule, ...rest } = document as { schedule: Document };
  const relative = Object.fromEntries(Object.entries(schedule).filter(([key]) => key !== 'phaseIn'));
  return mapLeaves({ ...rest, schedule: relative }, (leaf) => {
    const names = /^birth(Year|Date)$/.test(String(leaf['fact'])) || operandsOf(leaf).some(isDate);
    const policy = POLICIES.includes(String(leaf['onUnknown'])) ? { onUnknown: leaf['onUnknown'] } : {};
    return names ? { fact: 'age', atLeast: 40, ...policy } : leaf;
  });
}

/** A definition with every value a parameter, all of other defaults, and the region's override that puts the values back. */
export function withParameters(document: object): { definition: object; parameters: Document } {
  const declared: Record<string, object> = {};
  const parameters: Record<string, unknown> = {};
  const parameter = (value: unknown): unknown => {
    const form = formOf(value);
    if (form === undefined) return value;
    const name = `p${Object.keys(declared).length}`;
    declared[name] = form;
    parameters[name] = value;
    return `$${name}`;
  };
  const operand = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(parameter) : parameter(value);
  const tree = mapLeaves(document, ({ fact, onUnknown, known, ...operators }) => ({
    ...{ fact, ...(onUnknown === undefined ? {} : { onUnknown }), ...(known === undefined ? {} : { known }) },
    ...Object.fromEntries(Object.entries(operators).map(([name, value]) => [name, operand(value)])),
  })) as { schedule: { next: Document[]; nonAttender?: { after: unknown } } };
  const { next, nonAttender } = tree.schedule;
  const schedule = {
    ...tree.schedule,
    next: next.map((row) => ({
      ...row,
      after: row['after'] === 'never' ? 'never' : parameter(row['after']),
    })),
    ...(nonAttender ? { nonAttender: { after: parameter(nonAttender.after) } } : {}),
  };
  return { definition: { ...tree, schedule, parameters: declared }, parameters };
}

function formOf(value: unknown): object | undefined {
  if (typeof value === 'number') return { type: 'number', default: value + 1 };
  if (typeof value === 'boolean') return { type: 'boolean', default: !value };
  if (typeof value !== 'string') return undefined;
  if (isPlainDate(value)) return { type: 'date', default: '2001-01-01' };
  return /^P\d/.test(value) ? { type: 'duration', default: 'P3M' } : { type: 'code', default: 'other' };
}

function isDate(value: unknown): boolean {
  return typeof value === 'string' && isPlainDate(value);
}

function operandsOf(leaf: Document): readonly unknown[] {
  return Object.values(leaf).flatMap((value): unknown[] => (Array.isArray(value) ? value : [value]));
}

/** A document with every leaf of every criterion replaced; a hold's `until` names a fact and is no leaf. */
function mapLeaves(value: unknown, change: (leaf: Document) => Document): Document {
  const walk = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node !== 'object' || node === null) return node;
    if ('fact' in node && Object.keys(node).length > 1) return change(node);
    return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, walk(item)]));
  };
  return walk(value) as Document;
}
