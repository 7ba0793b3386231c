import fc from 'fast-check';
import { riditMidpoints } from '../ranks';
import { classicalCovariance, deltaError, fitLine } from '../regression';
import {
  attributable,
  betweenGroupDeviation,
  betweenGroupVariance,
  betweenGroupVarianceEstimate,
  coefficientOfVariation,
  concentration,
  concentrationOfPersons,
  decomposeMeanLogDeviation,
  decomposeTheil,
  indexOfDisparity,
  meanDifferenceFromBest,
  meanDifferenceFromMean,
  meanLogDeviation,
  meanLogDeviationEstimate,
  theilEstimate,
  theilIndex,
} from '.';

const SEED = { seed: 20261126 };
const group = fc.record({
  value: fc.integer({ min: 1, max: 99 }).map((percent) => percent / 100),
  size: fc.integer({ min: 1, max: 5000 }),
});
const groups = fc.array(group, { minLength: 3, maxLength: 12 });

/** Deaths under five per 1000 births by wealth, India 1982–92 (O'Donnell et al. 2008, World Bank, table 8.1). */
const INDIA = [
  [154.7, 29_939],
  [152.9, 28_776],
  [119.5, 26_528],
  [86.9, 24_689],
  [54.3, 19_739],
].map(([value = 0, size = 0], rankedBy) => ({ value, size, rankedBy }));

describe('concentration index', () => {
  it('of child deaths in India is −0.1694 as published', () =>
    expect(concentration(INDIA).relative.value).toBeCloseTo(-0.1694, 4));

  it('turns with the order, keeps its bounds, and the two errors belong to one index', () => {
    fc.assert(
      fc.property(groups, (rows) => {
        const ranked = rows.map((row, i) => ({ ...row, rankedBy: i }));
        const bounds = { least: 0, most: 1 };
        const found = concentration(ranked, bounds);
        const turned = concentration(
          ranked.map((row) => ({ ...row, rankedBy: -row.rankedBy })),
          bounds,
        );
        expect(turned.relative.value).toBeCloseTo(-found.relative.value, 9);
        expect(Math.abs(found.relative.value)).toBeLessThanOrEqual(1);
        expect(Math.abs(found.wagstaff?.value ?? 0)).toBeLessThanOrEqual(1 + 1e-9);
        expect(Math.abs(found.erreygers?.value ?? 0)).toBeLessThanOrEqual(1 + 1e-9);
        expect(concentrationOfPersons(ranked, bounds).relative.value).toBeCloseTo(found.relative.value, 9);
      }),
      SEED,
    );
  });

  it('does not change when a group is split into two at the same rank', () => {
    const split = INDIA.flatMap((row) => [
      { ...row, size: row.size * 0.3 },
      { ...row, size: row.size * 0.7 },
    ]);
    expect(concentration(split).relative.value).toBeCloseTo(concentration(INDIA).relative.value, 12);
  });

  it('of persons has the error of a numerical derivative by intercept and slope of its line', () => {
    const ranks = riditMidpoints(INDIA.map(({ size }) => size));
    const points = INDIA.map(({ value, size }, i) => ({ x: ranks[i] ?? 0, y: value, weight: size }));
    const line = fitLine(points);
    const covariance = classicalCovariance(line, points);
    const total = points.reduce((sum, { weight }) => sum + weight, 0);
    const middle = points.reduce((sum, { x, weight }) => sum + weight * x, 0) / total;
    const spread = points.reduce((sum, { x, weight }) => sum + weight * (x - middle) ** 2, 0) / total;
    const index = (a: number, b: number) => (2 * spread * b) / (a + b * middle);
    const { intercept: a, slope: b } = line;
    const byA = (index(a + 1e-4, b) - index(a - 1e-4, b)) / 2e-4;
    const byB = (index(a, b + 1e-4) - index(a, b - 1e-4)) / 2e-4;
    expect(concentrationOfPersons(INDIA).relative.se).toBeCloseTo(deltaError(covariance, byA, byB), 9);
  });

  it('by Erreygers is the same in size for participation and non-participation', () => {
    const rows = [0.5, 0.6, 0.8].map((value, rankedBy) => ({ value, size: 10, rankedBy }));
    const rest = rows.map((row) => ({ ...row, value: 1 - row.value }));
    const bounds = { least: 0, most: 1 };
    const [took, missed] = [concentration(rows, bounds), concentration(rest, bounds)];
    expect(missed.erreygers?.value).toBeCloseTo(-(took.erreygers?.value ?? 0), 12);
    expect(missed.wagstaff?.value).toBeCloseTo(-(took.wagstaff?.value ?? 0), 12);
  });

  it('refuses figures outside their bounds and equal ranks', () => {
    expect(() => concentration(INDIA, { least: 0, most: 100 })).toThrow(RangeError);
    expect(() => concentration(INDIA.map((row) => ({ ...row, rankedBy: 1 })))).toThrow(RangeError);
  });
});

