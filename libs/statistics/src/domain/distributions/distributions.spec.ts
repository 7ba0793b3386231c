import fc from 'fast-check';
import {
  betaLower,
  divide,
  fixed,
  gammaLower,
  multiply,
  normalUpper,
  ONE,
  relativeError,
  toDouble,
  type Fixed,
} from '../../../spec/high-precision';
import {
  betaCdf,
  betaQuantile,
  binomialCdf,
  binomialQuantile,
  chiSquaredCdf,
  chiSquaredQuantile,
  fCdf,
  fQuantile,
  gammaCdf,
  gammaQuantile,
  normalCdf,
  normalQuantile,
  poissonCdf,
  poissonQuantile,
  tCdf,
  tQuantile,
  Z_95,
  zOf,
  type Tail,
} from '.';

const LIMIT = 1e-12;
const SMALLEST = 1e-290; // below that a double has no full digits to compare
const PROBABILITIES = [1e-250, 1e-100, 1e-30, 1e-12, 1e-6, 0.001, 0.025, 0.1, 0.3, 0.5, 0.7, 0.95, 0.999];
const TAILS: Tail[] = ['lower', 'upper'];
const TWICE = [1, 2, 3, 10, 21, 200, 1501];

const tails = (lower: Fixed) => ({ lower, upper: ONE - lower });

/** That both tails of a function agree with the exact ones, where a double can hold them. */
function expectTails(lower: Fixed, of: (tail: Tail) => number): void {
  const exact = tails(lower);
  for (const tail of TAILS) {
    if (toDouble(exact[tail]) < SMALLEST) continue;
    expect(relativeError(fixed(of(tail)), exact[tail])).toBeLessThan(LIMIT);
  }
}

/** That a quantile above 0 lies within a relative 1e-12 of the exact one: the exact tail passes p in between. */
function expectQuantile(x: number, p: number, tail: Tail, lowerAt: (x: Fixed) => Fixed): void {
  const span = fixed(x) / 10n ** 12n;
  const below = tails(lowerAt(fixed(x) - span))[tail];
  const above = tails(lowerAt(fixed(x) + span))[tail];
  const [small, large] = tail === 'lower' ? [below, above] : [above, below];
  expect(small < fixed(p) && fixed(p) < large).toBe(true);
}

describe('distribution functions, against exact arithmetic', () => {
  it('of the gamma and chi-squared families are right to 1e-12 in both tails', () => {
    for (const twice of TWICE) {
      for (const factor of [1e-6, 0.01, 0.3, 0.9, 1, 1.1, 1.5, 3, 10]) {
        const x = Math.min((twice / 2) * factor, 700);
        const lower = gammaLower(twice, fixed(x));
        expectTails(lower, (tail) => gammaCdf(x, twice / 2, tail));
        expectTails(lower, (tail) => chiSquaredCdf(2 * x, twice, tail));
        if (twice % 2 === 0) expectTails(ONE - lower, (tail) => poissonCdf(twice / 2 - 1, x, tail));
      }
    }
  });

  it('of the beta and binomial families are right to 1e-12 in both tails', () => {
    const shapes = [1, 2, 8, 21, 200, 601];
    for (const a of shapes) {
      for (const b of shapes) {
        for (const x of [1e-9, 0.001, 0.3, 0.5, 0.77, 1 - 2 ** -20]) {
          const lower = betaLower(a, b, fixed(x));
          expectTails(lower, (tail) => betaCdf(x, a / 2, b / 2, tail));
          if (a % 2 || b % 2) continue;
          expectTails(ONE - lower, (tail) => binomialCdf(a / 2 - 1, (a + b) / 2 - 1, x, tail));
        }
      }
    }
  });

  it('of the normal distribution are right to 1e-12 as far out as doubles reach', () => {
    for (const z of [1e-9, 0.01, 0.5, 1, 1.96, 3.09, 6, 10, 20, 36]) {
      const upper = normalUpper(fixed(z));
      expectTails(ONE - upper, (tail) => normalCdf(z, tail));
      expectTails(upper, (tail) => normalCdf(-z, tail));
    }
  });

  it('of t and F are right to 1e-12: at 1, 2, 5 and 120 degrees of freedom', () => {
    for (const df of [1, 2, 5, 120]) {
      for (const t of [1e-8, 0.25, 1, 2.5, 40]) {
        // t² / (df + t²) is rational: exact here, while the code under test rounds it.
        const square = multiply(fixed(t), fixed(t));
        const around = betaLower(1, df, divide(square, fixed(df) + square));
        expectTails((ONE + around) >> 1n, (tail) => tCdf(t, df, tail));
        expectTails((ONE - around) >> 1n, (tail) => tCdf(-t, df, tail));
        const scaled = 3n * fixed(t);
        const ratio = betaLower(3, df, divide(scaled, fixed(df) + scaled));
        expectTails(ratio, (tail) => fCdf(t, 3, df, tail));
      }
    }
  });
});

