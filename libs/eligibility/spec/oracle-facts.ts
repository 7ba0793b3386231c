import { ageInMonths, ageOn, isDate, yearOf, type Iso } from './oracle-dates';
import {
  covers,
  ended,
  exists,
  type RawEvent,
  type RawOrgan,
  type RawResidency,
  type World,
} from './oracle-input';

/** Facts of the catalogue, one sentence of interfaces.md each; `undefined` is unknown. */
export type Value = number | string | boolean | readonly string[] | undefined;

/** "All event and opt-out facts are of the definition's programme." */
function events(world: World, type: string): RawEvent[] {
  return (world.resident.events ?? []).filter(
    (event) =>
      event.type === type &&
      event.programme === world.definition.programme &&
      exists(event, world, type === 'booking'),
  );
}

function active(world: World, type: string): RawEvent[] {
  return events(world, type).filter((event) => covers(event, world.asOf));
}

/** "the latest …; the last given among equals" */
function latest(tests: readonly RawEvent[]): RawEvent | undefined {
  let best: RawEvent | undefined;
  for (const test of tests) if ((test.date ?? '') >= (best?.date ?? '')) best = test;
  return best;
}

/** "methods that count as lastTest; absent = every method" */
export function lastTest(world: World): RawEvent | undefined {
  const counting = world.definition.countsTests;
  return latest(
    events(world, 'test').filter((test) => counting === undefined || counting.includes(test.method ?? '')),
  );
}

/** "named selections of tests by method and/or result"; "method filter independent of `countsTests`" */
function selected(world: World, name: string): RawEvent[] {
  const selection = world.definition.tests?.[name] ?? {};
  return events(world, 'test').filter(
    (test) =>
      (selection.method === undefined || selection.method.includes(test.method ?? '')) &&
      (selection.result === undefined || selection.result.includes(test.result ?? '')),
  );
}

/** "the latest `invitation` of this programme" */
export function lastInvitation(world: World): Iso | undefined {
  return latest(events(world, 'invitation'))?.date;
}

function testFact(world: World, test: RawEvent | undefined, field: string): Value {
  if (test?.date === undefined) return undefined;
  switch (field) {
    case 'date':
      return test.date;
    case 'method':
      return filled(test.method);
    case 'result':
      return filled(test.result);
    case 'value':
      return test.value;
    default:
      // "`ageAt` = age on that date"
      return ageOn(test.date, world.resident.birthDate, world.definition.leapDayBirthday ?? 'mar-1');
  }
}

/** "Empty string is not a value." */
function filled(text: string | null | undefined): string | undefined {
  return text === '' || text === null ? undefined : text;
}

/**
 * Of several entries that cover one day, which the text does not order: the latest to begin, then the latest recorded
 * ("`recorded` only breaks ties"; absent = its own date), then the last given.
 */
function latestBegun<T extends { from?: Iso | null; recorded?: Iso }>(entries: readonly T[]): T | undefined {
  const order = ({ from, recorded }: T): string => `${from ?? '0000-00-00'} ${recorded ?? from ?? ''}`;
  let best: T | undefined;
  for (const entry of entries) if (best === undefined || order(entry) >= order(best)) best = entry;
  return best;
}

/** "the entry covering the as-of date counts"; "`residency` alone counts on every date", once it was recorded */
function residency(world: World): RawResidency {
  const { resident, asOf } = world;
  if (resident.residencies === undefined) {
    const { residency: alone = {} } = resident;
    return exists({ recorded: alone.recorded }, world) ? alone : {};
  }
  return (
    latestBegun(resident.residencies.filter((entry) => exists(entry, world) && covers(entry, asOf))) ?? {}
  );
}

export function regionOf(world: World): string | undefined {
  return filled(residency(world).region);
}

const RANK: Readonly<Record<string, number>> = { clinic: 3, self: 3, 'screening-event': 2, presumed: 1 };

/**
 * "from statements with effective ≤ as-of and not withdrawn by then: `clinic` and `self` before `screening-event`
 * before `presumed`; among equals the latest effective, then the latest recorded (absent = effective), then the last given"
 */
function organ(world: World, name: string): RawOrgan | undefined {
  const order = (statement: RawOrgan): string =>
    [RANK[statement.source], statement.effective, statement.recorded ?? statement.effective].join(' ');
  let best: RawOrgan | undefined;
  for (const statement of world.resident.organs ?? []) {
    if (statement.organ !== name || !exists(statement, world)) continue;
    if (ended(statement.withdrawn, world.asOf)) continue;
    if (best === undefined || order(statement) >= order(best)) best = statement;
  }
  return best;
}

