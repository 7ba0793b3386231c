import fc from 'fast-check';
import { SMALLEST_GROUP, tabulate, type OutcomeCount } from './comparison';

type Counts = Readonly<Record<string, number>>;

/** Counts by reason; `both` is whom Kallelse calls too. */
const group = (counts: Counts, region: string | null = '01'): OutcomeCount[] =>
  Object.entries(counts).map(([reason, count]) => {
    const about = { direction: 'called' as const, programme: 'trial', region, count };
    return reason === 'both'
      ? { ...about, status: 'invite', reason: null }
      : { ...about, status: 'not-eligible', reason };
  });
const shown = (counts: Counts) => tabulate(group(counts)).map(({ reason, count }) => [reason, count]);

describe('the figures of a comparison', () => {
  it('are shown when each is about twenty people or more, and so is what is left', () => {
    expect(shown({ age: 40, both: 500, optOut: 20 })).toEqual([
      [null, 500],
      ['age', 40],
      ['optOut', 20],
    ]);
  });

  it('hide a small one, and the next smallest so that it cannot be worked out, in no telling order', () => {
    expect(shown({ both: 500, optOut: 40, age: 19 })).toEqual([
      [null, 500],
      ['age', null],
      ['optOut', null],
    ]);
  });

  it('hide the whole of fewer than twenty', () => {
    expect(tabulate(group({ both: 15, age: 4 })).map(({ count, total }) => [count, total])).toEqual([
      [null, null],
      [null, null],
    ]);
  });

  it('tell that all are called whom the list called, but no other thing that all have in common', () => {
    expect(shown({ both: 20 })).toEqual([[null, 20]]);
    expect(tabulate(group({ 'organ.cervix': 20 }))).toMatchObject([
      { status: null, reason: 'hidden', count: null, total: 20 },
    ]);
  });

  it('put small regions and those who stand in none together with the next smallest', () => {
    const counts = [
      ...group({ both: 3 }, null),
      ...group({ both: 10, age: 25 }, '03'),
      ...group({ both: 500, age: 50 }, '01'),
      ...group({ both: 300, age: 30 }, '12'),
    ];
    expect(
      tabulate(counts).map(({ regions, reason, count, total }) => [regions.join('+'), reason, count, total]),
    ).toEqual([
      ['01', null, 500, 550],
      ['01', 'age', 50, 550],
      ['03+', null, null, 38],
      ['03+', 'age', null, 38],
      ['12', null, 300, 330],
      ['12', 'age', 30, 330],
    ]);
  });

  it('never leave a number that those shown and the totals tell to be small', () => {
    const region = fc.array(fc.nat(60), { minLength: 1, maxLength: 5 });
    const places = fc.array(region, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(places, (given) => {
        const rows = tabulate(
          given.flatMap((counts, r) =>
            group(
              Object.fromEntries(counts.map((n, i) => [i === 0 ? 'both' : `r${i}`, n + 1])),
              r === 0 ? null : `0${r}`,
            ),
          ),
        );
        const names = new Set(rows.map(({ regions }) => regions.join()));
        for (const name of names) {
          const cells = rows.filter((row) => row.regions.join() === name);
          for (const { count } of cells) if (count !== null) expect(count).toBeGreaterThanOrEqual(20);
          const total = cells[0]?.total ?? null;
          if (total === null) {
            expect(names.size).toBe(1);
            continue;
          }
          expect(total).toBeGreaterThanOrEqual(SMALLEST_GROUP);
          const hidden = total - cells.reduce((sum, { count }) => sum + (count ?? 0), 0);
          if (cells.some(({ count }) => count === null)) expect(hidden).toBeGreaterThanOrEqual(20);
          else expect(hidden).toBe(0);
        }
      }),
      { seed: 17, numRuns: 500 },
    );
  });
});
