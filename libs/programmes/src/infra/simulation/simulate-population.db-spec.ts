import { plainDate, type PlainDate } from '@kallelse/kernel';
import { testDatabase } from '@test/support/database';
import fc from 'fast-check';
import { arbitraryDefinition } from '../../../../eligibility/spec/arbitrary-definition';
import { RegisterOffice } from '../../../../population/spec/register-office';
import {
  countedByHand,
  definitionOf,
  importRandomPopulation,
  membersOf,
  type Member,
} from '../../../spec/simulated-population';
import { byValue } from '../../domain/simulation/population-count';
import type { SimulationResult, Slice } from '../../domain/simulation/simulation';
import { simulatePopulation, type PopulationRequest, type Progress } from './simulate-population';

const db = testDatabase();
const SIZE = 60;
/** Pairs of definitions; each decides everybody on one of the days. */
const RUNS = 12;
const DAYS = ['2026-06-15', '2027-03-01', '2024-02-29'].map((day) => plainDate(day));
const members = new Map<PlainDate, Member[]>();

beforeAll(async () => {
  await importRandomPopulation(new RegisterOffice(db), SIZE);
  for (const day of DAYS) members.set(day, await membersOf(db, day));
}, 60_000);

function simulate(
  request: Omit<PopulationRequest, 'onProgress' | 'examples' | 'region' | 'regionsApart'> &
    Partial<PopulationRequest>,
) {
  return db.databases.transaction('kallelse_selection', (tx) =>
    simulatePopulation(tx, {
      ...{ region: null, regionsApart: [], examples: 3, firstPiece: 17 },
      onProgress: () => Promise.resolve(),
      ...request,
    }),
  );
}

const bySlice = (slices: readonly Slice<string | number>[]) =>
  [...slices].sort((a, b) => byValue(a.value, b.value));

describe('a simulation', () => {
  it('counts what the evaluator in memory decides of every resident, for any two definitions', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        arbitraryDefinition,
        arbitraryDefinition,
        fc.constantFrom(...DAYS),
        async (one, other, asOf) => {
          const [draft, base] = [definitionOf(one), definitionOf(other)];
          const result = await simulate({ draft, base, asOf });
          const expected = countedByHand(members.get(asOf) ?? [], { draft, base }, asOf);
          expect(result.population).toBe(expected.population);
          expect(result.decisions).toEqual(expected.decisions);
          expect(result.changes).toEqual(expected.changes);
          expect(
            Object.fromEntries(
              result.reasons.map(({ status, kind, code, path, draft: d, base: b }) => [
                `${status} ${kind} ${code} ${path}`,
                [d, b],
              ]),
            ),
          ).toEqual(expected.reasons);
          expect(
            Object.fromEntries(result.dueMonths.map(({ month, draft: d, base: b }) => [month, [d, b]])),
          ).toEqual(expected.dueMonths);
          expect(result.districts).toEqual(bySlice(expected.districts));
          expect(result.birthYears).toEqual(bySlice(expected.birthYears));
          for (const { from, to, examples } of result.transitions)
            expect(examples).toEqual((expected.examples[`${from} ${to}`] ?? []).slice(0, 3));
          for (const change of Object.keys(result.changes)) seen.add(change);
        },
      ),
      { numRuns: RUNS, seed: 20261126 },
    );
    expect([...seen].sort()).toEqual([
      'entering',
      'leaving',
      'no-longer-asked',
      'to-enquire',
      'to-hold',
      'to-invite',
    ]);
  }, 120_000);

  it('of two parts of a population sums up to the whole', async () => {
    const [one, other] = fc.sample(arbitraryDefinition, { numRuns: 2, seed: 3 });
    const pair = {
      draft: definitionOf(one ?? {}),
      base: definitionOf(other ?? {}),
      asOf: DAYS[0] ?? plainDate('2026-06-15'),
    };
    const whole = await simulate(pair);
    const parts = [
      await simulate({ ...pair, region: '12' }),
      await simulate({ ...pair, regionsApart: ['12'] }),
    ];
    const figures = ({ birthYears, districts, reasons, transitions, population }: SimulationResult) => {
      const sums = new Map([['population', population]]);
      const add = (key: string, n: number): unknown => sums.set(key, (sums.get(key) ?? 0) + n);
      for (const { value, residents, draft } of [...birthYears, ...districts])
        for (const [status, n] of [...Object.entries(draft), ['all', residents] as const])
          add(`${value} ${status}`, n);
      for (const { path, code, status, draft, base } of reasons)
        add(`${status} ${code} ${path}`, draft + base);
      for (const { from, to, count } of transitions) add(`${from} ${to}`, count);
      return sums;
    };
    const sum = new Map<string, number>();
    for (const [key, n] of parts.flatMap((part) => [...figures(part)])) sum.set(key, (sum.get(key) ?? 0) + n);
    expect(parts.map(({ population }) => population > 5)).toEqual([true, true]);
    expect(Object.fromEntries(sum)).toEqual(Object.fromEntries(figures(whole)));
  });

  it('tells how far it is after every piece, up to the whole register', async () => {
    const told: Progress[] = [];
    const draft = definitionOf(fc.sample(arbitraryDefinition, { numRuns: 1, seed: 5 })[0] ?? {});
    const onProgress = (progress: Progress): Promise<void> => Promise.resolve(void told.push(progress));
    const result = await simulate({ draft, asOf: plainDate('2026-06-15'), firstPiece: 25, onProgress });
    expect(told.map(({ done, total }) => [done, total])).toEqual([
      [25, SIZE],
      [50, SIZE],
      [SIZE, SIZE],
    ]);
    expect(result).toMatchObject({
      population: SIZE,
      changeShare: null,
      transitions: [],
      decisions: { base: {} },
    });
  });

  it('warns of what nobody and what everybody meets, also where that is seen only at the end', async () => {
    const [last] = (members.get(DAYS[0] ?? plainDate('2026-06-15')) ?? []).slice(-1);
    const draft = definitionOf({
      programme: 'cervical',
      version: '1',
      eligibility: {
        all: [
          { fact: 'age', atLeast: 0 },
          { fact: 'birthYear', notBetween: [1000, 1001] },
        ],
      },
      exclusions: [
        { code: 'never', when: { fact: 'birthDate', is: '1851-01-01' } },
        {
          code: 'last',
          when: {
            all: [
              { fact: 'birthYear', is: last?.birthYear ?? 0 },
              { fact: 'age', atLeast: 0 },
            ],
          },
        },
      ],
      schedule: { next: [{ after: 'P1Y' }] },
    });
    const { lints } = await simulate({ draft, asOf: plainDate('2026-06-15'), firstPiece: 10 });
    expect(
      lints.filter(({ code }) => code === 'met-by').map(({ path, message }) => `${path} ${message}`),
    ).toEqual([
      'eligibility is met by everybody in the population',
      'eligibility.all[0] is met by everybody in the population',
      'eligibility.all[1] is met by everybody in the population',
      'exclusions[0].when is met by nobody in the population',
      'exclusions[1].when.all[1] is met by everybody in the population',
    ]);
  });
});
