import { refuse, requireFinite, requireNotNegative, requirePositive, requireRows } from '../checks';
import { at, sum, sumOf } from '../numbers';

/** What happens where rows share a value of the ranking variable: one common midpoint, or one after the other. */
export type Ties = 'midpoint' | 'input-order';

/** A row to be ranked: areas by an index of need, weighted by residents. */
export interface Ranked {
  /** Ranking variable; the lowest comes first. */
  readonly value: number;
  /** Residents, 0 or more. */
  readonly weight: number;
}

/**
 * Fractional rank (ridit): the share of the population that ranks lower plus half of the row's own. Rows with an equal
 * value share one midpoint (van Ourti 2004, Health Economics 13:655–664), so that the order of input means nothing.
 * @returns a rank between 0 and 1 per row, in the order of the rows
 * @throws RangeError without rows, with a value that is no number, a negative weight or no weight at all
 */
export function fractionalRanks(rows: readonly Ranked[], ties: Ties = 'midpoint'): number[] {
  requireRows(rows, 1, 'fractionalRanks');
  for (const { value, weight } of rows) {
    requireFinite(value, 'ranking variable');
    requireNotNegative(weight, 'weight of a rank');
  }
  const total = sumOf(rows, ({ weight }) => weight);
  requirePositive(total, 'the sum of weights of a rank');
  const order = rows.map((_, i) => i).sort((a, b) => at(rows, a).value - at(rows, b).value || a - b);
  const ranks = new Array<number>(rows.length).fill(0);
  let below = 0;
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    if (ties === 'midpoint') {
      while (to < order.length && valueAt(rows, order, to) === valueAt(rows, order, from)) to++;
    }
    const members = order.slice(from, to);
    const weight = sumOf(members, (i) => at(rows, i).weight);
    for (const i of members) ranks[i] = (below + weight / 2) / total;
    below += weight;
    from = to;
  }
  return ranks;
}

function valueAt(rows: readonly Ranked[], order: readonly number[], position: number): number {
  return at(rows, at(order, position)).value;
}

/**
 * Midpoints of consecutive population shares: the ridit of groups that already stand in order.
 * @param sizes population or share per group, most disadvantaged first, 0 or more
 * @returns a midpoint between 0 and 1 per group
 * @throws RangeError without groups, with a negative size or nobody in any
 */
export function riditMidpoints(sizes: readonly number[]): number[] {
  requireRows(sizes, 1, 'riditMidpoints');
  for (const size of sizes) requireNotNegative(size, 'size of a group');
  const total = sum(sizes);
  if (!(total > 0)) refuse('riditMidpoints: the groups are empty');
  let below = 0;
  return sizes.map((size) => {
    const midpoint = (below + size / 2) / total;
    below += size;
    return midpoint;
  });
}
