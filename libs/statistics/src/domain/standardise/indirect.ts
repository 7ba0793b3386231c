import { refuse, requireNotNegative, requirePositive, requireRows } from '../checks';
import { CONFIDENCE_95, type Estimate, poissonLimits, type PoissonMethod } from '../intervals';
import { poissonMethod } from '../intervals/poisson';
import { sumOf } from '../numbers';

/** One stratum of an area beside the reference population's. */
export interface ReferencedStratum {
  /** Events in the area, 0 or more. */
  readonly x: number;
  /** Residents of the area, 0 or more. */
  readonly n: number;
  /** Events in the reference population, 0 or more. */
  readonly referenceX: number;
  /** Residents of the reference population, above 0. */
  readonly referenceN: number;
}

/** An indirectly standardised figure with the events seen and expected. */
export interface IndirectEstimate extends Estimate {
  readonly observed: number;
  readonly expected: number;
  readonly method: PoissonMethod;
}

/**
 * Indirectly standardised ratio: events seen ÷ events expected at the reference population's rates, × refValue; limits
 * exact below 10 events and Byar's from there on, the expectation taken as known (Breslow & Day 1987, p. 69).
 * @param refValue 1 for a ratio, 100 for a percentage
 * @throws RangeError without strata, with a negative count, an empty reference stratum or nothing expected
 */
export function indirectRatio(
  strata: readonly ReferencedStratum[],
  refValue = 1,
  confidence = CONFIDENCE_95,
): IndirectEstimate {
  requireRows(strata, 1, 'indirect standardisation');
  for (const { x, n, referenceX, referenceN } of strata) {
    requireNotNegative(x, 'events of a stratum');
    requireNotNegative(n, 'residents of a stratum');
    requireNotNegative(referenceX, 'events of a reference stratum');
    requirePositive(referenceN, 'residents of a reference stratum');
  }
  requirePositive(refValue, 'refValue');
  const observed = sumOf(strata, ({ x }) => x);
  const expected = sumOf(strata, ({ n, referenceX, referenceN }) => (n * referenceX) / referenceN);
  if (expected === 0) refuse('indirect standardisation: the reference rates expect no events');
  const { lower, upper } = poissonLimits(observed, confidence);
  const scale = (events: number): number => (events / expected) * refValue;
  return {
    value: scale(observed),
    lower: scale(lower),
    upper: scale(upper),
    observed,
    expected,
    method: poissonMethod(observed),
  };
}

/** An indirectly standardised rate beside the crude reference rate, both per `multiplier`. */
export interface IndirectRate extends IndirectEstimate {
  readonly referenceRate: number;
}

/**
 * Indirectly standardised rate: the ratio of {@link indirectRatio} × the crude rate of the reference population.
 * @throws RangeError as {@link indirectRatio}
 */
export function indirectRate(
  strata: readonly ReferencedStratum[],
  multiplier = 100_000,
  confidence = CONFIDENCE_95,
): IndirectRate {
  const ratio = indirectRatio(strata, 1, confidence);
  requirePositive(multiplier, 'multiplier');
  const events = sumOf(strata, ({ referenceX }) => referenceX);
  const referenceRate = (multiplier * events) / sumOf(strata, ({ referenceN }) => referenceN);
  return {
    ...ratio,
    value: ratio.value * referenceRate,
    lower: ratio.lower * referenceRate,
    upper: ratio.upper * referenceRate,
    referenceRate,
  };
}
