import fc from 'fast-check';
import { byarLimits, exactPoissonLimits } from '../intervals';
import {
  directRate,
  directRateGamma,
  directRateOfRepeatedEvents,
  indirectRate,
  indirectRatio,
  standardisedProportion,
} from '.';

const SEED = { seed: 20261126 };

/** Down's syndrome by age of mother, fifth and later births (Fay & Feuer 1997, Statistics in Medicine 16:791–801). */
const DOWN = [
  [107, 230_061, 7.201],
  [141, 329_449, 7.6],
  [60, 114_920, 8.2],
  [40, 39_487, 6],
  [39, 14_208, 4],
  [25, 3_052, 1.5],
].map(([x = 0, n = 1, standard = 0]) => ({ x, n, standard }));

const stratum = fc.integer({ min: 2, max: 3000 }).chain((n) =>
  fc.record({
    x: fc.integer({ min: 1, max: n }),
    n: fc.constant(n),
    standard: fc.integer({ min: 1, max: 9 }),
  }),
);
const strata = fc.array(stratum, { minLength: 1, maxLength: 8 });

/** Each stratum cut into two halves of equal rate. */
const halves = <T extends { x: number; n: number; standard: number }>(rows: readonly T[]) =>
  rows.flatMap((row) => {
    const half = { ...row, x: row.x / 2, n: row.n / 2, standard: row.standard / 2 };
    return [half, half];
  });

describe('directly standardised rate', () => {
  it('is Σ s x/n ÷ Σ s with gamma limits (epitools on the data of Fay & Feuer: 0.00117, 0.00099 to 0.00137)', () => {
    const found = directRateGamma(DOWN, 1);
    expect(found.value).toBeCloseTo(0.00116599, 8);
    expect(found.lower).toBeCloseTo(0.00098886, 8);
    expect(found.upper).toBeCloseTo(0.00137392, 8);
  });

  it("of one stratum is the crude rate with Byar's limits (Dobson) or the exact ones (gamma)", () => {
    const one = [{ x: 20, n: 1000, standard: 7 }];
    const [dobson, gamma] = [directRate(one, 1000), directRateGamma(one, 1000)];
    expect(dobson.value).toBeCloseTo(20, 12);
    expect(dobson.lower).toBeCloseTo(byarLimits(20).lower, 9);
    expect(gamma.lower).toBeCloseTo(exactPoissonLimits(20).lower, 9);
    expect(gamma.upper).toBeCloseTo(exactPoissonLimits(20).upper, 9);
  });

  it('does not change when strata are split or given in another order, and scales with the multiplier', () => {
    fc.assert(
      fc.property(strata, (rows) => {
        const found = directRate(rows, 1000);
        for (const same of [directRate(halves(rows), 1000), directRate([...rows].reverse(), 1000)]) {
          if (found.value === null || found.upper === null) continue;
          expect(same.value).toBeCloseTo(found.value, 8);
          expect(same.upper).toBeCloseTo(found.upper, 6);
        }
        if (found.value === null) return;
        expect(directRate(rows, 100_000).value).toBeCloseTo(100 * found.value, 6);
      }),
      SEED,
    );
  });

  it('is not given below 10 events', () => {
    const few = directRate([{ x: 9, n: 100, standard: 1 }]);
    expect(few).toEqual({ value: null, lower: null, upper: null, events: 9 });
  });

  it('counts the events of persons with several, with Σ f² V: wider than as many single events', () => {
    const single = { x: 40, n: 500, standard: 1, frequency: 1 };
    const plain = directRate([{ ...single, x: 60 }]);
    const twice = directRateOfRepeatedEvents([single, { ...single, x: 10, frequency: 2 }]);
    expect(twice.events).toBe(60);
    expect(twice.value).toBeCloseTo(plain.value ?? 0, 9);
    expect((twice.upper ?? 0) - (twice.lower ?? 0)).toBeCloseTo(
      ((plain.upper ?? 0) - (plain.lower ?? 0)) * Math.sqrt((40 + 4 * 10) / 60),
      6,
    );
    expect(() => directRateOfRepeatedEvents([single, { ...single, n: 9, frequency: 2 }])).toThrow(RangeError);
  });

  it('refuses an empty stratum, negative events and no standard population', () => {
    expect(() => directRate([{ x: 1, n: 0, standard: 1 }])).toThrow(RangeError);
    expect(() => directRate([{ x: -1, n: 5, standard: 1 }])).toThrow(RangeError);
    expect(() => directRate([{ x: 1, n: 5, standard: 0 }])).toThrow(RangeError);
    expect(() => directRate([])).toThrow(RangeError);
  });
});

