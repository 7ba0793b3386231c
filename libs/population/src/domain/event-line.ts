import {
  parseEvent,
  parseManualRoute,
  parseOptOut,
  parseOrganStatement,
  Shape,
  type Issue,
} from '@kallelse/eligibility';
import { canonicalHash, isPlainDate, sha256, toPlainDate, type Day, type Json } from '@kallelse/kernel';
import { IDENTITY_TYPES, normalNumber } from './identity-number';
import { LONGEST_TEXT } from './register-row';

/** The kinds of objects an events file brings, each with its source table. */
export const OBJECT_TABLES = {
  event: 'events',
  organ: 'organ_statements',
  'opt-out': 'opt_outs',
  manual: 'manual_routes',
  attribute: 'attributes',
  preference: 'preferences',
} as const;
export type ObjectKind = keyof typeof OBJECT_TABLES;

/** One line of an events file, checked by itself, in the columns of its source table. */
export interface StagedObject {
  /** A number, or {@link NO_NUMBER}. */
  readonly value: string;
  readonly type: string | undefined;
  readonly domain: string | undefined;
  /** `any`: a line that only annuls a ref, whatever kind it has. */
  readonly kind: ObjectKind | 'any';
  readonly object: Readonly<Record<string, Json | undefined>>;
  readonly ref: string | undefined;
  /** Tells the object from others of the resident: by its ref, else by its content. 32 hex digits. */
  readonly fingerprint: string;
  readonly isVoid: boolean;
}

/** Why a line is refused: a code, and what is wrong with which keys (never their values). */
export interface LineRefusal {
  readonly code: string;
  readonly detail?: string;
}

const ENVELOPE = ['identity', 'identity_type', 'identity_domain', 'kit', 'ref', 'void'];
/** What the code on any kit looks like. */
/** In place of a number, of a line that names a kit alone; no number looks like it. */
export const NO_NUMBER = '-';
const KIT = /^[0-9A-Za-z-]{4,40}$/;
const REF = /^[^\s:]+:\S+$/;
/** What any number of any type or domain looks like; the register has checked those it knows. */
const NUMBER = /^[0-9A-Z-]{4,40}$/;

/** Reads one line of an events file (interfaces.md, "Events import"). */
export function readEventLine(text: string): StagedObject | LineRefusal {
  const line = parseJson(text);
  if (!line) return { code: 'json' };
  const issues: Issue[] = [];
  const { ref, kit, ...rest } = envelope(line, issues);
  const content = Object.fromEntries(Object.entries(line).filter(([key]) => !ENVELOPE.includes(key)));
  const onlyVoids =
    rest.isVoid && ref !== undefined && Object.keys(content).every((key) => key === 'recorded');
  const kind = onlyVoids ? 'any' : kindOf(content);
  if (kind === undefined)
    return {
      code: 'object',
      detail: 'it is no event, organ statement, opt-out, manual route, attribute or preference',
    };
  const read = kind === 'any' ? {} : readObject(kind, content, issues);
  if (kit !== undefined && read?.['type'] !== 'test')
    issues.push({ path: 'kit', message: 'stands in tests alone' });
  const object = kit === undefined ? read : { ...read, kit };
  if (issues.length > 0 || !object) return { code: 'object', detail: describe(issues) };
  if (ref !== undefined && (!REF.test(ref) || ref.length > LONGEST_TEXT)) return { code: 'ref-form' };
  if (kit !== undefined && !KIT.test(kit)) return { code: 'kit-code' };
  if (!(kit !== undefined && rest.value === NO_NUMBER) && !NUMBER.test(rest.value))
    return { code: 'identity-form' };
  if (Object.values(object).some((value) => typeof value === 'string' && value.length > LONGEST_TEXT))
    return { code: 'too-long' };
  const fingerprint = ref === undefined ? canonicalHash({ kind, object }) : sha256(`ref:${ref}`);
  return { ...rest, kind, object, ref, fingerprint: fingerprint.slice(0, 32) };
}

export function isLineRefusal(result: StagedObject | LineRefusal): result is LineRefusal {
  return 'code' in result;
}

