import { requireCounts, requireNotNegative, requirePositive, requireRows } from '../checks';
import type { Counts } from '../intervals';
import { sumOf } from '../numbers';

/** Raw and smoothed figures of districts; the raw ones stay at hand. */
export interface Smoothed {
  readonly raw: readonly number[];
  readonly smoothed: readonly number[];
  /** Figure of the whole, towards which small districts are drawn. */
  readonly overall: number;
}

/**
 * Empirical-Bayes smoothing of proportions by moments (Martuzzi & Elliott 1996, Statistics in Medicine 15:1867–1873):
 * with b = Σx/Σn, s² = Σn(p − b)²/Σn, n̄ = Σn/k and n the district's size, ρ = (n s² − (n/n̄) b(1 − b)) / ((n − 1) s² +
 * ((n̄ − n)/n̄) b(1 − b)), smoothed = ρ p + (1 − ρ) b. ρ is kept between 0 and 1: without spread beyond chance all
 * districts get the whole's share.
 * @param districts at least one count
 * @throws RangeError without districts or with one that is no count
 */
export function smoothProportions(districts: readonly Counts[]): Smoothed {
  requireRows(districts, 1, 'smoothProportions');
  for (const { x, n } of districts) requireCounts(x, n, 'a district');
  const { raw, overall, spread, meanSize } = moments(districts);
  const noise = overall * (1 - overall);
  const smoothed = districts.map(({ n }, i) => {
    const share = raw[i] ?? 0;
    const signal = n * spread - (n / meanSize) * noise;
    if (signal <= 0) return overall;
    const trust = Math.min(1, signal / ((n - 1) * spread + ((meanSize - n) / meanSize) * noise));
    return trust * share + (1 - trust) * overall;
  });
  return { raw, smoothed, overall };
}

/**
 * Empirical-Bayes smoothing of rates by moments (Marshall 1991, Applied Statistics 40:283–294): a = max(0, s² − b/n̄),
 * smoothed = b + a (p − b) / (a + b/n).
 * @param districts x events, 0 or more, and n person-time, above 0
 * @throws RangeError otherwise, or without districts
 */
export function smoothRates(districts: readonly Counts[]): Smoothed {
  requireRows(districts, 1, 'smoothRates');
  for (const { x, n } of districts) {
    requireNotNegative(x, 'events of a district');
    requirePositive(n, 'person-time of a district');
  }
  const { raw, overall, spread, meanSize } = moments(districts);
  const between = Math.max(0, spread - overall / meanSize);
  const smoothed = districts.map(({ n }, i) => {
    if (between === 0) return overall;
    return overall + (between * ((raw[i] ?? 0) - overall)) / (between + overall / n);
  });
  return { raw, smoothed, overall };
}

function moments(districts: readonly Counts[]) {
  const total = sumOf(districts, ({ n }) => n);
  const overall = sumOf(districts, ({ x }) => x) / total;
  const raw = districts.map(({ x, n }) => x / n);
  const spread = sumOf(districts, ({ n }, i) => n * ((raw[i] ?? 0) - overall) ** 2) / total;
  return { raw, overall, spread, meanSize: total / districts.length };
}