/** "an `episode` event is open on the as-of date and no opt-out of kind `episode`, dated within it and not revoked by then, has closed it" */
function episodeOpen(world: World): boolean {
  const closing = (world.resident.optOuts ?? []).filter(
    (optOut) =>
      optOut.kind === 'episode' &&
      optOut.programme === world.definition.programme &&
      exists(optOut, world) &&
      !ended(optOut.revoked, world.asOf),
  );
  return active(world, 'episode').some((episode) => !closing.some((optOut) => covers(episode, optOut.from)));
}

/** "a `permanent` or `until` opt-out of this programme is active" */
function optedOut(world: World): boolean {
  return (world.resident.optOuts ?? []).some(
    (optOut) =>
      optOut.kind !== 'episode' &&
      optOut.programme === world.definition.programme &&
      exists(optOut, world) &&
      covers(optOut, world.asOf) &&
      !ended(optOut.revoked, world.asOf),
  );
}

/** "the latest `until` of the active ones, unknown when none or when one has no end" */
function latestUntil(intervals: readonly RawEvent[]): Value {
  let last: Iso | undefined;
  for (const { until } of intervals) {
    if (until === undefined || until === null) return undefined;
    if (last === undefined || until > last) last = until;
  }
  return last;
}

/** "as given, unknown when absent" */
function attribute(world: World, name: string): Value {
  const given = world.resident.attributes;
  let value: unknown;
  if (Array.isArray(given)) {
    const own = given.filter((entry) => entry.name === name);
    value = latestBegun(own.filter((entry) => exists(entry, world) && covers(entry, world.asOf)))?.value;
  } else {
    value = given?.[name];
  }
  return ofType(value, world.definition.attributes?.[name]?.type);
}

/** A value that is not of the declared type is no value. */
function ofType(value: unknown, type: string | undefined): Value {
  if (type === 'integer') return Number.isInteger(value) ? (value as number) : undefined;
  if (type === 'number') return typeof value === 'number' ? value : undefined;
  if (type === 'boolean') return typeof value === 'boolean' ? value : undefined;
  if (type === 'date') return isDate(value) ? value : undefined;
  return typeof value === 'string' ? filled(value) : undefined;
}

export function factValue(fact: string, world: World): Value {
  const { resident, definition, asOf } = world;
  const [family = '', second = '', third = ''] = fact.split('.');
  const ofFamily = `${family}.`;
  if (ofFamily === 'organ.') {
    const statement = organ(world, second);
    return third === 'basis' ? statement?.source : statement?.state;
  }
  if (ofFamily === 'attribute.') return attribute(world, fact.slice(ofFamily.length));
  if (ofFamily === 'lastTest.') return testFact(world, lastTest(world), second);
  if (ofFamily === 'test.') {
    // "of the named selection: how many, and the latest"
    const tests = selected(world, second);
    return third === 'count' ? tests.length : testFact(world, latest(tests), third);
  }
  switch (fact) {
    case 'age':
      return ageOn(asOf, resident.birthDate, definition.leapDayBirthday ?? 'mar-1');
    case 'ageMonths':
      return ageInMonths(asOf, resident.birthDate);
    case 'ageThisYear':
      // "calendar year of as-of − birth year"
      return yearOf(asOf) - yearOf(resident.birthDate);
    case 'birthYear':
      return yearOf(resident.birthDate);
    case 'birthDate':
      return resident.birthDate;
    case 'residency.status':
      return filled(residency(world).status);
    case 'residency.since':
      return residency(world).since;
    case 'region':
      return regionOf(world);
    case 'municipality':
      return filled(residency(world).municipality);
    case 'district':
      return filled(residency(world).district);
    case 'areaType':
      return residency(world).areaType;
    case 'lastInvitation.date':
      return lastInvitation(world);
    case 'episodes.consecutiveMissed': {
      // "number of invitations dated after `lastTest.date` (all of them when never tested)"
      const tested = lastTest(world)?.date;
      return events(world, 'invitation').filter(({ date }) => tested === undefined || (date ?? '') > tested)
        .length;
    }
    case 'episode.open':
      return episodeOpen(world);
    case 'optOut':
      return optedOut(world);
    case 'deferred':
      return active(world, 'deferral').length > 0;
    case 'deferredUntil':
      return latestUntil(active(world, 'deferral'));
    case 'underCare':
      return active(world, 'care').length > 0;
    case 'underCare.until':
      return latestUntil(active(world, 'care'));
    case 'booked':
      // "a `booking` of this programme dated on or after the as-of date"
      return events(world, 'booking').some(({ date }) => (date ?? '') >= asOf);
    case 'controlList':
      // "the set of lists with an active `control-list` event (the empty set is known)"
      return active(world, 'control-list').map(({ list }) => list ?? '');
    default:
      throw new Error(`no such fact: ${fact}`);
  }
}
