import { type LogLevel } from './level';

/**
 * The only fields a log line may have: ids of our own rows, counts, codes and names from the program. None can hold
 * what is known about a person. Adding one is a decision about privacy, so it is made here and not where one logs.
 */
export const LOG_FIELDS = [
  'attempt',
  'batchId',
  'check',
  'chunkId',
  'code',
  'contactId',
  'count',
  'definition',
  'dispatchId',
  'durationMs',
  'episodeId',
  'file',
  'frames',
  'generation',
  'host',
  'importId',
  'job',
  'jobId',
  'method',
  'migration',
  'pid',
  'port',
  'printRunId',
  'programme',
  'queue',
  'reason',
  'role',
  'route',
  'runId',
  'signal',
  'status',
  'task',
] as const;

/** Fields of a log line. */
export type LogFields = Partial<
  Record<(typeof LOG_FIELDS)[number], string | number | boolean | readonly string[]>
>;

/** Where the system says what it does. `event` is a constant in kebab-case, never a sentence built from values. */
export interface Log {
  write(level: LogLevel, event: string, fields?: LogFields): void;
  /** An error: a problem with its text, any other with its class and place in the program but without its message. */
  failure(event: string, error: unknown, fields?: LogFields): void;
}

const ALLOWED: ReadonlySet<string> = new Set(LOG_FIELDS);
const LOOKS_LIKE_A_NUMBER_OF_A_PERSON = /\d{6}(?:\d{2})?[-+ ]?\d{4}/;
const MAX_TEXT = 200;

/** What remains of fields at run time: names from the list, short texts, nothing shaped like an identity number. */
export function cleanFields(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => ALLOWED.has(name))
      .map(([name, value]) => [name, typeof value === 'string' ? cleanText(value) : value]),
  );
}

function cleanText(text: string): string {
  return LOOKS_LIKE_A_NUMBER_OF_A_PERSON.test(text) ? '[withheld]' : text.slice(0, MAX_TEXT);
}
