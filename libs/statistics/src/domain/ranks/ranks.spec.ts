import fc from 'fast-check';
import { fractionalRanks, populationQuantiles, rankQuantiles, riditMidpoints, weightedZScores } from '.';

const SEED = { seed: 20261126 };
const rows = fc.array(
  fc.record({ value: fc.integer({ min: 0, max: 12 }), weight: fc.integer({ min: 1, max: 500 }) }),
  { minLength: 2, maxLength: 30 },
);

describe('fractional rank', () => {
  it('is the share below plus half the own, equal values sharing one midpoint (van Ourti 2004)', () => {
    const three = [
      { value: 7, weight: 10 },
      { value: 3, weight: 20 },
      { value: 7, weight: 10 },
    ];
    expect(fractionalRanks(three)).toEqual([0.75, 0.25, 0.75]);
    expect(fractionalRanks(three, 'input-order')).toEqual([0.625, 0.25, 0.875]);
  });

  it('has the mean ½, lies within 0 and 1, follows the values and not the order of rows', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const ranks = fractionalRanks(list);
        const total = list.reduce((sum, { weight }) => sum + weight, 0);
        const mean = list.reduce((sum, { weight }, i) => sum + weight * (ranks[i] ?? 0), 0) / total;
        expect(mean).toBeCloseTo(0.5, 12);
        expect([...fractionalRanks([...list].reverse())].reverse()).toEqual(ranks);
        list.forEach(({ value }, i) => {
          list.forEach((other, j) => {
            if (value < other.value) expect(ranks[i]).toBeLessThan(ranks[j] ?? 0);
            if (value === other.value) expect(ranks[i]).toBe(ranks[j]);
          });
        });
      }),
      SEED,
    );
  });

  it('does not change for the others when a row is split', () => {
    const whole = [
      { value: 1, weight: 40 },
      { value: 2, weight: 60 },
    ];
    const split = [{ value: 1, weight: 15 }, { value: 1, weight: 25 }, ...whole.slice(1)];
    expect(fractionalRanks(split)).toEqual([0.2, 0.2, 0.7]);
    expect(fractionalRanks(whole)).toEqual([0.2, 0.7]);
  });

  it('of groups in order is the midpoint of their shares', () =>
    expect(riditMidpoints([21, 20, 20, 19, 20])).toEqual([0.105, 0.31, 0.51, 0.705, 0.9]));

  it('refuses nobody and negative weights', () => {
    expect(() => fractionalRanks([])).toThrow(RangeError);
    expect(() => riditMidpoints([0, 0])).toThrow(RangeError);
    expect(() => fractionalRanks([{ value: 1, weight: -1 }])).toThrow(RangeError);
  });
});

describe('quantile groups', () => {
  it('by rank hold equally many areas, keep equal values together, and turn with the direction', () => {
    expect(rankQuantiles([10, 20, 30, 40, 50, 60], 3)).toEqual([1, 1, 2, 2, 3, 3]);
    expect(rankQuantiles([10, 20, 30, 40, 50, 60], 3, true)).toEqual([3, 3, 2, 2, 1, 1]);
    const [first, second] = rankQuantiles([5, 5, 5, 9], 2);
    expect(first).toBe(second);
  });

  it('are none for an area without a figure, and for all when areas are fewer than groups', () => {
    expect(rankQuantiles([1, null, 3], 2)).toEqual([1, null, 2]);
    expect(rankQuantiles([1, null, 3], 5)).toEqual([null, null, null]);
  });

  it('by population hold equally many residents', () => {
    const areas = Array.from({ length: 100 }, (_, i) => ({ value: i, weight: 10 }));
    const groups = populationQuantiles(areas, 5);
    for (let group = 1; group <= 5; group++) expect(groups.filter((one) => one === group)).toHaveLength(20);
  });

  it('lie within 1 and their number and rise with the value', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 2, max: 10 }), (list, groups) => {
        const found = populationQuantiles(list, groups);
        list.forEach(({ value }, i) => {
          expect(found[i]).toBeGreaterThanOrEqual(1);
          expect(found[i]).toBeLessThanOrEqual(groups);
          list.forEach((other, j) => {
            if (value < other.value) expect(found[i]).toBeLessThanOrEqual(found[j] ?? 0);
          });
        });
      }),
      SEED,
    );
  });

  it('refuse less than two groups', () => expect(() => rankQuantiles([1, 2], 1)).toThrow(RangeError));
});

describe('weighted z-scores', () => {
  it('have the weighted mean 0 and variance 1 and do not change with the unit', () => {
    fc.assert(
      fc.property(rows, (list) => {
        fc.pre(new Set(list.map(({ value }) => value)).size > 1);
        const { z } = weightedZScores(list);
        const total = list.reduce((sum, { weight }) => sum + weight, 0);
        const moment = (power: number) =>
          list.reduce((sum, { weight }, i) => sum + weight * (z[i] ?? 0) ** power, 0) / total;
        expect(moment(1)).toBeCloseTo(0, 9);
        expect(moment(2)).toBeCloseTo(1, 9);
        const scaled = weightedZScores(list.map(({ value, weight }) => ({ value: 5 + 3 * value, weight }))).z;
        scaled.forEach((one, i) => expect(one).toBeCloseTo(z[i] ?? 0, 9));
      }),
      SEED,
    );
  });

  it('refuse values that are all equal', () =>
    expect(() =>
      weightedZScores([
        { value: 1, weight: 2 },
        { value: 1, weight: 3 },
      ]),
    ).toThrow(RangeError));
});
