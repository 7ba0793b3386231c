import type { Issue } from '../definition/issues';
import { readInterval } from './interval';
import { EVENT_TYPES, type EventType, type ProgrammeEvent } from './resident';
import { Shape } from './shape';

const COMMON = ['programme', 'type', 'recorded'];
const KEYS: Readonly<Record<EventType, readonly string[]>> = {
  test: [...COMMON, 'date', 'method', 'result', 'value'],
  invitation: [...COMMON, 'date'],
  booking: [...COMMON, 'date'],
  enquiry: [...COMMON, 'date'],
  'control-list': [...COMMON, 'list', 'from', 'until'],
  care: [...COMMON, 'from', 'until'],
  deferral: [...COMMON, 'from', 'until'],
  episode: [...COMMON, 'from', 'until'],
};
const ANY_KEY = [...new Set(Object.values(KEYS).flat())];

/** Reads one event object of interfaces.md; its type decides which keys it may have. */
export function parseEvent(value: unknown, path: string, issues: Issue[]): ProgrammeEvent | undefined {
  const type = eventType(value);
  const shape = new Shape(value, path, issues, type ? KEYS[type] : ANY_KEY);
  if (!shape.required('type', shape.oneOf('type', EVENT_TYPES)) || !type) return undefined;
  const programme = shape.text('programme');
  if (type !== 'enquiry') shape.required('programme', programme);
  const when = KEYS[type].includes('date') ? readDate(shape) : readInterval(shape);
  const method = shape.text('method');
  const result = shape.text('result');
  const measured = shape.number('value');
  const list = shape.text('list');
  if (type === 'control-list') shape.required('list', list);
  if (!when) return undefined;
  const { from, until, recorded } = when;
  // One shape for all: whoever goes through the events of many residents reads them much faster.
  return { type, from, until, recorded, programme, method, result, value: measured, list };
}

function eventType(value: unknown): EventType | undefined {
  const type = typeof value === 'object' && value !== null ? (value as { type?: unknown }).type : undefined;
  return EVENT_TYPES.find((known) => known === type);
}

function readDate(shape: Shape): { from: number; until: number; recorded: number } | undefined {
  const date = shape.required('date', shape.day('date'));
  const recorded = shape.day('recorded');
  return date === undefined ? undefined : { from: date, until: date, recorded: recorded ?? date };
}
