import fc from 'fast-check';
import { toDay, toPlainDate, plainDate, type Day } from '@kallelse/kernel';
import { testDatabase } from '@test/support/database';
import { InvitedPeople } from '../../spec/invited-people';
import type { Line } from '../../spec/screening-office';

jest.setTimeout(240_000);

const START = toDay(plainDate('2026-03-02'));
const DAYS = [0, 40, 100, 183, 184, 185, 250];

/** What may happen to one person, and on which of the days it comes in; a test has a day of its own. */
type Happening =
  | { readonly kind: 'hand-over' | 'opt-out' | 'declines' | 'dies' | 'voids'; readonly came: number }
  | { readonly kind: 'test'; readonly came: number; readonly taken: number };

const came = fc.integer({ min: 0, max: DAYS.length - 1 });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('hand-over' as const), came: fc.constant(0) }) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(came, came)
      .map(([a, b]) => ({ kind: 'test' as const, came: Math.max(a, b), taken: Math.min(a, b) })),
  },
  fc.record({
    kind: fc.constantFrom('opt-out' as const, 'declines' as const, 'dies' as const, 'voids' as const),
    came,
  }),
);
const life: fc.Arbitrary<readonly Happening[]> = fc.uniqueArray(happening, {
  minLength: 1,
  maxLength: 5,
  selector: ({ kind }) => kind,
});
/** Of many people: they are settled together, as in an office. */
const lives = fc.array(life, { minLength: 14, maxLength: 16 });
type Lives = readonly (readonly Happening[])[];
const RUNS = 1;

const dayOf = (index: number): Day => START + (DAYS[index] ?? 0);

const db = testDatabase();
const office = new InvitedPeople(db);

/** The line of an events file by which something becomes known today. */
function lineOf(identity: string, event: Happening): Line {
  const [lab, trial] = [
    { identity, ref: `lab:${identity}` },
    { identity, programme: 'trial' },
  ];
  switch (event.kind) {
    case 'test': {
      const date = toPlainDate(dayOf(event.taken));
      return { ...trial, ...lab, type: 'test', date, method: 'fit', result: 'negative' };
    }
    case 'voids':
      return { ...lab, void: true };
    case 'hand-over':
    case 'dies':
      throw new Error('this comes in no events file');
    case 'declines':
    case 'opt-out':
      return { ...trial, kind: event.kind === 'declines' ? 'episode' : 'permanent', from: office.day };
  }
}

type Happened = readonly [person: string, event: Happening];

/** Lets things become known today, in one file each. */
async function happen(happened: readonly Happened[]): Promise<void> {
  for (const [person, { kind }] of happened) if (kind === 'hand-over') await office.handOver(person);
  const lines = happened.filter(([, { kind }]) => kind !== 'hand-over' && kind !== 'dies');
  if (lines.length > 0) await office.tellAll(lines.map(([person, event]) => lineOf(person, event)));
  const dead = happened.filter(([, { kind }]) => kind === 'dies');
  const rows = dead.map(([identity]) => ({ identity, status: 'deceased', status_date: office.day }));
  if (rows.length > 0) await office.register(...rows);
}

/** Many people live through the days from the beginning of their rounds; settled after everything, or every night only. */
async function live(lives: Lives, how: { readonly settlesAlways: boolean }): Promise<string[]> {
  office.day = toPlainDate(START);
  const people = await office.register(...lives.map(() => ({})));
  await office.open(office.definition, people);
  for (const index of DAYS.keys()) {
    office.day = toPlainDate(dayOf(index));
    const todays = lives.map((events) => events.filter(({ came: on }) => on === index));
    for (let place = 0; todays.some((events) => events.length > place); place++) {
      await happen(
        people.flatMap((person, i): Happened[] =>
          (todays[i] ?? []).slice(place, place + 1).map((event) => [person, event]),
        ),
      );
      if (how.settlesAlways) await office.settle();
    }
    await office.settle();
  }
  return people;
}

/** How somebody's round ended, in what state its contacts are, and which events of it stand. */
async function outcome(person: string, without: RegExp): Promise<unknown> {
  const [round, ...others] = await office.rounds(person);
  expect(others).toEqual([]);
  const { state, reason, participated, handed, until } = round ?? {};
  const contacts = (await office.contacts(person)).map((text) => text.replace(without, ''));
  return { state, reason, participated, handed, until, contacts, events: await office.ownEvents(person) };
}

const outcomes = (people: readonly string[], without = /^$/): Promise<unknown[]> =>
  Promise.all(people.map((person) => outcome(person, without)));

/** Why a reminder was cancelled tells what was known that night; later knowledge does not rewrite it. */
const CANCELLED = /(?<=cancelled) .*/;

/** Leaves out annulments of what has not come in, and lets the letter go out first on its day: the gate sees to the rest. */
const sensible = (lives: Lives): Lives =>
  lives.map((events) => {
    const test = events.find(({ kind }) => kind === 'test');
    const kept = events.filter(
      ({ kind, came: on }) => kind !== 'voids' || (test !== undefined && on > test.came),
    );
    return [...kept].sort((a, b) => Number(b.kind === 'hand-over') - Number(a.kind === 'hand-over'));
  });

describe('settling, whatever happens in whatever order,', () => {
  beforeAll(() => office.begin());

  it('again changes nothing, and never leaves two open rounds or an end without its date', async () => {
    await fc.assert(
      fc.asyncProperty(lives, async (some) => {
        const people = await live(sensible(some), { settlesAlways: true });
        const settled = await outcomes(people);
        expect(await office.settle()).toMatchObject({ handedOver: 0, corrected: 0, closed: {}, merged: 0 });
        expect(await outcomes(people)).toEqual(settled);
        const [wrong] = await office.query<{ n: number }>(
          `SELECT (SELECT count(*) FROM (SELECT FROM screening.episodes WHERE state = 'open' GROUP BY resident_id, programme HAVING count(*) > 1) AS two)
             + (SELECT count(*) FROM screening.episodes WHERE (close_reason = 'participated') <> (participated_on IS NOT NULL)) AS n`,
        );
        expect(wrong?.n).toBe(0);
      }),
      { seed: 20261126, numRuns: RUNS },
    );
  });

  it('comes to the same however often it is done', async () => {
    await fc.assert(
      fc.asyncProperty(lives, async (some) => {
        const often = await live(sensible(some), { settlesAlways: true });
        const nightly = await live(sensible(some), { settlesAlways: false });
        expect(await outcomes(often, CANCELLED)).toEqual(await outcomes(nightly, CANCELLED));
      }),
      { seed: 20261127, numRuns: RUNS },
    );
  });

  it('comes to the same participation whether a test comes in at once or late', async () => {
    await fc.assert(
      fc.asyncProperty(lives, async (some) => {
        const lived = sensible(some).map((events) => events.filter(({ kind }) => kind !== 'voids'));
        const atOnce = lived.map((events) =>
          events.map((event) => (event.kind === 'test' ? { ...event, came: event.taken } : event)),
        );
        const late = await live(lived, { settlesAlways: true });
        const early = await live(atOnce, { settlesAlways: true });
        const participation = async (people: readonly string[]): Promise<unknown> =>
          Promise.all(
            people.map(async (person) =>
              (await office.rounds(person)).map(({ participated }) => participated),
            ),
          );
        expect(await participation(late)).toEqual(await participation(early));
      }),
      { seed: 20261128, numRuns: RUNS },
    );
  });
});
