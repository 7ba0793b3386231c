import fc from 'fast-check';
import { binomialCdf } from '../distributions';
import {
  around,
  byarLimits,
  clopperPearson,
  crudeRate,
  difference,
  exactPoissonLimits,
  poissonLimits,
  proportionDifference,
  proportionRatio,
  ratio,
  scoreRatio,
  sumCounts,
  waldDifference,
} from '.';

const SEED = { seed: 20261126 };
const counts = fc
  .integer({ min: 1, max: 5000 })
  .chain((n) => fc.integer({ min: 0, max: n }).map((x) => ({ x, n })));

describe('exact limits of a proportion', () => {
  it.each([
    // Newcombe 1998, Statistics in Medicine 17:857–872, table I, method 5 (Clopper–Pearson).
    [81, 263, 0.2527, 0.3676],
    [15, 148, 0.0578, 0.1617],
    [0, 20, 0, 0.1684],
    [1, 29, 0.0009, 0.1776],
  ])('of %d in %d are %d to %d', (x, n, lower, upper) => {
    const found = clopperPearson(x, n);
    expect(found.lower).toBeCloseTo(lower, 4);
    expect(found.upper).toBeCloseTo(upper, 4);
  });

  it('stay within 0 and 1, hold the share, mirror, and leave 2.5 % in each tail', () => {
    fc.assert(
      fc.property(counts, ({ x, n }) => {
        const { value, lower, upper } = clopperPearson(x, n);
        expect(lower).toBeGreaterThanOrEqual(0);
        expect(lower).toBeLessThanOrEqual(value);
        expect(upper).toBeGreaterThanOrEqual(value);
        expect(upper).toBeLessThanOrEqual(1);
        expect(clopperPearson(n - x, n).lower).toBeCloseTo(1 - upper, 10);
        if (x < n) expect(binomialCdf(x, n, upper)).toBeCloseTo(0.025, 9);
        if (x > 0) expect(binomialCdf(x - 1, n, lower, 'upper')).toBeCloseTo(0.025, 9);
      }),
      SEED,
    );
  });
});

describe('limits of a count', () => {
  it.each([
    // Garwood 1936, Biometrika 28:437–442; also Breslow & Day 1987, table 2.10.
    [0, 0, 3.689],
    [1, 0.025, 5.572],
    [5, 1.623, 11.668],
    [10, 4.795, 18.39],
    [30, 20.241, 42.827],
  ])('of %d events are exactly %d to %d', (x, lower, upper) => {
    const found = exactPoissonLimits(x);
    expect(found.lower).toBeCloseTo(lower, 3);
    expect(found.upper).toBeCloseTo(upper, 3);
  });

  it('by Byar differ from the exact ones by less than half a per cent from 10 events on (Breslow & Day 1987, p. 69)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 100_000 }), (x) => {
        const [byar, exact] = [byarLimits(x), exactPoissonLimits(x)];
        expect(Math.abs(byar.lower / exact.lower - 1)).toBeLessThan(0.005);
        expect(Math.abs(byar.upper / exact.upper - 1)).toBeLessThan(0.005);
      }),
      SEED,
    );
  });

  it('switch from exact to Byar at 10 events, and grow with the count', () => {
    expect(poissonLimits(9)).toEqual(exactPoissonLimits(9));
    expect(poissonLimits(10)).toEqual(byarLimits(10));
    for (let x = 1; x < 30; x++) {
      expect(poissonLimits(x).lower).toBeGreaterThan(poissonLimits(x - 1).lower);
      expect(poissonLimits(x).upper).toBeGreaterThan(poissonLimits(x - 1).upper);
    }
  });

  it('scale to a rate that may exceed one per person', () => {
    const found = crudeRate(150, 100, 1000);
    expect(found.value).toBe(1500);
    expect(found.method).toBe('Byars');
    expect(found.lower).toBeCloseTo(byarLimits(150).lower * 10, 9);
  });

  it('refuse negative counts and an empty population', () => {
    expect(() => byarLimits(-1)).toThrow(RangeError);
    expect(() => crudeRate(1, 0)).toThrow(RangeError);
    expect(() => exactPoissonLimits(NaN)).toThrow(RangeError);
  });
});

