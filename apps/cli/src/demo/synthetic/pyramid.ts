/**
 * The age pyramid: how many residents have each age. Rounded from the shape of the Swedish population around 2024 (a
 * broad top at 25–35, a second one in the late fifties, thinning out from 75), not from any region's figures.
 */

/** Age and relative weight; between two knots the weight runs in a straight line. */
const KNOTS: readonly (readonly [age: number, weight: number])[] = [
  [0, 1.05],
  [10, 1.2],
  [18, 1.15],
  [25, 1.3],
  [32, 1.5],
  [40, 1.35],
  [48, 1.28],
  [58, 1.3],
  [66, 1.08],
  [75, 0.98],
  [80, 0.62],
  [86, 0.34],
  [92, 0.13],
  [97, 0.04],
  [101, 0.008],
  [104, 0.001],
];

/** The oldest age anybody has. */
export const OLDEST = 104;

/** Residents by age, index = age; adds up to `residents` exactly (largest remainder). */
export function residentsByAge(residents: number): number[] {
  const weights = Array.from({ length: OLDEST + 1 }, (_, age) => weightOf(age));
  return apportion(residents, weights);
}

function weightOf(age: number): number {
  const above = KNOTS.findIndex(([knot]) => knot >= age);
  const [highAge, highWeight] = KNOTS[above] ?? [age, 0];
  const [lowAge, lowWeight] = KNOTS[above - 1] ?? [highAge, highWeight];
  if (highAge === lowAge) return highWeight;
  return lowWeight + ((highWeight - lowWeight) * (age - lowAge)) / (highAge - lowAge);
}

/** Shares `total` in whole parts proportional to the weights; the parts add up to the total (Hamilton's method). */
export function apportion(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const exact = weights.map((weight) => (total * weight) / sum);
  const parts = exact.map(Math.floor);
  const left = total - parts.reduce((a, b) => a + b, 0);
  const byRemainder = exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, left)) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
}
