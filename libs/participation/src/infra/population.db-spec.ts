import { coveredBy, decide, type Definition } from '@kallelse/eligibility';
import { addMonths, plainDate, toDay, type PlainDate } from '@kallelse/kernel';
import { testDatabase } from '@test/support/database';
import fc from 'fast-check';
import { arbitraryDefinition } from '../../../eligibility/spec/arbitrary-definition';
import { RegisterOffice } from '../../../population/spec/register-office';
import {
  definitionOf,
  importRandomPopulation,
  membersOf,
  type Member,
} from '../../../programmes/spec/simulated-population';
import { countPopulation } from './population';

const db = testDatabase();
const DAYS = ['2026-05-31', '2024-02-29'].map((day) => plainDate(day));
const members = new Map<PlainDate, Member[]>();
/** Each counting under a name of its own, as a programme is counted once a day. */
let counting = 0;

beforeAll(async () => {
  await importRandomPopulation(new RegisterOffice(db), 60);
  for (const day of DAYS) members.set(day, await membersOf(db, day));
}, 60_000);

const count = (definition: Definition, asOf: PlainDate, regions: readonly (string | null)[] = [null]) =>
  db.databases.transaction('kallelse_import', (tx) =>
    countPopulation(tx, {
      ...{ programme: `p${counting}`, asOf, now: new Date('2026-06-01T08:00:00Z') },
      rules: regions.map((region) => ({
        ...{ definition, region },
        regionsApart: region === null ? regions.filter((one) => one !== null) : [],
      })),
    }),
  );

/** What was counted last, a line a group. */
async function counted(): Promise<string[]> {
  const rows = await db.databases.query<{ line: string }>(
    'kallelse_import',
    `SELECT concat_ws(' ', coalesce(district, '-'), coalesce(target::text, 'unknown'), status, covered, invited_lately, tested_lately, sum(counts.residents)) AS line
     FROM analytics.population AS counts JOIN analytics.population_snapshots AS snapshot ON snapshot.id = snapshot_id
     WHERE programme = $1 GROUP BY district, target, status, covered, invited_lately, tested_lately ORDER BY 1`,
    [`p${counting++}`],
  );
  return rows.map(({ line }) => line);
}

function byHand(definition: Definition, asOf: PlainDate): string[] {
  const coverage = { ...definition, eligibility: coveredBy(definition) };
  const groups = new Map<string, number>();
  for (const { facts, district, isProtected } of members.get(asOf) ?? []) {
    const { status, targetGroup } = decide(facts, definition, asOf);
    const isCovered = decide({ ...facts, manual: [] }, coverage, asOf).targetGroup === true;
    const place = isProtected ? '-' : (district ?? '-');
    const key = [
      place,
      String(targetGroup),
      status,
      isCovered ? 't' : 'f',
      ...lately(facts, definition, asOf),
    ].join(' ');
    groups.set(key, (groups.get(key) ?? 0) + 1);
  }
  return [...groups].map(([key, n]) => `${key} ${n}`).sort();
}

/** Invited, and tested by a method that counts, within a year. */
function lately(
  { events }: Member['facts'],
  { programme, countsTests }: Definition,
  asOf: PlainDate,
): string[] {
  const day = toDay(asOf);
  const own = events.filter(
    (event) => event.programme === programme && event.from <= day && event.from > addMonths(day, -12),
  );
  const isInvited = own.some(({ type }) => type === 'invitation');
  const isTested = own.some(
    ({ type, method }) =>
      type === 'test' && (!countsTests || (method !== undefined && countsTests.includes(method))),
  );
  return [isInvited, isTested].map((is) => (is ? 't' : 'f'));
}

describe('the population of a month-end', () => {
  it('is what the evaluator in memory decides of every resident, whatever the rules', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(arbitraryDefinition, fc.constantFrom(...DAYS), async (given, asOf) => {
        const definition = definitionOf(given);
        expect(await count(definition, asOf)).toBe(members.get(asOf)?.length);
        const lines = await counted();
        expect([...lines].sort()).toEqual(byHand(definition, asOf));
        for (const line of lines) seen.add(line.split(' ').slice(2, 4).join(' '));
      }),
      { numRuns: 15, seed: 20261127, endOnFailure: true },
    );
    expect([...seen]).toEqual(expect.arrayContaining(['invite f', 'hold t', 'hold f', 'not-eligible t']));
  }, 120_000);

  it('is counted once, and by parts of the country comes to the same', async () => {
    const [given = {}] = fc.sample(arbitraryDefinition, { numRuns: 1, seed: 5 });
    const definition = definitionOf(given);
    const [asOf = plainDate('2026-05-31')] = DAYS;
    await count(definition, asOf);
    expect(await count(definition, asOf)).toBeUndefined();
    const whole = await counted();
    await count(definition, asOf, [null, '12']);
    expect(await counted()).toEqual(whole);
  });
});
