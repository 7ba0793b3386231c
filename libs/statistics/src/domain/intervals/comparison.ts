import { refuse, requireCounts, requireFinite, requireNotNegative, requirePositive } from '../checks';
import { chiSquaredCdf, zOf } from '../distributions';
import { CONFIDENCE_95, type Estimate, type EstimateWithError } from './estimate';
import { type Counts, wilson } from './wilson';

/**
 * Difference of two independent proportions, a − b, with Newcombe's hybrid score interval (Newcombe 1998, Statistics in
 * Medicine 17:873–890, method 10). Between −1 and 1, and never empty at 0 of n.
 * @throws RangeError when a side is no count
 */
export function proportionDifference(a: Counts, b: Counts, confidence = CONFIDENCE_95): Estimate {
  const z = zOf(confidence);
  const one = wilson(a.x, a.n, z);
  const two = wilson(b.x, b.n, z);
  const value = one.value - two.value;
  return {
    value,
    lower: Math.max(-1, value - Math.hypot(one.value - one.lower, two.upper - two.value)),
    upper: Math.min(1, value + Math.hypot(one.upper - one.value, two.value - two.lower)),
  };
}

/**
 * Difference of two proportions with the plain normal (Wald) interval, for comparison with older reports; degenerate at
 * 0 of n, so prefer {@link proportionDifference}.
 * @throws RangeError when a side is no count
 */
export function waldDifference(a: Counts, b: Counts, confidence = CONFIDENCE_95): EstimateWithError {
  requireCounts(a.x, a.n, 'waldDifference');
  requireCounts(b.x, b.n, 'waldDifference');
  const [p, q] = [a.x / a.n, b.x / b.n];
  return around(p - q, Math.sqrt((p * (1 - p)) / a.n + (q * (1 - q)) / b.n), confidence);
}

/** A chi-squared statistic with its degrees of freedom and p-value. */
export interface ChiSquaredTest {
  readonly chiSquared: number;
  readonly df: number;
  readonly p: number;
}

/** A test result from its statistic; p is the upper tail. */
export function chiSquaredTest(chiSquared: number, df: number): ChiSquaredTest {
  return { chiSquared, df, p: chiSquaredCdf(chiSquared, df, 'upper') };
}

/**
 * Ratio a ÷ b of two independent proportions with Katz's interval on the log scale (Katz et al. 1978, Biometrics
 * 34:469–474): exp(ln RR ∓ z √(1/x₁ − 1/n₁ + 1/x₂ − 1/n₂)).
 * @throws RangeError when a side is no count or has no events (take {@link scoreRatio} there)
 */
export function proportionRatio(a: Counts, b: Counts, confidence = CONFIDENCE_95): EstimateWithError {
  requireCounts(a.x, a.n, 'proportionRatio');
  requireCounts(b.x, b.n, 'proportionRatio');
  if (a.x === 0 || b.x === 0) refuse('proportionRatio needs events on both sides');
  const se = Math.sqrt(1 / a.x - 1 / a.n + 1 / b.x - 1 / b.n);
  return aroundLog(a.x / a.n / (b.x / b.n), se, confidence);
}

/** Interval value ∓ z·se. @throws RangeError when value or se are no numbers or se is negative */
export function around(value: number, se: number, confidence = CONFIDENCE_95): EstimateWithError {
  requireFinite(value, 'value');
  requireNotNegative(se, 'standard error');
  const reach = zOf(confidence) * se;
  return { value, se, lower: value - reach, upper: value + reach };
}

/** Interval value · exp(∓ z·se), where se is of the logarithm. @throws RangeError when value ≤ 0 or se < 0 */
export function aroundLog(value: number, se: number, confidence = CONFIDENCE_95): EstimateWithError {
  requirePositive(value, 'value');
  requireNotNegative(se, 'standard error');
  const reach = Math.exp(zOf(confidence) * se);
  return { value, se, lower: value / reach, upper: value * reach };
}

/** A figure and its standard error, in the same unit. */
export interface Measured {
  readonly value: number;
  readonly se: number;
}

/**
 * Difference of two independent figures: √(se₁² + se₂²) (WHO, Handbook on health inequality monitoring, 2013).
 * @throws RangeError when a figure is no number or a standard error is negative
 */
export function difference(a: Measured, b: Measured, confidence = CONFIDENCE_95): EstimateWithError {
  requireNotNegative(a.se, 'standard error');
  requireNotNegative(b.se, 'standard error');
  return around(a.value - b.value, Math.hypot(a.se, b.se), confidence);
}

/**
 * Ratio of two independent figures above 0, interval on the log scale by the delta method; `se` is of the logarithm.
 * @throws RangeError when a figure is not above 0 or a standard error is negative
 */
export function ratio(a: Measured, b: Measured, confidence = CONFIDENCE_95): EstimateWithError {
  requirePositive(a.value, 'value');
  requirePositive(b.value, 'value');
  requireNotNegative(a.se, 'standard error');
  requireNotNegative(b.se, 'standard error');
  return aroundLog(a.value / b.value, Math.hypot(a.se / a.value, b.se / b.value), confidence);
}
