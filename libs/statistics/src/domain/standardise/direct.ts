import { refuse, requireNotNegative, requirePositive, requireRows } from '../checks';
import { chiSquaredQuantile } from '../distributions';
import { byarLimits, CONFIDENCE_95, type Estimate } from '../intervals';
import { sumOf } from '../numbers';

/** One stratum (age band) of a population whose rate is standardised. */
export interface RateStratum {
  /** Events, 0 or more. */
  readonly x: number;
  /** Person-time or residents, above 0. */
  readonly n: number;
  /** Weight of the stratum in the standard population, 0 or more. */
  readonly standard: number;
}

/** A stratum of one event frequency: persons who each had `frequency` events. */
export interface FrequencyStratum extends RateStratum {
  readonly frequency: number;
}

/** A standardised rate per `multiplier`. All three are null where there are too few events for a rate. */
export interface StandardisedRate {
  readonly value: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly events: number;
}

/** Below this many events a standardised rate is not given (PHE technical guide, 2018). */
export const STANDARDISED_FROM = 10;

/**
 * Directly standardised rate with Dobson's limits (Dobson et al. 1991, Statistics in Medicine 10:457–462, on Byar's
 * limits of the event count). For rates of events; for the share of persons who took part use
 * {@link standardisedProportion}, whose interval is right where the share is large.
 * @param multiplier the rate is per this many
 * @throws RangeError without strata, with a negative count, an empty stratum or a standard population of 0
 */
export function directRate(
  strata: readonly RateStratum[],
  multiplier = 100_000,
  confidence = CONFIDENCE_95,
): StandardisedRate {
  return dobson(
    strata.map((stratum) => ({ ...stratum, frequency: 1 })),
    strata,
    multiplier,
    confidence,
  );
}

/**
 * Directly standardised rate where a person may count several times (several tests): persons are given per stratum and
 * number of events each had; the variance is Σ f² V_f (PHE technical guide, 2018).
 * @param strata one row per stratum and frequency; the strata of each frequency share n and standard
 * @throws RangeError as {@link directRate}, and when strata of different frequencies do not describe one population
 */
export function directRateOfRepeatedEvents(
  strata: readonly FrequencyStratum[],
  multiplier = 100_000,
  confidence = CONFIDENCE_95,
): StandardisedRate {
  requireRows(strata, 1, 'directRateOfRepeatedEvents');
  for (const { frequency } of strata) requirePositive(frequency, 'frequency of a stratum');
  const first = strata.filter((stratum) => stratum.frequency === strata[0]?.frequency);
  for (const frequency of new Set(strata.map((stratum) => stratum.frequency))) {
    const rows = strata.filter((stratum) => stratum.frequency === frequency);
    const same =
      rows.length === first.length &&
      rows.every((row, i) => row.n === first[i]?.n && row.standard === first[i].standard);
    if (!same) refuse('each frequency needs the same strata in the same order');
  }
  return dobson(strata, first, multiplier, confidence);
}

function dobson(
  rows: readonly FrequencyStratum[],
  population: readonly RateStratum[],
  multiplier: number,
  confidence: number,
): StandardisedRate {
  checkStrata(rows);
  requirePositive(multiplier, 'multiplier');
  const total = standardTotal(population);
  const events = sumOf(rows, ({ x, frequency }) => x * frequency);
  const rate = sumOf(rows, ({ x, n, standard, frequency }) => (standard * x * frequency) / n) / total;
  const variance =
    sumOf(rows, ({ x, n, standard, frequency }) => x * ((frequency * standard) / n) ** 2) / total ** 2;
  const limits = byarLimits(events, confidence);
  const enough = events >= STANDARDISED_FROM;
  const at = (limit: number): number => multiplier * (rate + Math.sqrt(variance / events) * (limit - events));
  return {
    value: enough ? multiplier * rate : null,
    lower: enough ? at(limits.lower) : null,
    upper: enough ? at(limits.upper) : null,
    events,
  };
}

/**
 * Directly standardised rate with gamma limits (Fay & Feuer 1997, Statistics in Medicine 16:791–801), which hold their
 * confidence with sparse strata; the practice of the US cancer registries.
 * @throws RangeError as {@link directRate}
 */
export function directRateGamma(
  strata: readonly RateStratum[],
  multiplier = 100_000,
  confidence = CONFIDENCE_95,
): Estimate {
  checkStrata(strata);
  requirePositive(multiplier, 'multiplier');
  const total = standardTotal(strata);
  const rate = sumOf(strata, ({ x, n, standard }) => (standard * x) / n) / total;
  const variance = sumOf(strata, ({ x, n, standard }) => x * (standard / n) ** 2) / total ** 2;
  const largest = Math.max(...strata.map(({ n, standard }) => standard / (n * total)));
  const tail = (1 - confidence) / 2;
  const shifted = { rate: rate + largest, variance: variance + largest ** 2 };
  const lower = rate === 0 ? 0 : gammaLimit(rate, variance, (df) => chiSquaredQuantile(tail, df));
  const upper = gammaLimit(shifted.rate, shifted.variance, (df) => chiSquaredQuantile(tail, df, 'upper'));
  return { value: rate * multiplier, lower: lower * multiplier, upper: upper * multiplier };
}

function gammaLimit(rate: number, variance: number, quantile: (df: number) => number): number {
  return (variance / (2 * rate)) * quantile((2 * rate ** 2) / variance);
}

function checkStrata(strata: readonly RateStratum[]): void {
  requireRows(strata, 1, 'a standardised rate');
  for (const { x, n, standard } of strata) {
    requireNotNegative(x, 'events of a stratum');
    requirePositive(n, 'person-time of a stratum');
    requireNotNegative(standard, 'standard weight of a stratum');
  }
}

function standardTotal(strata: readonly { readonly standard: number }[]): number {
  const total = sumOf(strata, ({ standard }) => standard);
  requirePositive(total, 'the sum of the standard population');
  return total;
}
