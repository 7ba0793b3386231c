import { requireInside, requirePositive, requireShare, requireWhole, refuse } from '../checks';
import { smallest } from './gamma';
import { incompleteBeta } from './incomplete-beta';
import { betaKernel, type Tail } from './kernel';
import { solveTail } from './solve';

/**
 * Probability of a beta distribution up to (or beyond) x; relative error below 1e-12 in the smaller tail for shapes
 * from 0.01 to a million.
 * @throws RangeError when x is not between 0 and 1 or a shape is not above 0
 */
export function betaCdf(x: number, a: number, b: number, tail: Tail = 'lower'): number {
  requireShare(x, 'x of the beta distribution');
  requirePositive(a, 'shape a of the beta distribution');
  requirePositive(b, 'shape b of the beta distribution');
  return incompleteBeta(a, b, x, 1 - x)[tail];
}

/**
 * Quantile of a beta distribution; relative error below 1e-12.
 * @param p probability up to (or, for the upper tail, beyond) the quantile
 * @throws RangeError when p is not above 0 and below 1 or a shape is not above 0
 */
export function betaQuantile(p: number, a: number, b: number, tail: Tail = 'lower'): number {
  return betaPoint(p, a, b, tail).x;
}

/** The quantile x with 1 − x, each with its own relative accuracy. */
export function betaPoint(p: number, a: number, b: number, tail: Tail): { x: number; y: number } {
  requireInside(p, 'p of the beta quantile');
  requirePositive(a, 'shape a of the beta quantile');
  requirePositive(b, 'shape b of the beta quantile');
  const flip = p > 0.5;
  const side = flip === (tail === 'lower') ? 'upper' : 'lower';
  const u = solveTail(
    (at) => {
      const { x, y } = fromLogit(at);
      return { probability: incompleteBeta(a, b, x, y)[side], density: betaKernel(a, b, x, y) };
    },
    flip ? 1 - p : p,
    side === 'lower',
    Math.log(a / b),
  );
  return fromLogit(u);
}

function fromLogit(u: number): { x: number; y: number } {
  return { x: 1 / (1 + Math.exp(-u)), y: 1 / (1 + Math.exp(u)) };
}

/**
 * Probability of an F distribution up to (or beyond) f.
 * @throws RangeError when f < 0 or degrees of freedom are not above 0
 */
export function fCdf(f: number, df1: number, df2: number, tail: Tail = 'lower'): number {
  if (!(f >= 0) || !Number.isFinite(f)) refuse('f must be a finite number of 0 or more');
  requirePositive(df1, 'first degrees of freedom');
  requirePositive(df2, 'second degrees of freedom');
  const total = df1 * f + df2;
  return incompleteBeta(df1 / 2, df2 / 2, (df1 * f) / total, df2 / total)[tail];
}

/**
 * Quantile of an F distribution.
 * @throws RangeError when p is not above 0 and below 1 or degrees of freedom are not above 0
 */
export function fQuantile(p: number, df1: number, df2: number, tail: Tail = 'lower'): number {
  requirePositive(df1, 'first degrees of freedom');
  requirePositive(df2, 'second degrees of freedom');
  const { x, y } = betaPoint(p, df1 / 2, df2 / 2, tail);
  return representable((df2 * x) / (df1 * y), 'F');
}

/**
 * Probability of Student's t distribution up to (or beyond) t.
 * @throws RangeError when t is no finite number or df ≤ 0
 */
export function tCdf(t: number, df: number, tail: Tail = 'lower'): number {
  if (!Number.isFinite(t)) refuse('t must be a finite number');
  requirePositive(df, 'degrees of freedom');
  const total = df + t * t;
  const around = incompleteBeta(0.5, df / 2, (t * t) / total, df / total);
  return t < 0 === (tail === 'lower') ? around.upper / 2 : 0.5 + around.lower / 2;
}

/**
 * Quantile of Student's t distribution.
 * @throws RangeError when p is not above 0 and below 1 or df ≤ 0
 */
export function tQuantile(p: number, df: number, tail: Tail = 'lower'): number {
  requireInside(p, 'p of the t quantile');
  requirePositive(df, 'degrees of freedom');
  if (p === 0.5) return 0;
  const outside = 2 * Math.min(p, 1 - p);
  const { x, y } =
    outside < 0.5
      ? betaPoint(outside, 0.5, df / 2, 'upper')
      : betaPoint(2 * Math.abs(p - 0.5), 0.5, df / 2, 'lower');
  const size = representable(Math.sqrt((df * x) / y), 't');
  return p < 0.5 === (tail === 'lower') ? -size : size;
}

/** With few degrees of freedom a quantile can pass 1e308. */
function representable(quantile: number, name: string): number {
  if (!Number.isFinite(quantile)) refuse(`the ${name} quantile is too large for a number`);
  return quantile;
}

/**
 * Probability of a binomial distribution: P(K ≤ k), or P(K > k) for the upper tail.
 * @param k whole number from 0 to n
 * @param n whole number above 0
 * @param p share of successes, 0 to 1
 * @throws RangeError otherwise
 */
export function binomialCdf(k: number, n: number, p: number, tail: Tail = 'lower'): number {
  requireWhole(k, 'k of the binomial distribution');
  requireWhole(n, 'n of the binomial distribution', 1);
  requireShare(p, 'p of the binomial distribution');
  if (k > n) refuse('k of the binomial distribution must not exceed n');
  if (k === n) return tail === 'lower' ? 1 : 0;
  return incompleteBeta(k + 1, n - k, p, 1 - p)[tail === 'lower' ? 'upper' : 'lower'];
}

/**
 * Smallest k with P(K ≤ k) ≥ probability in a binomial distribution.
 * @throws RangeError when an argument is outside its range
 */
export function binomialQuantile(probability: number, n: number, p: number): number {
  requireInside(probability, 'probability of the binomial quantile');
  requireWhole(n, 'n of the binomial quantile', 1);
  requireShare(p, 'p of the binomial quantile');
  return smallest((k) => binomialCdf(k, n, p) >= probability, Math.floor(n * p), n);
}