describe('entropy measures', () => {
  it('of two groups by hand: one takes part three times as much', () => {
    const rows = [
      { value: 0.2, size: 50 },
      { value: 0.6, size: 50 },
    ];
    expect(theilIndex(rows)).toBeCloseTo(0.25 * Math.log(0.5) + 0.75 * Math.log(1.5), 12);
    expect(meanLogDeviation(rows)).toBeCloseTo(-0.5 * Math.log(0.5) - 0.5 * Math.log(1.5), 12);
  });

  it('are 0 for equality, never negative, and do not change by unit, order or splitting', () => {
    fc.assert(
      fc.property(groups, (rows) => {
        for (const index of [theilIndex, meanLogDeviation]) {
          const found = index(rows);
          expect(found).toBeGreaterThanOrEqual(0);
          const halves = rows.flatMap((row) => [row, row]);
          for (const same of [
            [...rows].reverse(),
            halves,
            rows.map((row) => ({ ...row, value: row.value * 100 })),
          ]) {
            expect(index(same)).toBeCloseTo(found, 10);
          }
          expect(index(rows.map((row) => ({ ...row, value: 0.4 })))).toBeCloseTo(0, 12);
        }
      }),
      SEED,
    );
  });

  it('are the sum of what lies between and within municipalities (Shorrocks 1980)', () => {
    const nested = fc.array(fc.tuple(group, fc.constantFrom('0180', '0184', '0380')), {
      minLength: 3,
      maxLength: 15,
    });
    fc.assert(
      fc.property(nested, (rows) => {
        const districts = rows.map(([row, parent]) => ({ ...row, parent }));
        for (const decompose of [decomposeTheil, decomposeMeanLogDeviation]) {
          const { total, between, within, parents } = decompose(districts);
          expect(between + within).toBeCloseTo(total, 10);
          expect(between).toBeLessThanOrEqual(total + 1e-12);
          expect(parents.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 10);
        }
      }),
      SEED,
    );
  });

  it('have errors on their own scale, those of a numerical derivative', () => {
    const rows = [0.5, 0.6, 0.8].map((value, i) => ({ value, size: 10 + i, se: [0.01, 0.02, 0.03][i] ?? 0 }));
    for (const [estimate, index] of [
      [theilEstimate, theilIndex],
      [meanLogDeviationEstimate, meanLogDeviation],
    ] as const) {
      const variance = rows.reduce((sum, { se }, i) => {
        const moved = (step: number) =>
          index(rows.map((row, j) => (i === j ? { ...row, value: row.value + step } : row)));
        return sum + (((moved(1e-5) - moved(-1e-5)) / 2e-5) * se) ** 2;
      }, 0);
      expect(estimate(rows).se).toBeCloseTo(Math.sqrt(variance), 8);
      expect(estimate(rows).upper - estimate(rows).value).toBeCloseTo(
        1.959963984540054 * estimate(rows).se,
        12,
      );
    }
  });

  it('refuse a figure of 0, for which the logarithm says nothing', () =>
    expect(() => meanLogDeviation([{ value: 0, size: 5 }])).toThrow(RangeError));
});