describe('difference of proportions', () => {
  it.each([
    // Newcombe 1998, Statistics in Medicine 17:873–890, table II, method 10.
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [10, 10, 0, 10, 0.6075, 1],
  ])('%d/%d − %d/%d has the interval %5$d to %6$d', (x, n, y, m, lower, upper) => {
    const found = proportionDifference({ x, n }, { x: y, n: m });
    expect(found.lower).toBeCloseTo(lower, 4);
    expect(found.upper).toBeCloseTo(upper, 4);
  });

  it('is the negative of the other way round, and lies within −1 and 1', () => {
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const [found, turned] = [proportionDifference(a, b), proportionDifference(b, a)];
        expect(turned.lower).toBeCloseTo(-found.upper, 12);
        expect(found.lower).toBeGreaterThanOrEqual(-1);
        expect(found.upper).toBeLessThanOrEqual(1);
        expect(found.lower).toBeLessThanOrEqual(found.value);
      }),
      SEED,
    );
  });

  it("by Wald is Newcombe's method 1 (56/70 − 48/80: 0.0575 to 0.3425)", () => {
    const found = waldDifference({ x: 56, n: 70 }, { x: 48, n: 80 });
    expect(found.lower).toBeCloseTo(0.0575, 4);
    expect(found.upper).toBeCloseTo(0.3425, 4);
  });
});

describe('ratio of proportions', () => {
  it('by score is that of Koopman 1984 (36/40 ÷ 16/80 = 4.5, 2.94 to 7.15)', () => {
    const found = scoreRatio({ x: 36, n: 40 }, { x: 16, n: 80 });
    expect(found.value).toBeCloseTo(4.5, 12);
    expect(found.lower).toBeCloseTo(2.94, 2);
    expect(found.upper).toBeCloseTo(7.15, 2);
  });

  it('by logarithm is symmetric on the log scale and inverts when turned', () => {
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        fc.pre(a.x > 0 && b.x > 0);
        const [found, turned] = [proportionRatio(a, b), proportionRatio(b, a)];
        expect(Math.log(turned.lower)).toBeCloseTo(-Math.log(found.upper), 9);
        expect(found.lower * found.upper).toBeCloseTo(found.value ** 2, 6);
      }),
      { ...SEED, numRuns: 50 },
    );
  });

  it('by score has limits even without events on one side', () => {
    expect(scoreRatio({ x: 0, n: 20 }, { x: 8, n: 20 })).toMatchObject({ value: 0, lower: 0 });
    expect(scoreRatio({ x: 8, n: 20 }, { x: 0, n: 20 }).upper).toBe(Infinity);
    expect(() => scoreRatio({ x: 0, n: 20 }, { x: 0, n: 20 })).toThrow(RangeError);
    expect(() => proportionRatio({ x: 0, n: 20 }, { x: 1, n: 20 })).toThrow(RangeError);
  });
});

describe('figures with standard errors', () => {
  it('differ with √(se₁² + se₂²), and their ratio has that of its logarithm', () => {
    const [a, b] = [
      { value: 80, se: 3 },
      { value: 40, se: 4 },
    ];
    expect(difference(a, b)).toMatchObject({ value: 40, se: 5 });
    const found = ratio(a, b);
    expect(found.value).toBe(2);
    expect(found.se).toBeCloseTo(Math.hypot(3 / 80, 4 / 40), 12);
    expect(() => around(1, -1)).toThrow(RangeError);
    expect(() => ratio(a, { value: 0, se: 1 })).toThrow(RangeError);
  });

  it('are sums of a group, never means of shares, and splitting a row changes nothing', () => {
    const rows = [
      { area: 'A', x: 9, n: 10 },
      { area: 'B', x: 1, n: 2 },
      { area: 'A', x: 100, n: 1000 },
    ];
    const sums = sumCounts(rows, ({ area }) => area);
    expect([...sums]).toEqual([
      ['A', { x: 109, n: 1010 }],
      ['B', { x: 1, n: 2 }],
    ]);
    const split = [...rows.slice(1), { area: 'A', x: 4, n: 5 }, { area: 'A', x: 5, n: 5 }];
    expect(sumCounts(split, ({ area }) => area).get('A')).toEqual({ x: 109, n: 1010 });
  });
});
