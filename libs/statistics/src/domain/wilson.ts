/** A proportion with its interval; all between 0 and 1. */
export interface Proportion {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** Normal quantile of a two-sided 95 % interval. */
export const Z_95 = 1.959963984540054;

/**
 * A proportion with Wilson's score interval (Wilson 1927):
 * [2x + z² ∓ z·√(z² + 4x(1 − x/n))] / (2(n + z²)).
 * @param x successes, a whole number from 0 to n
 * @param n trials, a whole number above 0
 * @param z normal quantile; default {@link Z_95}
 * @throws RangeError when x and n are no counts
 */
export function wilson(x: number, n: number, z: number = Z_95): Proportion {
  if (!Number.isInteger(x) || !Number.isInteger(n) || x < 0 || n <= 0 || x > n) {
    throw new RangeError('wilson needs whole numbers 0 ≤ x ≤ n and n > 0');
  }
  const centre = 2 * x + z * z;
  const spread = z * Math.sqrt(z * z + 4 * x * (1 - x / n));
  const scale = 2 * (n + z * z);
  // At x = 0 and x = n rounding could leave the interval by a hair.
  return {
    value: x / n,
    lower: x === 0 ? 0 : (centre - spread) / scale,
    upper: x === n ? 1 : (centre + spread) / scale,
  };
}
