import { refuse, requireFinite, requireNotNegative, requirePositive } from '../checks';
import { twoSided } from '../distributions';
import { around, aroundLog, CONFIDENCE_95, type EstimateWithError, type Measured } from '../intervals';

/** A change between two times, with its test. */
export interface Change {
  /** Difference later − earlier of an absolute measure; ratio later ÷ earlier of a relative one. */
  readonly change: EstimateWithError;
  readonly z: number;
  /** Two-sided. */
  readonly p: number;
}

/**
 * Change of an absolute measure (SII, ACI) between two independent times: (later − earlier) / √(se₁² + se₂²). Show it
 * beside the relative one: the two can move in opposite directions (Schlotheuber & Hosseinpoor 2022, IJERPH 19:3697).
 * @throws RangeError when a figure is no number or a standard error is negative, or both are 0
 */
export function changeOfDifference(earlier: Measured, later: Measured, confidence = CONFIDENCE_95): Change {
  requireFinite(earlier.value, 'earlier value');
  requireFinite(later.value, 'later value');
  return tested(later.value - earlier.value, combined(earlier, later), around, confidence);
}

/**
 * Change of a relative measure (RII, a ratio) between two independent times, on the log scale.
 * @param earlier value above 0 with the standard error of its logarithm
 * @param later likewise
 * @throws RangeError when a value is not above 0 or a standard error is negative, or both are 0
 */
export function changeOfRatio(earlier: Measured, later: Measured, confidence = CONFIDENCE_95): Change {
  requirePositive(earlier.value, 'earlier value');
  requirePositive(later.value, 'later value');
  const se = combined(earlier, later);
  const { z, p } = tested(Math.log(later.value / earlier.value), se, around, confidence);
  return { change: aroundLog(later.value / earlier.value, se, confidence), z, p };
}

function combined(earlier: Measured, later: Measured): number {
  requireNotNegative(earlier.se, 'earlier standard error');
  requireNotNegative(later.se, 'later standard error');
  const se = Math.hypot(earlier.se, later.se);
  if (se === 0) refuse('a change without any uncertainty has no test');
  return se;
}

function tested(value: number, se: number, interval: typeof around, confidence: number): Change {
  const z = value / se;
  return { change: interval(value, se, confidence), z, p: twoSided(z) };
}