describe('quantiles, against exact arithmetic', () => {
  it('of the gamma and chi-squared families are within 1e-12', () => {
    for (const twice of TWICE) {
      for (const p of PROBABILITIES) {
        for (const tail of TAILS) {
          const x = gammaQuantile(p, twice / 2, tail);
          if (x < SMALLEST) continue; // p = 1e-250 of a chi-squared with one degree of freedom
          expectQuantile(x, p, tail, (at) => gammaLower(twice, at));
          expect(chiSquaredQuantile(p, twice, tail)).toBe(2 * x);
        }
      }
    }
  });

  it('of the beta family are within 1e-12', () => {
    const pairs = [[1, 1], [1, 20], [2, 240], [21, 30], [200, 3], [400, 601]] as const; // prettier-ignore
    for (const [a, b] of pairs) {
      for (const p of PROBABILITIES) {
        for (const tail of TAILS) {
          const x = betaQuantile(p, a / 2, b / 2, tail);
          if (x < SMALLEST || x > 1 - 1e-9) continue; // there 1 − x, not x, holds the digits
          expectQuantile(x, p, tail, (at) => betaLower(a, b, at));
        }
      }
    }
  });

  it('of the normal distribution are within 1e-12', () => {
    const halves = [1e-290, 1e-100, 1e-20, 1e-6, 0.001, 0.025, 0.3, 0.31, 0.4999, 0.5 - 2 ** -40];
    for (const p of halves) {
      const z = normalQuantile(p, 'upper');
      expectQuantile(z, p, 'upper', (at) => ONE - normalUpper(at));
      expect(normalQuantile(p)).toBe(-z);
    }
  });

  it('of t and F are within 1e-12', () => {
    for (const df of [1, 2, 7, 120]) {
      for (const p of [1e-100, 1e-12, 0.025, 0.2, 0.4, 0.4999]) {
        const t = tQuantile(p, df, 'upper');
        const square = (at: Fixed) => multiply(at, at);
        expectQuantile(t, p, 'upper', (at) => {
          return (ONE + betaLower(1, df, divide(square(at), fixed(df) + square(at)))) >> 1n;
        });
        for (const tail of TAILS) {
          expectQuantile(fQuantile(p, 3, df, tail), p, tail, (at) =>
            betaLower(3, df, divide(3n * at, fixed(df) + 3n * at)),
          );
        }
      }
    }
  });
});

describe('published tables', () => {
  it.each([
    // Abramowitz & Stegun, Handbook of Mathematical Functions, tables 26.5, 26.8, 26.9 and 26.10.
    ['normal 0.995', normalQuantile(0.995), 2.57583],
    ['normal 0.999', normalQuantile(0.999), 3.09023],
    ['chi-squared, upper 0.05, 1', chiSquaredQuantile(0.05, 1, 'upper'), 3.84146],
    ['chi-squared, upper 0.025, 10', chiSquaredQuantile(0.025, 10, 'upper'), 20.4832],
    ['chi-squared, upper 0.995, 100', chiSquaredQuantile(0.995, 100, 'upper'), 67.3276],
    ['t, 0.975, 1', tQuantile(0.975, 1), 12.706],
    ['t, 0.975, 10', tQuantile(0.975, 10), 2.228],
    ['F, upper 0.05, 5 and 10', fQuantile(0.05, 5, 10, 'upper'), 3.33],
    ['F, upper 0.01, 1 and 120', fQuantile(0.01, 1, 120, 'upper'), 6.85],
  ])('%s', (_name, value, published) => {
    const digits = (String(published).split('.')[1] ?? '').length;
    expect(value).toBeCloseTo(published, digits);
  });

  it('holds the customary normal quantiles to the last digit', () => {
    expect(Math.abs(zOf(0.95) - Z_95)).toBeLessThan(1e-15);
    expect(Math.abs(zOf(0.998) - 3.090232306167813)).toBeLessThan(2e-15);
  });
});

