import { isPlainDate, type Duration } from '@kallelse/kernel';
import { defined } from '../residents/shape';
import type { Attribute, ChannelName, Delivery, Step, StepStop } from './definition';
import { at } from './issues';
import { parseFollowUps } from './parse-follow-ups';
import { parseKits } from './parse-kits';
import type { Reader } from './reader';

const CHANNELS: readonly ChannelName[] = ['1177', 'secure-mailbox', 'paper'];
const STOPS: readonly StepStop[] = ['outcome', 'booked'];
/** The keys of a definition that batches use and `decide` ignores. */
export const DELIVERY_KEYS = [
  'ask',
  'validity',
  'steps',
  'kits',
  'channels',
  'followUps',
  'newcomerDelay',
  'send',
  'times',
  'lastCall',
  'expected',
] as const;

/** A letter takes days, and people plan ahead: three weeks (reference, 3.3). */
const TIMES_FROM: Duration = { months: 0, days: 21 };

type Document = Readonly<Record<string, unknown>>;

/** Reads what batches use: steps, kits, channels, sending pauses, last call, expected size. */
export function parseDelivery(
  reader: Reader,
  document: Document,
  attributes: readonly Attribute[],
): Delivery {
  const channels = optional(reader, document['channels'], 'channels', ['order', 'toPaperAfter']);
  const send = optional(reader, document['send'], 'send', [
    'followsBirthMonth',
    'pauses',
    'householdSpacing',
  ]);
  const times = optional(reader, document['times'], 'times', ['from']);
  const lastCall = optional(reader, document['lastCall'], 'lastCall', ['beforeAge']);
  const steps = parseSteps(reader, document['steps']);
  return {
    ask: parseAsk(reader, document['ask'], attributes),
    steps,
    kits: parseKits(reader, document['kits'], steps),
    channels: parseChannels(reader, channels['order']),
    followUps: parseFollowUps(reader, document['followUps'], steps),
    timesFrom: durationAt(reader, times['from'], 'times.from') ?? TIMES_FROM,
    followsBirthMonth: flag(reader, send['followsBirthMonth'], 'send.followsBirthMonth'),
    pauses: parsePauses(reader, send['pauses']),
    ...defined({
      validity: durationAt(reader, document['validity'], 'validity'),
      newcomerDelay: durationAt(reader, document['newcomerDelay'], 'newcomerDelay'),
      householdSpacing: durationAt(reader, send['householdSpacing'], 'send.householdSpacing'),
      toPaperAfter: durationAt(reader, channels['toPaperAfter'], 'channels.toPaperAfter'),
      lastCallBeforeAge: integerAt(reader, lastCall['beforeAge'], 'lastCall.beforeAge', 150),
      expected: parseExpected(reader, document['expected']),
    }),
  };
}

function optional(reader: Reader, value: unknown, path: string, keys: readonly string[]): Document {
  return value === undefined ? {} : (reader.object(value, path, keys) ?? {});
}

function durationAt(reader: Reader, value: unknown, path: string) {
  return value === undefined ? undefined : reader.duration(value, path);
}

function integerAt(reader: Reader, value: unknown, path: string, max: number) {
  return value === undefined ? undefined : reader.integer(value, path, 0, max);
}

function flag(reader: Reader, value: unknown, path: string): boolean {
  return value === undefined ? false : (reader.boolean(value, path) ?? false);
}

function parseAsk(reader: Reader, value: unknown, attributes: readonly Attribute[]): Record<string, string> {
  if (value === undefined) return {};
  const names = attributes.map(({ name }) => name);
  const object = reader.object(value, 'ask', names) ?? {};
  return Object.fromEntries(
    Object.entries(object).flatMap(([name, template]) => {
      const id = reader.text(template, at('ask', name));
      return id === undefined ? [] : [[name, id]];
    }),
  );
}

