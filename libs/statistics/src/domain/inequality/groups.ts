import { refuse, requireFinite, requireNotNegative, requirePositive, requireRows } from '../checks';
import { sumOf } from '../numbers';

/** A population group (an area type, a district) with its figure. Size 0 groups are refused, never skipped. */
export interface Group {
  /** The figure, as a share of 1 or in per cent: results have its unit. */
  readonly value: number;
  /** Residents of the group (or its share of the population), above 0. */
  readonly size: number;
}

/** A group whose figure has a standard error, in the unit of the figure. */
export interface MeasuredGroup extends Group {
  readonly se: number;
}

/** Whether a high figure is good (participation) or bad (non-attendance). */
export type Direction = 'high-is-good' | 'low-is-good';

/**
 * Groups with their population shares, and the mean of all residents.
 * @throws RangeError with fewer groups than `least`, a figure that is no number, or an empty group
 */
export function weighed<T extends Group>(groups: readonly T[], measure: string, least = 1) {
  requireRows(groups, least, measure);
  for (const { value, size } of groups) {
    requireFinite(value, `${measure}: value of a group`);
    requirePositive(size, `${measure}: size of a group`);
  }
  const total = sumOf(groups, ({ size }) => size);
  const rows = groups.map((group) => ({ ...group, share: group.size / total }));
  return { rows, total, mean: sumOf(rows, ({ share, value }) => share * value) };
}

/** The mean of all residents, for measures that divide by it. @throws RangeError unless above 0 */
export function requirePositiveMean(mean: number, measure: string): void {
  if (!(mean > 0)) refuse(`${measure} needs a mean above 0`);
}

/** @throws RangeError when a standard error is negative or no number */
export function requireErrors(groups: readonly MeasuredGroup[], measure: string): void {
  for (const { se } of groups) requireNotNegative(se, `${measure}: standard error of a group`);
}
