import { requireCounts, requireInside } from '../checks';
import { betaQuantile } from '../distributions';
import { CONFIDENCE_95, type Estimate } from './estimate';

/**
 * A proportion with the "exact" binomial interval (Clopper & Pearson 1934, Biometrika 26:404–413), which holds at least
 * the stated confidence and is mostly wider than {@link wilson}'s.
 * @param x successes, 0 to n
 * @param n trials, above 0
 * @throws RangeError when x and n are no such counts, or confidence is not between 0 and 1
 */
export function clopperPearson(x: number, n: number, confidence = CONFIDENCE_95): Estimate {
  requireCounts(x, n, 'clopperPearson');
  requireInside(confidence, 'confidence');
  const tail = (1 - confidence) / 2;
  return {
    value: x / n,
    lower: x === 0 ? 0 : betaQuantile(tail, x, n - x + 1),
    upper: x === n ? 1 : betaQuantile(tail, x + 1, n - x, 'upper'),
  };
}
