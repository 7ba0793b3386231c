import { refuse, requireFinite, requireNotNegative, requireRows } from '../checks';
import { zOf } from '../distributions';
import { CONFIDENCE_95, type EstimateWithError } from '../intervals';
import { riditMidpoints } from '../ranks';
import { covarianceOf, fitLine } from '../regression';
import type { Group } from './groups';
import { type Kind, requireOnScale, SCALES } from './scale';

/** A group in order of advantage, with the standard error of its figure. */
export interface OrderedGroup extends Group {
  /** Standard error on the scale of the kind (log of a rate, logit of a proportion); see {@link errorFromLimits}. */
  readonly se: number;
}

/** How a slope index is fitted and shown. */
export interface SlopeOptions {
  readonly kind: Kind;
  /** Whether the line is fitted on the scale of the kind instead of the figure itself. */
  readonly transform?: boolean;
  /** The SII is multiplied by this; a negative one turns the direction round: SII changes sign, RII is inverted. */
  readonly multiplier?: number;
  readonly confidence?: number;
}

/** Slope and relative index with the fitted line. */
export interface SlopeIndex {
  /** Fitted figure of the most advantaged minus that of the most disadvantaged, × multiplier. */
  readonly sii: EstimateWithError;
  /** Their ratio, fitted(1) ÷ fitted(0). Not SII ÷ mean: that is {@link slopeIndexOfMean}. `se` is of its logarithm. */
  readonly rii: EstimateWithError;
  /** Fitted figure at rank 0, unit of the figure, not multiplied. */
  readonly intercept: number;
  /** Fitted figure at rank 1. */
  readonly end: number;
}

/**
 * Slope and relative index of inequality: weighted least squares of the figure on the ridit of its group (Low & Low
 * 2004, Journal of Public Health 26:390–395; Public Health England's method). The limits are deterministic: the slope
 * is a linear function of the figures, so its variance follows from theirs; the line turns about its mid-point.
 * @param groups two or more, from most disadvantaged to most advantaged
 * @throws RangeError with fewer than two groups, an empty group, a figure impossible for its kind, a negative standard
 * error, a multiplier of 0, or a fitted line that leaves the range in which a ratio means something
 */
export function slopeIndex(groups: readonly OrderedGroup[], options: SlopeOptions): SlopeIndex {
  const { kind, transform = false, multiplier = 1, confidence = CONFIDENCE_95 } = options;
  check(groups, kind, multiplier);
  const scale = SCALES[transform ? kind : 'mean'];
  const ranks = riditMidpoints(groups.map(({ size }) => size));
  const line = fitLine(
    groups.map(({ value, size }, i) => ({ x: ranks[i] ?? 0, y: scale.to(value), weight: size })),
  );
  const variances = groups.map(({ value, se }) => {
    return (transform ? se : se * SCALES[kind].slope(value)) ** 2;
  });
  const reach = zOf(confidence) * Math.sqrt(covarianceOf(line, variances).slope);
  const middle = line.intercept + line.slope / 2;
  const ends = (slope: number) => ({
    low: scale.from(middle - slope / 2),
    high: scale.from(middle + slope / 2),
  });
  return assembled([line.slope, line.slope - reach, line.slope + reach].map(ends), multiplier, confidence);
}

function check(groups: readonly OrderedGroup[], kind: Kind, multiplier: number): void {
  requireRows(groups, 2, 'slopeIndex');
  for (const { value, se } of groups) {
    requireOnScale(value, kind, 'value of a group');
    requireNotNegative(se, 'standard error of a group');
  }
  requireFinite(multiplier, 'multiplier');
  if (multiplier === 0) refuse('multiplier must not be 0');
}

interface Ends {
  readonly low: number;
  readonly high: number;
}

function assembled(lines: readonly Ends[], multiplier: number, confidence: number): SlopeIndex {
  const ordered = (values: readonly number[]) => ({
    value: values[0] ?? 0,
    lower: Math.min(...values),
    upper: Math.max(...values),
  });
  const sii = ordered(lines.map(({ low, high }) => (high - low) * multiplier));
  const rii = ordered(lines.map(({ low, high }) => ratioOf(low, high, multiplier)));
  const width = 2 * zOf(confidence);
  const { low: intercept = 0, high: end = 0 } = lines[0] ?? {};
  return {
    sii: { ...sii, se: (sii.upper - sii.lower) / width },
    rii: { ...rii, se: Math.log(rii.upper / rii.lower) / width },
    intercept,
    end,
  };
}

function ratioOf(low: number, high: number, multiplier: number): number {
  if (!(low > 0 && high > 0)) {
    refuse('slopeIndex: the fitted line or its limits reach 0, so a ratio means nothing; fit it transformed');
  }
  return multiplier < 0 ? low / high : high / low;
}

/**
 * SII by weighted least squares without an interval, and the mean-based RII of Pamuk 1985 (SII ÷ mean), which is another
 * number than fitted(1) ÷ fitted(0).
 * @param weighted whether groups weigh by size (else all the same; the ranks are by size either way)
 * @throws RangeError as {@link fitLine}; `riiOfMean` is null when the mean is not above 0
 */
export function slopeIndexOfMean(
  groups: readonly Group[],
  weighted = true,
): { readonly sii: number; readonly riiOfMean: number | null } {
  const ranks = riditMidpoints(groups.map(({ size }) => size));
  const { slope, intercept } = fitLine(
    groups.map(({ value, size }, i) => ({ x: ranks[i] ?? 0, y: value, weight: weighted ? size : 1 })),
  );
  const mean = intercept + slope / 2;
  return { sii: slope, riiOfMean: mean > 0 ? slope / mean : null };
}