describe('age-standardised participation', () => {
  it('has the variance of stratified sampling (Cochran 1977, eq. 5.7), by hand', () => {
    const found = standardisedProportion([
      { x: 60, n: 101, standard: 3 },
      { x: 80, n: 101, standard: 1 },
    ]);
    const [p, q] = [60 / 101, 80 / 101];
    expect(found.value).toBeCloseTo(0.75 * p + 0.25 * q, 12);
    expect(found.se).toBeCloseTo(Math.sqrt((0.5625 * p * (1 - p) + 0.0625 * q * (1 - q)) / 100), 12);
  });

  it("is much narrower at 70 % than Dobson's interval, which is made for rare events", () => {
    const rows = [71, 88, 86, 74, 58].map((x, i) => ({
      x,
      n: [120, 131, 118, 97, 84][i] ?? 0,
      standard: [7, 6.5, 6, 5.5, 5][i] ?? 0,
    }));
    const [right, dobson] = [standardisedProportion(rows), directRate(rows, 1)];
    expect(right.se).toBeCloseTo(0.0198, 4);
    expect((dobson.upper ?? 0) - (dobson.lower ?? 0)).toBeGreaterThan(1.7 * (right.upper - right.lower));
  });

  it('stays within 0 and 1, holds its value, and does not depend on the order of strata', () => {
    fc.assert(
      fc.property(strata, (rows) => {
        const { value, lower, upper } = standardisedProportion(rows);
        expect(lower).toBeGreaterThanOrEqual(0);
        expect(upper).toBeLessThanOrEqual(1);
        expect(lower).toBeLessThanOrEqual(value + 1e-12);
        expect(upper).toBeGreaterThanOrEqual(value - 1e-12);
        expect(standardisedProportion([...rows].reverse()).value).toBeCloseTo(value, 12);
      }),
      SEED,
    );
  });

  it('has an interval even where all took part', () => {
    const { value, lower, upper } = standardisedProportion([{ x: 20, n: 20, standard: 1 }]);
    expect(value).toBe(1);
    expect(upper).toBe(1);
    expect(lower).toBeCloseTo(20 / (20 + 1.959963984540054 ** 2), 9);
  });

  it('refuses more participants than invited and strata of one', () => {
    expect(() => standardisedProportion([{ x: 6, n: 5, standard: 1 }])).toThrow(RangeError);
    expect(() => standardisedProportion([{ x: 1, n: 1, standard: 1 }])).toThrow(/at least 2/);
  });
});

describe('indirect standardisation', () => {
  const rows = [
    { x: 4, n: 100, referenceX: 30, referenceN: 1000 },
    { x: 10, n: 200, referenceX: 80, referenceN: 2000 },
  ];

  it('is events seen over expected, by hand: 14 over 3 + 8', () => {
    const found = indirectRatio(rows, 100);
    expect(found).toMatchObject({ observed: 14, expected: 11, method: 'Byars' });
    expect(found.value).toBeCloseTo(1400 / 11, 9);
    expect(found.lower).toBeCloseTo((byarLimits(14).lower * 100) / 11, 9);
    const rate = indirectRate(rows, 1000);
    expect(rate.referenceRate).toBeCloseTo(110 / 3, 9);
    expect(rate.value).toBeCloseTo((14 / 11) * (110 / 3), 9);
  });

  it('is 1 for the reference population itself', () => {
    const own = rows.map((row) => ({ ...row, x: row.referenceX, n: row.referenceN }));
    expect(indirectRatio(own).value).toBeCloseTo(1, 12);
  });

  it('takes exact limits below 10 events and refuses where nothing is expected', () => {
    expect(indirectRatio([{ x: 0, n: 10, referenceX: 1, referenceN: 10 }])).toMatchObject({
      lower: 0,
      method: 'Exact',
    });
    expect(() => indirectRatio([{ x: 0, n: 10, referenceX: 0, referenceN: 10 }])).toThrow(/expect no events/);
  });
});
