import { requireNotNegative, requirePositive } from '../checks';
import { exactPoissonLimits, type Limits, poissonLimits } from '../intervals';
import { type ControlLimits, FUNNEL_CONFIDENCE, significance, type Significance } from './proportion';

/** Control lines of a ratio at an observed count, with the expected counts at which they stand. */
export interface RatioLine {
  readonly limits: Limits;
  /** Expected count at which `observed` lies on the lower and on the upper line. */
  readonly expected: Limits;
}

/**
 * Exact Poisson control lines of a ratio O/E at an observed count: the upper line passes the smallest expectation that
 * is not yet refuted, E = χ²(α; 2O)/2, the lower the largest, χ²(1 − α; 2O + 2)/2 (Public Health England; solved for E).
 * @param observed events, above 0
 * @param scale 1 for a ratio, 100 for a percentage
 * @param confidence two-sided; 0.95 and 0.998 are the usual lines
 * @throws RangeError when an argument is outside its range
 */
export function ratioFunnelLine(observed: number, scale: number, confidence: number): RatioLine {
  requirePositive(observed, 'observed events of a funnel line');
  requirePositive(scale, 'scale');
  const { lower, upper } = exactPoissonLimits(observed, confidence);
  return {
    limits: { lower: (scale * observed) / upper, upper: (scale * observed) / lower },
    expected: { lower: upper, upper: lower },
  };
}

/**
 * Control limits of a ratio at an expected count, as if the expectation were a count seen: χ²(α; 2E)/2E and
 * χ²(1 − α; 2(E + 1))/2E, × target. Another funnel than {@link ratioFunnelLine}'s: name the method.
 * @param expected events, above 0
 * @param target ratio of the whole
 * @throws RangeError when an argument is outside its range
 */
export function ratioFunnelAtExpected(expected: number, target = 1): ControlLimits {
  requirePositive(expected, 'expected events');
  requirePositive(target, 'target');
  const at = (confidence: number): Limits => {
    const { lower, upper } = exactPoissonLimits(expected, confidence);
    return { lower: (target * lower) / expected, upper: (target * upper) / expected };
  };
  return { warning: at(FUNNEL_CONFIDENCE.warning), action: at(FUNNEL_CONFIDENCE.action) };
}

/**
 * Whether a district's events differ from their expectation: exact limits of the count below 10 events, Byar's above.
 * @param observed events, 0 or more
 * @param expected events, above 0
 * @throws RangeError when an argument is outside its range
 */
export function ratioSignificance(observed: number, expected: number): Significance {
  requireNotNegative(observed, 'observed events');
  requirePositive(expected, 'expected events');
  return significance(expected, (confidence) => poissonLimits(observed, confidence));
}

/**
 * Whether a district's rate differs from the whole's.
 * @param events 0 or more
 * @param size person-time or residents, above 0
 * @param average events per person of the whole, above 0
 * @throws RangeError when an argument is outside its range
 */
export function rateSignificance(events: number, size: number, average: number): Significance {
  requirePositive(size, 'size of a district');
  requirePositive(average, 'average rate');
  return ratioSignificance(events, size * average);
}
