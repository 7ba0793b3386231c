import fc from 'fast-check';
import { wilson } from './wilson';

describe("Wilson's interval", () => {
  it.each([
    // Newcombe 1998, Statistics in Medicine 17:857–872, table I, method 3 (score without continuity correction).
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %d in %d is %d to %d', (x, n, lower, upper) => {
    const interval = wilson(x, n);
    expect(interval.lower).toBeCloseTo(lower, 4);
    expect(interval.upper).toBeCloseTo(upper, 4);
  });

  it('holds the proportion, stays within 0 and 1, mirrors, and narrows with n', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, share) => {
          const x = Math.round(n * share);
          const { value, lower, upper } = wilson(x, n);
          expect(lower).toBeGreaterThanOrEqual(0);
          expect(upper).toBeLessThanOrEqual(1);
          expect(lower).toBeLessThanOrEqual(value);
          expect(upper).toBeGreaterThanOrEqual(value);
          const mirrored = wilson(n - x, n);
          expect(mirrored.lower).toBeCloseTo(1 - upper, 12);
          const larger = wilson(10 * x, 10 * n);
          expect(larger.upper - larger.lower).toBeLessThan(upper - lower);
        },
      ),
      { seed: 20261124 },
    );
  });

  it.each([
    [1, 0],
    [2, 1],
    [-1, 5],
    [NaN, 5],
  ])('refuses %d of %d', (x, n) => {
    expect(() => wilson(x, n)).toThrow(RangeError);
  });
});
