import fc from 'fast-check';
import { allot, type BatchLimits } from './allot';

const limits = (places: Record<string, number>, shares: Record<string, number> = {}): BatchLimits => ({
  by: 'unit',
  places,
  shares,
});
const shown = (places: Record<string, number>, shares: Record<string, number>, due: Record<string, number>) =>
  allot(limits(places, shares), new Map(Object.entries(due))).map(
    ({ group, allotted, lost }) => `${group} ${allotted}${lost > 0 ? ` lost ${lost}` : ''}`,
  );

describe('places', () => {
  it.each([
    ['go to those whose they are', { a: 3, b: 2 }, {}, { a: 5, b: 2 }, ['a 3', 'b 2']],
    ['nobody needs are lost without shares', { a: 3, b: 2 }, {}, { a: 1, b: 5 }, ['a 1 lost 2', 'b 2']],
    ['left over go to whoever has a share', { a: 3, b: 2 }, { b: 1 }, { a: 1, b: 5 }, ['a 1', 'b 4']],
    [
      'are divided as the shares say',
      { a: 9, b: 0, c: 0 },
      { b: 2, c: 1 },
      { b: 9, c: 9 },
      ['a 0', 'b 6', 'c 3'],
    ],
    [
      'of a share that is full go on to the next',
      { a: 9, b: 0, c: 0 },
      { b: 2, c: 1 },
      { b: 2, c: 9 },
      ['a 0', 'b 2', 'c 7'],
    ],
    [
      'that cannot be split go to the largest remainder',
      { a: 4, b: 0, c: 0 },
      { b: 1, c: 2 },
      { b: 9, c: 9 },
      ['a 0', 'b 1', 'c 3'],
    ],
    [
      'nobody has a use for are lost by whose they were',
      { a: 3, b: 3 },
      { a: 1, b: 1 },
      { a: 1, b: 4 },
      ['a 1 lost 1', 'b 4'],
    ],
  ] as const)('%s', (_, places, shares, due, expected) => {
    expect(shown({ ...places }, { ...shares }, { ...due })).toEqual(expected);
  });

  it('are never more than there are, nor than are wanted, and none is lost that somebody with a share wants', () => {
    const table = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(20), { minKeys: 1 });
    fc.assert(
      fc.property(table, table, table, (places, shares, due) => {
        const result = allot(limits(places, shares), new Map(Object.entries(due)));
        const total = (of: (row: (typeof result)[number]) => number): number =>
          result.reduce((added, row) => added + of(row), 0);
        expect(total(({ allotted }) => allotted) + total(({ lost }) => lost)).toBe(
          total((row) => row.places),
        );
        for (const { group, allotted, lost, due: wanted, places: own } of result) {
          expect(allotted).toBeLessThanOrEqual(wanted);
          expect(allotted).toBeGreaterThanOrEqual(Math.min(own, wanted));
          expect(lost).toBeLessThanOrEqual(own);
          if ((shares[group] ?? 0) > 0 && allotted < wanted) expect(total((row) => row.lost)).toBe(0);
          if ((shares[group] ?? 0) === 0) expect(allotted).toBe(Math.min(own, wanted));
        }
      }),
      { seed: 3, numRuns: 1000 },
    );
  });
});
