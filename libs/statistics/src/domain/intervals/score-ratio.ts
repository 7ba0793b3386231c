import { refuse, requireCounts } from '../checks';
import { zOf } from '../distributions';
import { CONFIDENCE_95, type Estimate } from './estimate';
import type { Counts } from './wilson';

/**
 * Ratio a ÷ b of two independent proportions with the score interval (Koopman 1984, Biometrics 40:513–517): all ratios
 * whose score statistic does not exceed z². Works with no events on one side; the upper limit is then Infinity where b
 * has none.
 * @throws RangeError when a side is no count or neither has events
 */
export function scoreRatio(a: Counts, b: Counts, confidence = CONFIDENCE_95): Estimate {
  requireCounts(a.x, a.n, 'scoreRatio');
  requireCounts(b.x, b.n, 'scoreRatio');
  if (a.x === 0 && b.x === 0) refuse('scoreRatio needs events on at least one side');
  const limit = zOf(confidence) ** 2;
  const value = b.x === 0 ? Infinity : a.x / a.n / (b.x / b.n);
  const outside = (ratio: number): boolean => scoreStatistic(a, b, ratio) > limit;
  const start = value === 0 || value === Infinity ? 1 : value;
  return {
    value,
    lower: a.x === 0 ? 0 : edge(outside, value === Infinity ? beyond(outside, start, 2) : value, 0.5),
    upper: b.x === 0 ? Infinity : edge(outside, value === 0 ? beyond(outside, start, 0.5) : value, 2),
  };
}

/** The score statistic of a hypothesised ratio, with the proportions that are most likely under it. */
function scoreStatistic(a: Counts, b: Counts, ratio: number): number {
  const total = a.n + b.n;
  const linear = ratio * (a.n + b.x) + a.x + b.n;
  const q =
    (2 * (a.x + b.x)) / (linear + Math.sqrt(Math.max(0, linear ** 2 - 4 * ratio * total * (a.x + b.x))));
  const p = ratio * q;
  const [left, right] = [(a.x - a.n * p) ** 2 / (a.n * p), (b.x - b.n * q) ** 2 / (b.n * q)];
  return (left === 0 ? 0 : left / (1 - p)) + (right === 0 ? 0 : right / (1 - q));
}

/** A ratio inside the interval, walking from a start by a factor. */
function beyond(outside: (ratio: number) => boolean, start: number, factor: number): number {
  let ratio = start;
  for (let step = 0; step < 1000 && outside(ratio); step++) ratio *= factor;
  return ratio;
}

/** Where the interval ends, going from a ratio inside by a factor; bisected on the log scale. */
function edge(outside: (ratio: number) => boolean, inside: number, factor: number): number {
  let [within, without] = [inside, inside * factor];
  for (let step = 0; step < 1000 && !outside(without); step++)
    [within, without] = [without, without * factor];
  for (let step = 0; step < 100; step++) {
    const middle = Math.sqrt(within * without);
    if (outside(middle)) without = middle;
    else within = middle;
  }
  return within;
}