describe('quantiles', () => {
  const probability = fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true });
  const shape = fc.double({ min: 0.05, max: 50_000, noNaN: true });
  const seed = { seed: 20261125, numRuns: 200 };

  it('undo the distribution function', () => {
    fc.assert(
      fc.property(probability, shape, shape, (p, a, b) => {
        const side: Tail = p < 0.5 ? 'lower' : 'upper';
        const share = Math.min(p, 1 - p);
        expect(gammaCdf(gammaQuantile(share, a, side), a, side) / share).toBeCloseTo(1, 10);
        const x = betaQuantile(share, a, b, side);
        if (x < 0.9) expect(betaCdf(x, a, b, side) / share).toBeCloseTo(1, 8);
        expect(normalCdf(normalQuantile(p)) / p).toBeCloseTo(1, 10);
      }),
      seed,
    );
  });

  it('rise with the probability', () => {
    fc.assert(
      fc.property(probability, probability, shape, shape, (one, other, a, b) => {
        const [p, q] = [Math.min(one, other), Math.max(one, other)];
        fc.pre(q - p > 1e-9);
        expect(gammaQuantile(p, a)).toBeLessThan(gammaQuantile(q, a));
        expect(betaQuantile(p, a, b)).toBeLessThanOrEqual(betaQuantile(q, a, b));
        expect(normalQuantile(p)).toBeLessThan(normalQuantile(q));
        expect(tQuantile(p, a + 1)).toBeLessThan(tQuantile(q, a + 1));
      }),
      seed,
    );
  });

  it('of counts are the smallest count that reaches the probability', () => {
    fc.assert(
      fc.property(probability, fc.double({ min: 0, max: 5000, noNaN: true }), (p, mean) => {
        const k = poissonQuantile(p, mean);
        expect(poissonCdf(k, mean)).toBeGreaterThanOrEqual(p);
        if (k > 0) expect(poissonCdf(k - 1, mean)).toBeLessThan(p);
        const n = 1 + Math.floor(mean);
        const hits = binomialQuantile(p, n, mean / 5001);
        expect(binomialCdf(hits, n, mean / 5001)).toBeGreaterThanOrEqual(p);
        if (hits > 0) expect(binomialCdf(hits - 1, n, mean / 5001)).toBeLessThan(p);
      }),
      seed,
    );
  });

  it.each([
    ['p = 0', () => normalQuantile(0)],
    ['p = 1', () => gammaQuantile(1, 2)],
    ['p not a number', () => betaQuantile(NaN, 2, 2)],
    ['shape 0', () => gammaQuantile(0.5, 0)],
    ['negative shape', () => betaCdf(0.5, -1, 2)],
    ['x beyond 1', () => betaCdf(1.5, 1, 2)],
    ['negative x', () => gammaCdf(-1, 1)],
    ['no degrees of freedom', () => tQuantile(0.9, 0)],
    ['half a count', () => poissonCdf(0.5, 2)],
    ['more hits than trials', () => binomialCdf(5, 4, 0.5)],
    ['negative f', () => fCdf(-1, 1, 1)],
    ['a t too large for a double', () => tQuantile(1e-12, 0.01)],
    ['infinite t', () => tCdf(Infinity, 3)],
    ['confidence 1', () => zOf(1)],
  ])('refuse %s', (_name, call) => {
    expect(call).toThrow(RangeError);
  });
});