describe('spread between groups', () => {
  const rows = [
    { value: 50, size: 10, se: 2 },
    { value: 70, size: 30, se: 1 },
  ];

  it('by hand: mean 65, variance 75', () => {
    expect(betweenGroupVariance(rows)).toBeCloseTo(75, 12);
    expect(betweenGroupDeviation(rows)).toBeCloseTo(Math.sqrt(75), 12);
    expect(coefficientOfVariation(rows)).toBeCloseTo((100 * Math.sqrt(75)) / 65, 12);
    expect(indexOfDisparity(rows, 'by-size')).toBeCloseTo((100 * 7.5) / 65, 12);
    expect(indexOfDisparity(rows, 'equal')).toBeCloseTo((100 * 10) / 65, 12);
    expect(meanDifferenceFromMean(rows, 'by-size')).toBeCloseTo(7.5, 12);
    expect(meanDifferenceFromBest(rows, 'high-is-good', 'by-size')).toBeCloseTo(5, 12);
    expect(meanDifferenceFromBest(rows, 'low-is-good', 'equal')).toBeCloseTo(10, 12);
  });

  it('has no error where the groups have none', () => {
    expect(betweenGroupVarianceEstimate(rows.map((row) => ({ ...row, se: 0 }))).se).toBe(0);
    expect(betweenGroupVarianceEstimate(rows).se).toBeGreaterThan(0);
    expect(() => betweenGroupVarianceEstimate([{ value: 1, size: 1, se: -1 }])).toThrow(RangeError);
  });

  it('is 0 for equality and does not change by order or splitting', () => {
    fc.assert(
      fc.property(groups, (list) => {
        const found = betweenGroupVariance(list);
        expect(betweenGroupVariance([...list].reverse())).toBeCloseTo(found, 12);
        expect(betweenGroupVariance(list.flatMap((row) => [row, row]))).toBeCloseTo(found, 12);
        expect(betweenGroupVariance(list.map((row) => ({ ...row, value: 3 })))).toBeCloseTo(0, 12);
      }),
      SEED,
    );
  });
});

describe('what closing the gap would give', () => {
  it('is the extra participants if all reached the most advantaged group', () => {
    const found = attributable(
      [
        { value: 0.5, size: 600 },
        { value: 0.8, size: 400 },
      ],
      'high-is-good',
      { index: 1 },
    );
    expect(found.risk.value).toBeCloseTo(0.18, 12);
    expect(found.fraction.value).toBeCloseTo(0.18 / 0.62, 12);
    expect(found.extra).toBeCloseTo(180, 9);
  });

  it("of a harm is Levin's fraction P(RR − 1) / (1 + P(RR − 1)) (Levin 1953), with a minus: cases avoided", () => {
    const [exposed, unexposed] = [
      { value: 0.3, size: 250 },
      { value: 0.1, size: 750 },
    ];
    const { fraction } = attributable([exposed, unexposed], 'low-is-good', 'best');
    expect(fraction.value).toBeCloseTo(-(0.25 * 2) / (1 + 0.25 * 2), 12);
  });

  it('is never of the wrong sign, and the fraction’s interval is on the fraction’s own scale', () => {
    fc.assert(
      fc.property(groups, (rows) => {
        const { risk, fraction, extra } = attributable(rows, 'high-is-good', 'best');
        expect(risk.value).toBeGreaterThanOrEqual(0);
        expect(extra).toBeGreaterThanOrEqual(0);
        expect(attributable(rows, 'low-is-good', 'best').risk.value).toBeLessThanOrEqual(0);
        expect(fraction.upper - fraction.value).toBeCloseTo(1.959963984540054 * fraction.se, 10);
        expect(risk.se * fraction.value).toBeCloseTo(fraction.se * risk.value, 10);
      }),
      SEED,
    );
  });

  it('refuses shares above 1 and a reference that is no group', () => {
    expect(() => attributable([{ value: 50, size: 5 }], 'high-is-good', 'best')).toThrow(RangeError);
    expect(() => attributable([{ value: 0.5, size: 5 }], 'high-is-good', { index: 1 })).toThrow(RangeError);
  });
});