function parseSteps(reader: Reader, value: unknown): Step[] {
  if (value === undefined) return [];
  const steps = reader.each(value, 'steps', (item, where, index) => parseStep(reader, item, where, index));
  const seen = new Set<string>();
  steps.forEach((step, index) => {
    if (seen.has(step.id)) reader.refuse(at(at('steps', index), 'id'), `"${step.id}" stands twice`);
    seen.add(step.id);
  });
  if (steps[0]?.announces === true && steps.length === 1)
    reader.refuse('steps', 'the invitation that the first step announces is missing');
  return steps;
}

function parseStep(reader: Reader, value: unknown, path: string, index: number): Step | undefined {
  const object = reader.object(value, path, [
    ...['id', 'template', 'after', 'from', 'unless', 'kit', 'booked', 'announces'],
  ]);
  if (!object) return undefined;
  const id = reader.text(object['id'], at(path, 'id'));
  const template = reader.text(object['template'], at(path, 'template'));
  const after = durationAt(reader, object['after'], at(path, 'after'));
  if (index === 0 && after)
    reader.refuse(at(path, 'after'), 'the first step goes out when its batch is released');
  if (index > 0 && object['after'] === undefined)
    reader.refuse(path, 'after is missing: counted from the hand-over');
  if (object['from'] !== undefined) reader.oneOf(object['from'], at(path, 'from'), ['handed-over']);
  const kit = object['kit'] === undefined ? undefined : reader.text(object['kit'], at(path, 'kit'));
  const unless =
    object['unless'] === undefined
      ? STOPS
      : reader.each(object['unless'], at(path, 'unless'), (stop, where) => reader.oneOf(stop, where, STOPS));
  if (id === undefined || template === undefined) return undefined;
  return {
    id,
    template,
    unless,
    booked: flag(reader, object['booked'], at(path, 'booked')),
    announces: announces(reader, object['announces'], at(path, 'announces'), index),
    ...defined({ after, kit }),
  };
}

function announces(reader: Reader, value: unknown, path: string, index: number): boolean {
  const is = flag(reader, value, path);
  if (is && index > 0) reader.refuse(path, 'only the first step can say that the invitation will come');
  return is;
}

function parseChannels(reader: Reader, value: unknown): ChannelName[] {
  if (value === undefined) return ['paper'];
  return reader.each(value, 'channels.order', (item, where) =>
    // YAML reads the unquoted name of the 1177 inbox as a number.
    reader.oneOf(item === 1177 ? '1177' : item, where, CHANNELS),
  );
}

function parsePauses(reader: Reader, value: unknown): { from: string; until: string }[] {
  if (value === undefined) return [];
  return reader.each(value, 'send.pauses', (item, where) => {
    const object = reader.object(item, where, ['from', 'until']) ?? {};
    const from = monthDay(reader, object['from'], at(where, 'from'));
    const until = monthDay(reader, object['until'], at(where, 'until'));
    return from !== undefined && until !== undefined ? { from, until } : undefined;
  });
}

function monthDay(reader: Reader, value: unknown, path: string): string | undefined {
  // Any year that has 29 February.
  const ok = typeof value === 'string' && isPlainDate(`2024-${value}`);
  return ok ? value : reader.refuse(path, 'expected a month and day, in quotes, as "06-20"');
}

function parseExpected(reader: Reader, value: unknown) {
  if (value === undefined) return undefined;
  const object = reader.object(value, 'expected', ['min', 'max', 'change']) ?? {};
  const min = integerAt(reader, object['min'], 'expected.min', Number.MAX_SAFE_INTEGER);
  const max = integerAt(reader, object['max'], 'expected.max', Number.MAX_SAFE_INTEGER);
  if (min !== undefined && max !== undefined && min > max) reader.refuse('expected', 'min is above max');
  const change =
    object['change'] === undefined ? undefined : reader.number(object['change'], 'expected.change');
  if (change !== undefined && (change < 0 || change > 1))
    reader.refuse('expected.change', 'expected a share from 0 to 1');
  return defined({ min, max, change });
}
