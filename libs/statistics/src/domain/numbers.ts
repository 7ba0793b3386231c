import { refuse } from './checks';

/** The sum of a list, with the rounding error carried along (Neumaier 1974), so that the order of rows hardly matters. */
export function sum(values: readonly number[]): number {
  let total = 0;
  let lost = 0;
  for (const value of values) {
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
}

/** Sum of a figure over rows. */
export function sumOf<T>(rows: readonly T[], figure: (row: T, index: number) => number): number {
  return sum(rows.map(figure));
}

/**
 * An entry of a list that must be there.
 * @throws RangeError when the index is outside the list
 */
export function at<T>(list: readonly T[], index: number): T {
  if (index < 0 || index >= list.length) refuse('an index is outside its list');
  return list[index] as T;
}

/**
 * Sample quantile by linear interpolation of order statistics, type 7 of Hyndman & Fan 1996 (The American Statistician
 * 50:361–365), the default of R.
 * @param values at least one finite number, any order
 * @param share between 0 and 1
 */
export function sampleQuantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const low = at(sorted, below);
  return low + (position - below) * (at(sorted, Math.min(below + 1, sorted.length - 1)) - low);
}
