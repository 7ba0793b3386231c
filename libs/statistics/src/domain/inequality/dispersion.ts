import { refuse, requireFinite } from '../checks';
import { around, CONFIDENCE_95, type EstimateWithError } from '../intervals';
import { sumOf } from '../numbers';
import {
  type Direction,
  type Group,
  type MeasuredGroup,
  requireErrors,
  requirePositiveMean,
  weighed,
} from './groups';

/** Whether every group counts by its size or all count the same. */
export type Weighting = 'by-size' | 'equal';

/**
 * Between-group variance Σ w (y − μ)², w = population share, in the squared unit of the figure. It contains the
 * sampling noise of the groups; the spread without it is {@link heterogeneity}'s.
 * @throws RangeError without groups, with an empty group or a figure that is no number
 * @see Harper & Lynch 2005, Methods for Measuring Cancer Disparities (NCI)
 */
export function betweenGroupVariance(groups: readonly Group[]): number {
  const { rows, mean } = weighed(groups, 'betweenGroupVariance');
  return sumOf(rows, ({ share, value }) => share * (value - mean) ** 2);
}

/**
 * Between-group variance with its standard error from those of the groups: Var = 4 Σ w² se² (y − μ)² +
 * 2 [(Σ w² se²)² − Σ w⁴ se⁴ + Σ w² (1 − w)² se⁴].
 * @throws RangeError as {@link betweenGroupVariance}, or when a standard error is negative
 * @see Ahn et al. 2018, Statistics in Medicine 37:298–310
 */
export function betweenGroupVarianceEstimate(
  groups: readonly MeasuredGroup[],
  confidence = CONFIDENCE_95,
): EstimateWithError {
  requireErrors(groups, 'betweenGroupVariance');
  const { rows, mean } = weighed(groups, 'betweenGroupVariance');
  const linear = sumOf(rows, ({ share, se, value }) => (share * se * (value - mean)) ** 2);
  const noise = sumOf(rows, ({ share, se }) => (share * se) ** 2);
  const fourth = sumOf(rows, ({ share, se }) => (share * se) ** 4);
  const rest = sumOf(rows, ({ share, se }) => (share * (1 - share)) ** 2 * se ** 4);
  const variance = 4 * linear + 2 * (noise ** 2 - fourth + rest);
  return around(betweenGroupVariance(groups), Math.sqrt(Math.max(0, variance)), confidence);
}

/** Between-group standard deviation √BGV, in the unit of the figure. @throws RangeError as {@link betweenGroupVariance} */
export function betweenGroupDeviation(groups: readonly Group[]): number {
  return Math.sqrt(betweenGroupVariance(groups));
}

/**
 * Coefficient of variation 100 √BGV / μ, in per cent of the mean.
 * @throws RangeError as {@link betweenGroupVariance}, or when the mean is not above 0
 */
export function coefficientOfVariation(groups: readonly Group[]): number {
  const { mean } = weighed(groups, 'coefficientOfVariation');
  requirePositiveMean(mean, 'coefficientOfVariation');
  return (100 * betweenGroupDeviation(groups)) / mean;
}

/**
 * Index of disparity: mean absolute difference from the population mean, in per cent of that mean (Pearcy & Keppel
 * 2002, Public Health Reports 117:273–280).
 * @param weighting whether the differences are weighted by population ('by-size') or not
 * @throws RangeError as {@link betweenGroupVariance}, or when the mean is not above 0
 */
export function indexOfDisparity(groups: readonly Group[], weighting: Weighting): number {
  const { mean } = weighed(groups, 'indexOfDisparity');
  requirePositiveMean(mean, 'indexOfDisparity');
  return (100 * meanDifference(groups, mean, weighting)) / mean;
}

/**
 * Mean absolute difference of the groups from a reference figure, in the unit of the figure.
 * @throws RangeError as {@link betweenGroupVariance}, or when the reference is no number
 */
export function meanDifference(groups: readonly Group[], reference: number, weighting: Weighting): number {
  requireFinite(reference, 'reference of meanDifference');
  const { rows } = weighed(groups, 'meanDifference');
  return sumOf(rows, ({ share, value }) => {
    return (weighting === 'by-size' ? share : 1 / rows.length) * Math.abs(value - reference);
  });
}

/** Mean difference from the population mean. @throws RangeError as {@link meanDifference} */
export function meanDifferenceFromMean(groups: readonly Group[], weighting: Weighting): number {
  return meanDifference(groups, weighed(groups, 'meanDifferenceFromMean').mean, weighting);
}

/** Mean difference from the best group. @throws RangeError as {@link meanDifference} */
export function meanDifferenceFromBest(
  groups: readonly Group[],
  direction: Direction,
  weighting: Weighting,
): number {
  return meanDifference(groups, bestOf(groups, direction), weighting);
}

/** The best figure of any group. @throws RangeError without groups */
export function bestOf(groups: readonly Group[], direction: Direction): number {
  if (groups.length === 0) refuse('the best of no groups');
  const values = groups.map(({ value }) => value);
  return values.reduce((best, value) =>
    direction === 'high-is-good' ? Math.max(best, value) : Math.min(best, value),
  );
}
