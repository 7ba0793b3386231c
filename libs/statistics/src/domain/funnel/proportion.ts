import { requireCounts, requireInside, requireNotNegative, requirePositive, requireRows } from '../checks';
import { twoSided, zOf } from '../distributions';
import type { Counts, Limits } from '../intervals';
import { wilson } from '../intervals';
import { sumOf } from '../numbers';

/** The two pairs of control limits a funnel shows: 2.5 % and 0.1 % in each tail. */
export interface ControlLimits {
  /** 95 % limits. */
  readonly warning: Limits;
  /** 99.8 % limits. */
  readonly action: Limits;
}

/** Confidence of the warning and the action limits. */
export const FUNNEL_CONFIDENCE = { warning: 0.95, action: 0.998 } as const;

/** Where a district lies in a funnel; the figure is the probability in that tail. */
export type Significance =
  'High (0.001)' | 'High (0.025)' | 'Not significant' | 'Low (0.025)' | 'Low (0.001)';

/**
 * Baseline of a funnel: Σ x ÷ Σ n, never a mean of shares.
 * @throws RangeError without districts, or with one that is no count
 */
export function funnelBaseline(districts: readonly Counts[]): number {
  requireRows(districts, 1, 'funnelBaseline');
  for (const { x, n } of districts) requireCounts(x, n, 'a district of the funnel');
  return sumOf(districts, ({ x }) => x) / sumOf(districts, ({ n }) => n);
}

/**
 * Funnel limits of a proportion at a size n: the shares v whose Wilson interval just touches the baseline p. Wilson's
 * limits are the p that solve (v − p)² = z² p(1 − p)/n, so seen from p the limits are v = p ∓ z √(p(1 − p)/n), kept
 * between 0 and `multiplier`.
 * @param baseline share of the whole, 0 to 1
 * @param n size of the district, above 0
 * @param multiplier 1 for shares, 100 for per cent
 * @throws RangeError when an argument is outside its range
 * @see Spiegelhalter 2005, Statistics in Medicine 24:1185–1202
 */
export function proportionFunnelLimits(baseline: number, n: number, multiplier = 1): ControlLimits {
  requireCounts(baseline, 1, 'baseline of the funnel');
  requirePositive(n, 'size of a district');
  requirePositive(multiplier, 'multiplier');
  const at = (confidence: number): Limits => {
    const reach = zOf(confidence) * Math.sqrt((baseline * (1 - baseline)) / n);
    return {
      lower: multiplier * Math.max(0, baseline - reach),
      upper: multiplier * Math.min(1, baseline + reach),
    };
  };
  return { warning: at(FUNNEL_CONFIDENCE.warning), action: at(FUNNEL_CONFIDENCE.action) };
}

/**
 * Whether a district's proportion lies outside the funnel, by its own Wilson interval against the baseline.
 * @throws RangeError when the district is no count or the baseline no share
 */
export function proportionSignificance(district: Counts, baseline: number): Significance {
  requireCounts(baseline, 1, 'baseline of the funnel');
  return significance(baseline, (confidence) => wilson(district.x, district.n, zOf(confidence)));
}

/** Where a baseline lies against intervals of an observation: the outermost limit that is passed. */
export function significance(baseline: number, interval: (confidence: number) => Limits): Significance {
  requireNotNegative(baseline, 'baseline of the funnel');
  const action = interval(FUNNEL_CONFIDENCE.action);
  if (action.lower > baseline) return 'High (0.001)';
  if (action.upper < baseline) return 'Low (0.001)';
  const warning = interval(FUNNEL_CONFIDENCE.warning);
  if (warning.lower > baseline) return 'High (0.025)';
  if (warning.upper < baseline) return 'Low (0.025)';
  return 'Not significant';
}

/** Two-sided p-value of a district's share against the baseline (score test), for {@link adjustPValues}. */
export function proportionPValue(district: Counts, baseline: number): number {
  requireCounts(district.x, district.n, 'a district of the funnel');
  requireInside(baseline, 'baseline of the funnel');
  const z = (district.x / district.n - baseline) / Math.sqrt((baseline * (1 - baseline)) / district.n);
  return twoSided(z);
}
