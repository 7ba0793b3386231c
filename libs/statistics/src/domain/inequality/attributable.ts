import { refuse, requireShare, requireWhole } from '../checks';
import { CONFIDENCE_95, type EstimateWithError } from '../intervals';
import { zOf } from '../distributions';
import { at } from '../numbers';
import { bestOf } from './dispersion';
import { type Direction, type Group, requirePositiveMean, weighed } from './groups';

/** What would be gained if every group reached the reference group. */
export interface Attributable {
  /** Population attributable risk: reference − mean, same unit as the shares; 0 when the mean is better already. */
  readonly risk: EstimateWithError;
  /** Population attributable fraction: risk ÷ mean, a share (× 100 = per cent). */
  readonly fraction: EstimateWithError;
  /** Extra participants if every group reached the reference: risk × residents (avoided cases: negative). */
  readonly extra: number;
}

/** Which group the others are compared with: the most advantaged, or the one with the best figure. */
export type Reference = { readonly index: number } | 'best';

/**
 * Population attributable risk and fraction with Walter's standard error (Walter 1978, Biometrics 34:55–62; c = y_ref
 * n_ref, d = n_ref − c, a = μN − c, b = N − a − n_ref; se = √(cN (ad(N − c) + bc²) / ((a + c)³ (c + d)³))): risk ± z μ
 * se, fraction ± z se.
 * @param groups shares between 0 and 1 and persons per group
 * @param reference the most advantaged group's index where groups are ordered, else 'best'
 * @throws RangeError without groups, with a share outside 0 to 1, an empty group, an unknown index or a mean of 0
 */
export function attributable(
  groups: readonly Group[],
  direction: Direction,
  reference: Reference,
  confidence = CONFIDENCE_95,
): Attributable {
  for (const { value } of groups) requireShare(value, 'attributable: share of a group');
  const { mean, total } = weighed(groups, 'attributable');
  requirePositiveMean(mean, 'attributable');
  const best = referenceGroup(groups, direction, reference);
  const gap = best.value - mean;
  const risk = direction === 'high-is-good' ? Math.max(0, gap) : Math.min(0, gap);
  const se = walter(best, mean, total);
  const reach = zOf(confidence) * se;
  const fraction = risk / mean;
  return {
    risk: { value: risk, se: mean * se, lower: risk - mean * reach, upper: risk + mean * reach },
    fraction: { value: fraction, se, lower: fraction - reach, upper: fraction + reach },
    extra: risk * total,
  };
}

function referenceGroup(groups: readonly Group[], direction: Direction, reference: Reference): Group {
  if (reference !== 'best') {
    requireWhole(reference.index, 'index of the reference group');
    if (reference.index >= groups.length) refuse('index of the reference group is outside the groups');
    return at(groups, reference.index);
  }
  const value = bestOf(groups, direction);
  return at(
    groups,
    groups.findIndex((group) => group.value === value),
  );
}

function walter(reference: Group, mean: number, total: number): number {
  const c = reference.value * reference.size;
  const d = reference.size - c;
  const a = Math.max(0, mean * total - c);
  const b = Math.max(0, total - a - reference.size);
  if (c === 0) return 0;
  return Math.sqrt((c * total * (a * d * (total - c) + b * c * c)) / ((a + c) ** 3 * (c + d) ** 3));
}
