import { refuse, requireCounts, requireFinite, requirePositive, requireRows } from '../checks';
import { at, sumOf } from '../numbers';
import type { Covariance } from './line';

/** Successes at a value of x, counted `weight` times. */
export interface BinomialPoint {
  readonly x: number;
  readonly successes: number;
  readonly trials: number;
  /** Prior weight, above 0; 1 where every trial counts once. */
  readonly weight: number;
}

/** A logistic line: logit p = intercept + slope · x. */
export interface LogisticFit {
  readonly intercept: number;
  readonly slope: number;
  /** Inverse of the information matrix. */
  readonly covariance: Covariance;
  /** HC1 sandwich, n/(n − 2) over points; null with two points. */
  readonly robust: Covariance | null;
}

const MOST_STEPS = 100;

/** 1 / (1 + e^−u). */
export function logistic(u: number): number {
  return 1 / (1 + Math.exp(-u));
}

/** ln(p / (1 − p)). */
export function logit(p: number): number {
  return Math.log(p) - Math.log1p(-p);
}

/**
 * Maximum-likelihood logistic regression on one variable by Newton's method with halved steps (McCullagh & Nelder 1989, ch. 4).
 * @param points at least two different x
 * @throws RangeError with impossible counts, all points at one x, or when no maximum exists (all or nobody, or x
 * separates successes from failures)
 */
export function fitLogistic(points: readonly BinomialPoint[]): LogisticFit {
  check(points);
  let [intercept, slope] = start(points);
  for (let step = 0; step < MOST_STEPS; step++) {
    const { score, information } = derivatives(points, intercept, slope);
    const inverse = invert(information);
    const a = inverse.intercept * score.intercept + inverse.both * score.slope;
    const b = inverse.both * score.intercept + inverse.slope * score.slope;
    const share = risingShare(points, [intercept, slope], [a, b]);
    intercept += share * a;
    slope += share * b;
    if (Math.abs(a) + Math.abs(b) <= 1e-13 * (1 + Math.abs(intercept) + Math.abs(slope))) {
      return finished(points, intercept, slope);
    }
  }
  // The last digits can swing between two neighbours for ever: a vanishing score is a maximum too.
  const { score, information } = derivatives(points, intercept, slope);
  if (Math.abs(score.intercept) + Math.abs(score.slope) > 1e-9 * (1 + information.intercept)) {
    refuse('a logistic fit: no maximum of the likelihood was found; the groups may separate completely');
  }
  return finished(points, intercept, slope);
}

/** How much of a Newton step to take: halved until the likelihood does not fall, for a full step can overshoot. */
function risingShare(
  points: readonly BinomialPoint[],
  [intercept, slope]: readonly [number, number],
  [a, b]: readonly [number, number],
): number {
  const before = logLikelihood(points, intercept, slope);
  for (let share = 1; share > 1e-6; share /= 2) {
    const after = logLikelihood(points, intercept + share * a, slope + share * b);
    if (after >= before - 1e-12 * Math.abs(before)) return share;
  }
  return 0;
}

function logLikelihood(points: readonly BinomialPoint[], intercept: number, slope: number): number {
  // ln p = −ln(1 + e^−u), written so that no exponential overflows.
  const log = (u: number): number => Math.min(u, 0) - Math.log1p(Math.exp(-Math.abs(u)));
  return sumOf(points, ({ x, successes, trials, weight }) => {
    const u = intercept + slope * x;
    return (
      weight *
      ((successes > 0 ? successes * log(u) : 0) + (trials > successes ? (trials - successes) * log(-u) : 0))
    );
  });
}

function check(points: readonly BinomialPoint[]): void {
  requireRows(points, 2, 'a logistic fit');
  for (const { x, successes, trials, weight } of points) {
    requireFinite(x, 'x of a logistic fit');
    requireCounts(successes, trials, 'a logistic fit');
    requirePositive(weight, 'weight of a logistic fit');
  }
  const first = at(points, 0).x;
  if (points.every(({ x }) => x === first)) refuse('a logistic fit needs points at two different x');
  const successes = sumOf(points, (point) => point.successes);
  if (successes === 0 || successes === sumOf(points, ({ trials }) => trials)) {
    refuse('a logistic fit needs both successes and failures');
  }
}

function start(points: readonly BinomialPoint[]): [number, number] {
  const p = sumOf(points, ({ successes }) => successes) / sumOf(points, ({ trials }) => trials);
  return [logit(p), 0];
}

function derivatives(points: readonly BinomialPoint[], intercept: number, slope: number) {
  const rows = points.map(({ x, successes, trials, weight }) => {
    const p = logistic(intercept + slope * x);
    return { x, score: weight * (successes - trials * p), information: weight * trials * p * (1 - p) };
  });
  return {
    rows,
    score: { intercept: sumOf(rows, (row) => row.score), slope: sumOf(rows, (row) => row.score * row.x) },
    information: {
      intercept: sumOf(rows, (row) => row.information),
      both: sumOf(rows, (row) => row.information * row.x),
      slope: sumOf(rows, (row) => row.information * row.x ** 2),
    },
  };
}

function invert({ intercept, both, slope }: Covariance): Covariance {
  const determinant = intercept * slope - both ** 2;
  if (!(determinant > 0)) {
    refuse('a logistic fit: no maximum of the likelihood exists; the groups separate completely');
  }
  return { intercept: slope / determinant, both: -both / determinant, slope: intercept / determinant };
}

function finished(points: readonly BinomialPoint[], intercept: number, slope: number): LogisticFit {
  const { rows, information } = derivatives(points, intercept, slope);
  const covariance = invert(information);
  const n = points.length;
  return { intercept, slope, covariance, robust: n > 2 ? sandwich(rows, covariance, n / (n - 2)) : null };
}

/** Bread · meat · bread. */
function sandwich(
  rows: readonly { readonly x: number; readonly score: number }[],
  bread: Covariance,
  factor: number,
): Covariance {
  const parts = rows.map(({ x, score }) => ({
    a: (bread.intercept + bread.both * x) * score,
    b: (bread.both + bread.slope * x) * score,
  }));
  return {
    intercept: factor * sumOf(parts, ({ a }) => a * a),
    both: factor * sumOf(parts, ({ a, b }) => a * b),
    slope: factor * sumOf(parts, ({ b }) => b * b),
  };
}
