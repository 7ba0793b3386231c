import { requireInside, requireNotNegative, requirePositive, requireWhole } from '../checks';
import { incompleteGamma } from './incomplete-gamma';
import { poissonKernel, type Tail } from './kernel';
import { normalQuantile } from './normal';
import { solveTail } from './solve';

/**
 * Probability of a gamma distribution with scale 1 up to (or beyond) x; relative error below 1e-12 in the smaller tail
 * for shapes from 0.01 to a million.
 * @throws RangeError when x < 0 or shape ≤ 0
 */
export function gammaCdf(x: number, shape: number, tail: Tail = 'lower'): number {
  requireNotNegative(x, 'x of the gamma distribution');
  requirePositive(shape, 'shape of the gamma distribution');
  return incompleteGamma(shape, x)[tail];
}

/**
 * Quantile of a gamma distribution with scale 1; relative error below 1e-12.
 * @param p probability up to (or, for the upper tail, beyond) the quantile
 * @throws RangeError when p is not above 0 and below 1 or shape ≤ 0
 */
export function gammaQuantile(p: number, shape: number, tail: Tail = 'lower'): number {
  requireInside(p, 'p of the gamma quantile');
  requirePositive(shape, 'shape of the gamma quantile');
  const [side, share] = p <= 0.5 ? [tail, p] : [otherTail(tail), 1 - p];
  const u = solveTail(
    (at) => {
      const x = Math.exp(at);
      return { probability: incompleteGamma(shape, x)[side], density: shape * poissonKernel(shape, x) };
    },
    share,
    side === 'lower',
    firstGuess(share, shape, side),
  );
  return Math.exp(u);
}

/** ln x by Wilson & Hilferty 1931 where that is positive, else by the leading term of the lower tail. */
function firstGuess(p: number, shape: number, tail: Tail): number {
  const root = 1 - 1 / (9 * shape) + normalQuantile(p, tail) / (3 * Math.sqrt(shape));
  if (root > 0.1) return Math.log(shape) + 3 * Math.log(root);
  return tail === 'upper' ? Math.log(shape) : (Math.log(p) - Math.log(poissonKernel(shape, 1)) - 1) / shape;
}

function otherTail(tail: Tail): Tail {
  return tail === 'lower' ? 'upper' : 'lower';
}

/**
 * Probability of a chi-squared distribution up to (or beyond) x.
 * @throws RangeError when x < 0 or df ≤ 0
 */
export function chiSquaredCdf(x: number, df: number, tail: Tail = 'lower'): number {
  requirePositive(df, 'degrees of freedom');
  return gammaCdf(x / 2, df / 2, tail);
}

/**
 * Quantile of a chi-squared distribution.
 * @throws RangeError when p is not above 0 and below 1 or df ≤ 0
 */
export function chiSquaredQuantile(p: number, df: number, tail: Tail = 'lower'): number {
  requirePositive(df, 'degrees of freedom');
  return 2 * gammaQuantile(p, df / 2, tail);
}

/**
 * Probability of a Poisson distribution: P(K ≤ k), or P(K > k) for the upper tail.
 * @param k whole number of 0 or more
 * @param mean 0 or more
 * @throws RangeError otherwise
 */
export function poissonCdf(k: number, mean: number, tail: Tail = 'lower'): number {
  requireWhole(k, 'k of the Poisson distribution');
  requireNotNegative(mean, 'mean of the Poisson distribution');
  return incompleteGamma(k + 1, mean)[otherTail(tail)];
}

/**
 * Smallest k with P(K ≤ k) ≥ p in a Poisson distribution.
 * @throws RangeError when p is not above 0 and below 1 or the mean is negative
 */
export function poissonQuantile(p: number, mean: number): number {
  requireInside(p, 'p of the Poisson quantile');
  requireNotNegative(mean, 'mean of the Poisson quantile');
  return smallest((k) => poissonCdf(k, mean) >= p, Math.floor(mean));
}

/**
 * Smallest whole number of 0 or more for which a condition holds that, once true, stays true; searched from a guess.
 * @param most where the condition surely holds
 */
export function smallest(
  holds: (k: number) => boolean,
  guess: number,
  most = Number.MAX_SAFE_INTEGER,
): number {
  let step = 1;
  let high = Math.min(guess, most);
  while (high < most && !holds(high)) {
    high = Math.min(most, high + step);
    step *= 2;
  }
  let low = -1;
  step = 1;
  for (let k = high - 1; k >= 0; k -= step, step *= 2) {
    if (!holds(k)) {
      low = k;
      break;
    }
    high = k;
  }
  while (high - low > 1) {
    const k = Math.floor((low + high) / 2);
    if (holds(k)) high = k;
    else low = k;
  }
  return high;
}
