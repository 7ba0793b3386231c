import { refuse, requireShare } from '../checks';
import { around, aroundLog, CONFIDENCE_95, type EstimateWithError } from '../intervals';
import { riditMidpoints } from '../ranks';
import { type Covariance, deltaError, fitLine, fitLogistic, logistic, robustCovariance } from '../regression';
import type { Group } from './groups';

/** SII and RII of a fit; `se` of the RII is of its logarithm. */
export interface SlopePair {
  readonly sii: EstimateWithError;
  readonly rii: EstimateWithError;
  /** Fitted figure at rank 0 and at rank 1. */
  readonly fitted: readonly [number, number];
}

/**
 * Slope indices by weighted least squares with the HC1 sandwich (WHO, linear model): it treats the groups as the
 * sample, so lack of fit widens the interval; {@link slopeIndex} treats their figures as uncertain.
 * @param groups three or more, from most disadvantaged to most advantaged; the line must stay above 0 at both ends
 * @throws RangeError otherwise, or with an empty group
 */
export function robustSlopeIndex(groups: readonly Group[], confidence = CONFIDENCE_95): SlopePair {
  const ranks = riditMidpoints(groups.map(({ size }) => size));
  const line = fitLine(groups.map(({ value, size }, i) => ({ x: ranks[i] ?? 0, y: value, weight: size })));
  const covariance = robustCovariance(line);
  const [low, high] = [line.intercept, line.intercept + line.slope];
  if (!(low > 0 && high > 0)) refuse('robustSlopeIndex: the fitted line reaches 0, so a ratio means nothing');
  const seOfLog = deltaError(covariance, 1 / high - 1 / low, 1 / high);
  return {
    sii: around(line.slope, Math.sqrt(covariance.slope), confidence),
    rii: aroundLog(high / low, seOfLog, confidence),
    fitted: [low, high],
  };
}

/** Participants of a group at a rank. */
export interface RankedCounts {
  /** Participants, 0 to n. */
  readonly x: number;
  /** Invited, above 0. */
  readonly n: number;
  /** Ridit of the group, 0 to 1. */
  readonly rank: number;
  /** Times the group is counted, above 0; 1 unless a sample is to be weighted. */
  readonly weight?: number;
}

/** A logistic slope index with the coefficients it rests on. */
export interface LogisticSlopeIndex extends SlopePair {
  readonly intercept: number;
  readonly slope: number;
  readonly covariance: Covariance;
}

/**
 * Slope indices of a proportion by logistic regression on the rank, the recommended form: SII = F(b₀ + b₁) − F(b₀), RII
 * their ratio, errors by the delta method (McCullagh & Nelder 1989; each person counted once).
 * @param robust HC1 sandwich over groups instead of the binomial variance
 * @throws RangeError when counts or ranks are impossible or the likelihood has no maximum; robust with fewer than three
 */
export function logisticSlopeIndex(
  groups: readonly RankedCounts[],
  { robust = false, confidence = CONFIDENCE_95 }: { robust?: boolean; confidence?: number } = {},
): LogisticSlopeIndex {
  for (const { rank } of groups) requireShare(rank, 'rank of a group');
  const fit = fitLogistic(
    groups.map(({ x, n, rank, weight = 1 }) => ({ x: rank, successes: x, trials: n, weight })),
  );
  const covariance = robust
    ? (fit.robust ?? refuse('a robust interval needs at least 3 groups'))
    : fit.covariance;
  const [p, q] = [logistic(fit.intercept), logistic(fit.intercept + fit.slope)];
  const [atStart, atEnd] = [p * (1 - p), q * (1 - q)];
  return {
    sii: around(q - p, deltaError(covariance, atEnd - atStart, atEnd), confidence),
    rii: aroundLog(q / p, deltaError(covariance, p - q, 1 - q), confidence),
    fitted: [p, q],
    intercept: fit.intercept,
    slope: fit.slope,
    covariance,
  };
}
