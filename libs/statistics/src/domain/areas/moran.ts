import { refuse, requireFinite, requireRows, requireSameLength, requireWhole } from '../checks';
import { twoSided } from '../distributions';
import { sumOf } from '../numbers';

/** A neighbour of an area and how much it counts. */
interface Link {
  readonly to: number;
  readonly weight: number;
}

/** Moran's I with its test under normality. */
export interface Moran {
  /** Above the expectation: neighbours are alike. */
  readonly i: number;
  /** −1/(k − 1). */
  readonly expectation: number;
  readonly variance: number;
  readonly z: number;
  /** Two-sided. */
  readonly p: number;
}

/**
 * Moran's I of areas with row-standardised weights (Moran 1950, Biometrika 37:17–23; Cliff & Ord 1981, p. 44, variance
 * under normality).
 * @param values a figure per area, three areas or more, not all equal
 * @param neighbours per area the indices (from 0) of its neighbours; an island has none and does not count
 * @throws RangeError otherwise, or when an index is unknown, repeated or the area's own, or no area has neighbours
 */
export function moran(values: readonly number[], neighbours: readonly (readonly number[])[]): Moran {
  const { deviations, links, square } = prepared(values, neighbours);
  const counted = deviations.filter((_, i) => (links[i] ?? []).length > 0).length;
  const total = sumOf(links, (row) => sumOf(row, ({ weight }) => weight));
  const product = sumOf(links, (row, i) => (deviations[i] ?? 0) * lag(row, deviations));
  const i = (counted / total) * (product / square);
  const expectation = -1 / (counted - 1);
  const { s1, s2 } = shapes(links);
  const variance =
    (counted ** 2 * s1 - counted * s2 + 3 * total ** 2) / (total ** 2 * (counted ** 2 - 1)) -
    expectation ** 2;
  const z = (i - expectation) / Math.sqrt(variance);
  return { i, expectation, variance, z, p: twoSided(z) };
}

/**
 * Local Moran I per area: z_i ÷ (Σ z²/k) × mean z of its neighbours (Anselin 1995, Geographical Analysis 27:93–115).
 * Positive in a cluster of alike areas, negative for an area unlike its neighbours; 0 for an island.
 * @throws RangeError as {@link moran}
 */
export function localMoran(values: readonly number[], neighbours: readonly (readonly number[])[]): number[] {
  const { deviations, links, square } = prepared(values, neighbours);
  return deviations.map((z, i) => (z / (square / deviations.length)) * lag(links[i] ?? [], deviations));
}

function lag(row: readonly Link[], deviations: readonly number[]): number {
  return sumOf(row, ({ to, weight }) => weight * (deviations[to] ?? 0));
}

/** S₁ = ½ Σ (w_ij + w_ji)² and S₂ = Σ (row sum + column sum)² of Cliff & Ord. */
function shapes(links: readonly (readonly Link[])[]): { s1: number; s2: number } {
  const weights = links.map((row) => new Map(row.map(({ to, weight }) => [to, weight])));
  const columns = new Array<number>(links.length).fill(0);
  let s1 = 0;
  links.forEach((row, i) => {
    for (const { to, weight } of row) {
      columns[to] = (columns[to] ?? 0) + weight;
      const back = weights[to]?.get(i);
      // A pair named from both sides is met twice, so each meeting counts half.
      s1 += back === undefined ? weight ** 2 : (weight + back) ** 2 / 2;
    }
  });
  const s2 = sumOf(columns, (column, i) => {
    return (column + sumOf(links[i] ?? [], ({ weight }) => weight)) ** 2;
  });
  return { s1, s2 };
}

function prepared(values: readonly number[], neighbours: readonly (readonly number[])[]) {
  requireRows(values, 3, 'moran');
  requireSameLength(values, neighbours, 'values and neighbours');
  for (const value of values) requireFinite(value, 'value of an area');
  const mean = sumOf(values, (value) => value) / values.length;
  const deviations = values.map((value) => value - mean);
  const square = sumOf(deviations, (z) => z * z);
  if (!(square > 0)) refuse('moran: the values are all equal');
  const links = neighbours.map((row, i) => {
    for (const to of row) {
      requireWhole(to, 'index of a neighbour');
      if (to >= values.length || to === i) refuse('a neighbour must be another area of the list');
    }
    if (new Set(row).size !== row.length) refuse('a neighbour is named twice');
    return row.map((to): Link => ({ to, weight: 1 / row.length }));
  });
  if (links.filter((row) => row.length > 0).length < 3) refuse('moran needs 3 areas with neighbours');
  return { deviations, links, square };
}
