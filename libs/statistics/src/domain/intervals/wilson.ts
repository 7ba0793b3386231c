import { requireCounts, requirePositive, requireRows } from '../checks';
import { Z_95 } from '../distributions';
import type { Estimate } from './estimate';

/** A proportion with its interval; all between 0 and 1. */
export type Proportion = Estimate;

/**
 * A proportion with Wilson's score interval (Wilson 1927, JASA 22:209–212):
 * [2x + z² ∓ z·√(z² + 4x(1 − x/n))] / (2(n + z²)).
 * @param x successes, 0 to n; need not be whole (weighted counts)
 * @param n trials, above 0
 * @param z normal quantile; default {@link Z_95}, another by `zOf(confidence)`
 * @throws RangeError when x and n are no such counts or z is not above 0
 */
export function wilson(x: number, n: number, z: number = Z_95): Proportion {
  requireCounts(x, n, 'wilson');
  requirePositive(z, 'z of wilson');
  const centre = 2 * x + z * z;
  const spread = z * Math.sqrt(z * z + 4 * x * (1 - x / n));
  const scale = 2 * (n + z * z);
  // At x = 0 and x = n rounding could leave the interval by a hair.
  return {
    value: x / n,
    lower: x === 0 ? 0 : Math.max(0, (centre - spread) / scale),
    upper: x === n ? 1 : Math.min(1, (centre + spread) / scale),
  };
}

/** How many of how many. */
export interface Counts {
  /** Numerator: those counted, 0 to n. */
  readonly x: number;
  /** Denominator, above 0. */
  readonly n: number;
}

/**
 * Sums of numerators and denominators per group, in order of first appearance. A proportion of a group is the sum of
 * its numerators over the sum of its denominators, never a mean of proportions (England's public-health method; the
 * Swedish cervical register counts the same way).
 * @throws RangeError when there is no row or a row is no count
 */
export function sumCounts<T extends Counts>(
  rows: readonly T[],
  groupOf: (row: T) => string,
): Map<string, Counts> {
  requireRows(rows, 1, 'sumCounts');
  const groups = new Map<string, { x: number; n: number }>();
  for (const row of rows) {
    requireCounts(row.x, row.n, 'sumCounts');
    const group = groups.get(groupOf(row)) ?? { x: 0, n: 0 };
    group.x += row.x;
    group.n += row.n;
    groups.set(groupOf(row), group);
  }
  return groups;
}
