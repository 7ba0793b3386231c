import fc from 'fast-check';
import { cochranArmitage, recentTrend } from '.';

const SEED = { seed: 20261126 };
const around = (values: readonly number[], half: number) =>
  values.map((value) => ({ value, lower: value - half, upper: value + half }));

describe('trend over groups', () => {
  const smokers = [
    { x: 83, n: 86 },
    { x: 90, n: 93 },
    { x: 129, n: 136 },
    { x: 70, n: 82 },
  ];

  it('is tested as by Cochran and Armitage on the patients of Fleiss 1981 (χ² = 8.225, p = 0.0041)', () => {
    const { chiSquared, df, p, slope } = cochranArmitage(smokers, [1, 2, 3, 4]);
    expect(chiSquared).toBeCloseTo(8.2249, 4);
    expect(df).toBe(1);
    expect(p).toBeCloseTo(0.004132, 6);
    expect(slope).toBeLessThan(0);
  });

  it('does not change with the unit or origin of the score or when a group is split', () => {
    const score = fc.integer({ min: -20, max: 20 });
    fc.assert(
      fc.property(score, fc.integer({ min: 1, max: 9 }), (shift, unit) => {
        const scores = [1, 2, 3, 4].map((one) => shift + unit * one);
        const { chiSquared } = cochranArmitage(smokers, scores);
        expect(chiSquared).toBeCloseTo(cochranArmitage(smokers, [1, 2, 3, 4]).chiSquared, 9);
      }),
      SEED,
    );
    const split = [{ x: 80, n: 80 }, { x: 3, n: 6 }, ...smokers.slice(1)];
    expect(cochranArmitage(split, [1, 1, 2, 3, 4]).chiSquared).toBeCloseTo(8.2249, 4);
  });

  it('refuses equal scores, nobody at all and lists that do not match', () => {
    expect(() => cochranArmitage(smokers, [1, 1, 1, 1])).toThrow(RangeError);
    expect(() => cochranArmitage(smokers, [1, 2])).toThrow(RangeError);
    expect(() =>
      cochranArmitage(
        [
          { x: 0, n: 4 },
          { x: 0, n: 5 },
        ],
        [1, 2],
      ),
    ).toThrow(RangeError);
  });
});

describe('recent trend', () => {
  const falling = around([92.6, 92.3, 90.9, 90, 90.1], 0.2);

  it('is judged by the polarity, or not at all', () => {
    expect(recentTrend(falling, 'high-is-good')).toBe('DecreasingAndGettingWorse');
    expect(recentTrend(falling, 'low-is-good')).toBe('DecreasingAndGettingBetter');
    expect(recentTrend(falling, 'none')).toBe('Decreasing');
  });

  it('is the opposite for the mirrored figures', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 5, maxLength: 5 }), (values) => {
        const mirrored = recentTrend(
          around(
            values.map((value) => 100 - value),
            3,
          ),
          'none',
        );
        const opposite = { Increasing: 'Decreasing', Decreasing: 'Increasing' } as Record<string, string>;
        const found = recentTrend(around(values, 3), 'none');
        expect(mirrored).toBe(opposite[found] ?? found);
      }),
      SEED,
    );
  });

  it('is no change where the slope hangs on one period', () =>
    expect(recentTrend(around([70, 70, 70, 70, 80], 0.1), 'none')).toBe('NoChange'));

  it('is no change where the intervals are wide', () =>
    expect(recentTrend(around([70, 71, 72, 73, 74], 20), 'none')).toBe('NoChange'));

  it('looks at the last five periods only', () =>
    expect(recentTrend([...around([10, 20, 30], 0.1), ...around([50, 50, 50, 50, 50], 0.1)], 'none')).toBe(
      'NoChange',
    ));

  it('cannot be calculated where an interval is missing or periods are too few: that is not "no change"', () => {
    const gap = falling.map((figure, i) => (i === 2 ? { ...figure, lower: null } : figure));
    expect(recentTrend(gap, 'none')).toBe('CannotBeCalculated');
    expect(recentTrend(falling.slice(1), 'none')).toBe('CannotBeCalculated');
  });

  it('refuses limits the wrong way round', () =>
    expect(() => recentTrend([{ value: 1, lower: 2, upper: 0 }], 'none')).toThrow(RangeError));
});
