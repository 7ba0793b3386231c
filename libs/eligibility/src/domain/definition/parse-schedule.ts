import type { Anchor, IntervalRow, PhaseIn, Schedule, Enquiry } from './definition';
import type { TestSelection } from './fact-rules';
import { at } from './issues';
import { parseCriterion, type CriterionScope } from './parse-criterion';
import type { Reader } from './reader';
import { defined } from '../residents/shape';

const ANCHORS = ['lastTest', 'birthday', 'calendarYear'] as const;

/** Reads `schedule`: the interval table, its anchor, the re-call of non-attenders and the phase-in. */
export function parseSchedule(reader: Reader, value: unknown, scope: CriterionScope): Schedule | undefined {
  const object = reader.object(value, 'schedule', ['anchor', 'next', 'nonAttender', 'phaseIn']);
  if (!object) return undefined;
  const anchor = parseAnchor(reader, object['anchor']);
  const next = reader.each(object['next'], 'schedule.next', (row, where) =>
    parseRow(reader, row, where, scope),
  );
  const nonAttenderAfter = parseNonAttender(reader, object['nonAttender']);
  const phaseIn =
    object['phaseIn'] === undefined
      ? undefined
      : reader.each(object['phaseIn'], 'schedule.phaseIn', (entry, where) =>
          parsePhaseIn(reader, entry, where),
        );
  return { anchor, next, ...defined({ nonAttenderAfter, phaseIn }) };
}

function parseAnchor(reader: Reader, value: unknown): Anchor {
  const path = 'schedule.anchor';
  if (value === undefined) return { kind: 'lastTest' };
  if (typeof value !== 'object' || value === null)
    return { kind: reader.oneOf(value, path, ANCHORS) ?? 'lastTest' };
  const object = reader.object(value, path, ['ageThisYear']) ?? {};
  const inside = at(path, 'ageThisYear');
  const ages = reader.each(object['ageThisYear'], inside, (age, where) => reader.integer(age, where, 0, 150));
  return { kind: 'ageThisYear', ages: [...new Set(ages)].sort((a, b) => a - b) };
}

function parseRow(
  reader: Reader,
  value: unknown,
  path: string,
  scope: CriterionScope,
): IntervalRow | undefined {
  const object = reader.object(value, path, ['when', 'after']);
  if (!object) return undefined;
  const when =
    object['when'] === undefined
      ? undefined
      : parseCriterion(reader, object['when'], at(path, 'when'), scope);
  if (object['after'] === undefined) return reader.refuse(path, 'after is missing: a duration, or never');
  const after = object['after'] === 'never' ? 'never' : reader.duration(object['after'], at(path, 'after'));
  return after === undefined ? undefined : { path, after, ...defined({ when }) };
}

function parseNonAttender(reader: Reader, value: unknown) {
  if (value === undefined) return undefined;
  const path = 'schedule.nonAttender';
  const object = reader.object(value, path, ['after']);
  if (!object) return undefined;
  if (object['after'] === undefined) return reader.refuse(path, 'after is missing');
  return reader.duration(object['after'], at(path, 'after'));
}

function parsePhaseIn(reader: Reader, value: unknown, path: string): PhaseIn | undefined {
  const object = reader.object(value, path, ['year', 'birthYears', 'regions']);
  if (!object) return undefined;
  const year = reader.integer(object['year'], at(path, 'year'), 1850, 2150);
  const birthYears = reader.each(object['birthYears'], at(path, 'birthYears'), (item, where) =>
    reader.integer(item, where, 1850, 2150),
  );
  const regions =
    object['regions'] === undefined
      ? undefined
      : reader.each(object['regions'], at(path, 'regions'), (item, where) => regionCode(reader, item, where));
  return year === undefined ? undefined : { year, birthYears, ...defined({ regions }) };
}

/** Two digits; a number means that the quotes were forgotten, and 01 would have become 1. */
export function regionCode(reader: Reader, value: unknown, path: string): string | undefined {
  const resolved = reader.resolve(value, path, ['code']);
  if (!resolved) return undefined;
  if (typeof resolved.value === 'string' && /^\d{2}$/.test(resolved.value)) return resolved.value;
  return reader.refuse(path, 'expected a region code of two digits, in quotes, as "01"');
}

/** Reads `tests`: named selections of tests by method and/or result. */
export function parseTestSelections(reader: Reader, value: unknown): TestSelection[] {
  if (value === undefined) return [];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    reader.refuse('tests', 'expected an object of named selections');
    return [];
  }
  return Object.entries(value).flatMap(([name, entry]: [string, unknown]) => {
    const path = at('tests', name);
    if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name))
      reader.refuse(path, 'a name is letters and digits, a letter first');
    const object = reader.object(entry, path, ['method', 'result']);
    if (!object) return [];
    if (object['method'] === undefined && object['result'] === undefined)
      reader.refuse(path, 'selects by method, result or both');
    const methods = codes(reader, object['method'], at(path, 'method'));
    const results = codes(reader, object['result'], at(path, 'result'));
    return [{ name, ...defined({ methods, results }) }];
  });
}

/** A list of codes, or undefined where there is none. */
export function codes(reader: Reader, value: unknown, path: string): readonly string[] | undefined {
  if (value === undefined) return undefined;
  return reader.each(value, path, (item, where) => reader.code(item, where));
}

/** Reads `enquiry`: how often an unanswered enquiry may be repeated. */
export function parseEnquiry(reader: Reader, value: unknown): Enquiry | undefined {
  if (value === undefined) return undefined;
  const object = reader.object(value, 'enquiry', ['after', 'max']);
  if (!object) return undefined;
  const after = object['after'] === undefined ? undefined : reader.duration(object['after'], 'enquiry.after');
  const max = object['max'] === undefined ? undefined : reader.integer(object['max'], 'enquiry.max', 1, 1000);
  if (object['after'] === undefined && object['max'] === undefined)
    reader.refuse('enquiry', 'says after, max or both');
  return defined({ after, max });
}
