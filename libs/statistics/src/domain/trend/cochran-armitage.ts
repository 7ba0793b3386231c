import { refuse, requireCounts, requireFinite, requireRows, requireSameLength } from '../checks';
import { type ChiSquaredTest, type Counts } from '../intervals';
import { chiSquaredTest } from '../intervals/comparison';
import { sumOf } from '../numbers';

/** A trend test with the slope of the share per step of the score. */
export interface TrendTest extends ChiSquaredTest {
  readonly slope: number;
}

/**
 * Linear trend in proportions (Cochran 1954; Armitage 1955, Biometrics 11:375–386): χ² = (Σ x(s − s̄))² / (p(1 − p)
 * Σ n(s − s̄)²) with one degree of freedom.
 * @param groups two or more counts
 * @param scores a number per group (year, rank), not all equal
 * @throws RangeError otherwise, or with nobody or everybody in all groups
 */
export function cochranArmitage(groups: readonly Counts[], scores: readonly number[]): TrendTest {
  requireRows(groups, 2, 'cochranArmitage');
  requireSameLength(groups, scores, 'groups and scores');
  for (const { x, n } of groups) requireCounts(x, n, 'a group');
  for (const score of scores) requireFinite(score, 'score of a group');
  const total = sumOf(groups, ({ n }) => n);
  const p = sumOf(groups, ({ x }) => x) / total;
  if (p === 0 || p === 1) refuse('cochranArmitage needs both successes and failures');
  const mean = sumOf(groups, ({ n }, i) => n * (scores[i] ?? 0)) / total;
  const cross = sumOf(groups, ({ x, n }, i) => (x - n * p) * ((scores[i] ?? 0) - mean));
  const spread = sumOf(groups, ({ n }, i) => n * ((scores[i] ?? 0) - mean) ** 2);
  if (!(spread > 0)) refuse('cochranArmitage needs two different scores');
  return { ...chiSquaredTest(cross ** 2 / (p * (1 - p) * spread), 1), slope: cross / spread };
}
