import { refuse, requireFinite, requirePositive, requireRows, requireWhole } from '../checks';
import { sumOf } from '../numbers';
import { fractionalRanks, type Ranked } from './ridit';

/**
 * Quantile groups holding equally many areas each, by rank; equal values go to the same group (the lowest of their
 * ranks). Null for an area without a value, and for all when there are fewer areas than groups.
 * @param values a figure per area, null where there is none
 * @param groups number of groups, 2 or more (5 = quintiles)
 * @param highestFirst whether the highest values form group 1
 * @returns a group from 1 to `groups` per area
 * @throws RangeError when a value is no number or `groups` is no whole number of 2 or more
 * @see Public Health England, technical guide "Assigning deprivation categories", 2018
 */
export function rankQuantiles(
  values: readonly (number | null)[],
  groups: number,
  highestFirst = false,
): (number | null)[] {
  requireWhole(groups, 'groups', 2);
  const known = values.filter((value) => value !== null);
  for (const value of known) requireFinite(value, 'value of an area');
  if (known.length < groups) return values.map(() => null);
  const sorted = [...known].sort((a, b) => (highestFirst ? b - a : a - b));
  const rankOf = new Map<number, number>();
  sorted.forEach((value, i) => {
    if (!rankOf.has(value)) rankOf.set(value, i + 1);
  });
  const n = known.length;
  return values.map((value) => {
    if (value === null) return null;
    const rank = rankOf.get(value) ?? 1;
    return Math.max(1, groups + 1 - Math.ceil(((n + 1 - rank) * groups) / n));
  });
}

/**
 * Quantile groups holding equally many residents each: group = ⌈groups × ridit⌉, areas with equal values together. An
 * area larger than a group's share can leave a group empty.
 * @param areas ranking variable (lowest in group 1) and residents
 * @param groups number of groups, 2 or more
 * @returns a group from 1 to `groups` per area
 * @throws RangeError as {@link fractionalRanks}, or when `groups` is no whole number of 2 or more
 */
export function populationQuantiles(areas: readonly Ranked[], groups: number): number[] {
  requireWhole(groups, 'groups', 2);
  return fractionalRanks(areas).map((rank) => Math.min(groups, Math.max(1, Math.ceil(groups * rank))));
}

/** Population-weighted z-scores with the mean and standard deviation they were made by. */
export interface WeightedZScores {
  readonly z: readonly number[];
  readonly mean: number;
  readonly sd: number;
}

/**
 * Population-weighted z-scores, the building block of an area index (Carstairs & Morris 1991): (value − mean) ÷ sd,
 * both weighted by residents, the variance over Σ weights.
 * @throws RangeError with fewer than two areas, a weight not above 0, or values that are all equal
 */
export function weightedZScores(areas: readonly Ranked[]): WeightedZScores {
  requireRows(areas, 2, 'weightedZScores');
  for (const { value, weight } of areas) {
    requireFinite(value, 'value of an area');
    requirePositive(weight, 'residents of an area');
  }
  const total = sumOf(areas, ({ weight }) => weight);
  const mean = sumOf(areas, ({ value, weight }) => weight * value) / total;
  const sd = Math.sqrt(sumOf(areas, ({ value, weight }) => weight * (value - mean) ** 2) / total);
  if (!(sd > 0)) refuse('weightedZScores: the values are all equal');
  return { z: areas.map(({ value }) => (value - mean) / sd), mean, sd };
}
