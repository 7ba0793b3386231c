import { requireInside, requireNotNegative, requirePositive } from '../checks';
import { chiSquaredQuantile, zOf } from '../distributions';
import { CONFIDENCE_95, type Estimate, type Limits } from './estimate';

/** From this many events on, Byar's limits take the place of the exact ones (PHE technical guide, 2018). */
export const BYAR_FROM = 10;

/** Which limits of a count were used. */
export type PoissonMethod = 'Exact' | 'Byars';

/**
 * Byar's approximate limits of a Poisson count (Breslow & Day 1987, Statistical Methods in Cancer Research II, p. 69).
 * @param x events, 0 or more; the lower limit is 0 where the approximation would be negative
 * @throws RangeError when x is negative or confidence is not between 0 and 1
 */
export function byarLimits(x: number, confidence = CONFIDENCE_95): Limits {
  requireNotNegative(x, 'x of byarLimits');
  const z = zOf(confidence);
  const cube = (count: number, sign: number): number =>
    count * Math.max(0, 1 - 1 / (9 * count) + (sign * z) / (3 * Math.sqrt(count))) ** 3;
  return { lower: x === 0 ? 0 : cube(x, -1), upper: cube(x + 1, 1) };
}

/**
 * Exact limits of a Poisson count (Garwood 1936, Biometrika 28:437–442): χ²(α/2; 2x)/2 and χ²(1 − α/2; 2x + 2)/2.
 * @param x events, 0 or more; at 0 the lower limit is 0
 * @throws RangeError when x is negative or confidence is not between 0 and 1
 */
export function exactPoissonLimits(x: number, confidence = CONFIDENCE_95): Limits {
  requireNotNegative(x, 'x of exactPoissonLimits');
  requireInside(confidence, 'confidence');
  const tail = (1 - confidence) / 2;
  return {
    lower: x === 0 ? 0 : chiSquaredQuantile(tail, 2 * x) / 2,
    upper: chiSquaredQuantile(tail, 2 * x + 2, 'upper') / 2,
  };
}

/** Which limits {@link poissonLimits} takes for a count. */
export function poissonMethod(x: number): PoissonMethod {
  return x < BYAR_FROM ? 'Exact' : 'Byars';
}

/**
 * Limits of a count: exact below {@link BYAR_FROM} events, Byar's from there on.
 * @throws RangeError when x is negative or confidence is not between 0 and 1
 */
export function poissonLimits(x: number, confidence = CONFIDENCE_95): Limits {
  return poissonMethod(x) === 'Exact' ? exactPoissonLimits(x, confidence) : byarLimits(x, confidence);
}

/** A rate per `multiplier` with its interval and the limits used. */
export interface Rate extends Estimate {
  readonly method: PoissonMethod;
}

/**
 * A crude rate: events ÷ person-time × multiplier, with the limits of the count. Above one per person is legal (several
 * tests of one person).
 * @param x events, 0 or more
 * @param n person-time or residents, above 0
 * @throws RangeError when an argument is outside its range
 */
export function crudeRate(x: number, n: number, multiplier = 100_000, confidence = CONFIDENCE_95): Rate {
  requirePositive(n, 'n of crudeRate');
  requirePositive(multiplier, 'multiplier');
  const { lower, upper } = poissonLimits(x, confidence);
  const scale = (count: number): number => (count / n) * multiplier;
  return { value: scale(x), lower: scale(lower), upper: scale(upper), method: poissonMethod(x) };
}