function parseJson(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function envelope(line: Readonly<Record<string, unknown>>, issues: Issue[]) {
  const own = Object.fromEntries(ENVELOPE.filter((key) => key in line).map((key) => [key, line[key]]));
  const shape = new Shape(own, '', issues, ENVELOPE);
  const kit = shape.text('kit');
  // A laboratory may know the code on the kit alone.
  const value =
    (kit === undefined ? shape.required('identity', shape.text('identity')) : shape.text('identity')) ?? '';
  const type = shape.oneOf('identity_type', IDENTITY_TYPES);
  const isVoid = shape.raw('void') === true;
  if (shape.has('void') && typeof shape.raw('void') !== 'boolean')
    shape.refuse('void', 'expected true or false');
  return {
    value: kit !== undefined && value === '' ? NO_NUMBER : normalNumber(value),
    type,
    domain: shape.text('identity_domain'),
    kit,
    ref: shape.text('ref'),
    isVoid,
  };
}

function kindOf(content: Readonly<Record<string, unknown>>): ObjectKind | undefined {
  if ('type' in content) return 'event';
  if ('organ' in content) return 'organ';
  if ('attribute' in content) return 'attribute';
  if ('preference' in content) return 'preference';
  const kind = content['kind'];
  if (kind === 'permanent' || kind === 'until' || kind === 'episode') return 'opt-out';
  return kind === 'include' || kind === 'hold' || kind === 'exclude' ? 'manual' : undefined;
}

type Columns = Readonly<Record<string, Json | undefined>>;

function readObject(kind: ObjectKind, content: unknown, issues: Issue[]): Columns | undefined {
  switch (kind) {
    case 'event': {
      const event = parseEvent(content, '', issues);
      if (!event) return undefined;
      const { type, programme, method, result, value, list } = event;
      const isPoint =
        event.from === event.until && !['care', 'deferral', 'control-list', 'episode'].includes(type);
      return {
        type,
        programme,
        method,
        result,
        value,
        list,
        ...interval(event, issues, isPoint),
      };
    }
    case 'organ': {
      const statement = parseOrganStatement(content, '', issues);
      if (!statement) return undefined;
      const { organ, state, source, effective, withdrawn, recorded } = statement;
      const states = {
        present: state === 'present' ? [organ] : [],
        absent: state === 'absent' ? [organ] : [],
      };
      return {
        ...states,
        source,
        effective: date(effective),
        withdrawn: date(withdrawn),
        recorded: date(recorded),
      };
    }
    case 'opt-out': {
      const optOut = parseOptOut(content, '', issues);
      if (!optOut) return undefined;
      const { programme, kind: how, revoked } = optOut;
      return {
        programme,
        kind: how,
        revoked: date(revoked),
        ...interval(optOut, issues),
      };
    }
    case 'manual': {
      const route = parseManualRoute(content, '', issues, 0);
      if (!route) return undefined;
      const { programme, kind: how, code } = route;
      return { programme, kind: how, code, ...interval(route, issues) };
    }
    case 'attribute':
      return readAttribute(content, issues);
    case 'preference':
      return readPreference(content, issues);
  }
}

interface Interval {
  readonly from: Day;
  readonly until: Day;
}

function interval({ from, until }: Interval, issues: Issue[], isPoint = false): Columns {
  if (until < from) issues.push({ path: 'until', message: 'lies before from' });
  return { from_date: date(from), until_date: isPoint ? undefined : date(until) };
}

function date(day: Day): string | undefined {
  return Number.isFinite(day) ? toPlainDate(day) : undefined;
}

function readAttribute(content: unknown, issues: Issue[]): Columns | undefined {
  const shape = new Shape(content, '', issues, ['attribute', 'value', 'from', 'until', 'recorded']);
  const name = shape.required('attribute', shape.text('attribute'));
  const raw = shape.raw('value');
  const isValue = raw === undefined || raw === null || ['string', 'number', 'boolean'].includes(typeof raw);
  if (!isValue) shape.refuse('value', 'expected text, a number, true or false');
  if (typeof raw === 'string') shape.text('value');
  const from = dateText(shape, 'from');
  const until = dateText(shape, 'until');
  if (from !== undefined && until !== undefined && until < from) shape.refuse('until', 'lies before from');
  const value = raw === '' ? null : ((raw ?? null) as Json);
  return { name, value, from_date: from, until_date: until, recorded: dateText(shape, 'recorded') };
}

function readPreference(content: unknown, issues: Issue[]): Columns | undefined {
  const shape = new Shape(content, '', issues, ['preference', 'value', 'recorded']);
  const name = shape.oneOf('preference', ['language', 'format', 'channel'] as const);
  shape.required('preference', name);
  return { name, value: shape.text('value') ?? null, recorded: dateText(shape, 'recorded') };
}

function dateText(shape: Shape, key: string): string | undefined {
  const text = shape.text(key);
  if (text !== undefined && !isPlainDate(text))
    shape.refuse(key, 'expected a date of the calendar (YYYY-MM-DD)');
  return text;
}

/** An unknown key may be anything, even a name: it is counted, not quoted. */
function describe(issues: readonly Issue[]): string {
  const unknown = issues.filter(({ message }) => message.startsWith('unknown key')).length;
  const rest = issues
    .filter(({ message }) => !message.startsWith('unknown key'))
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return [...rest, ...(unknown > 0 ? [`${unknown} unknown key${unknown > 1 ? 's' : ''}`] : [])].join('; ');
}
