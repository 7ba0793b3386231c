import { refuse, requireCounts, requireNotNegative, requirePositive, requireRows } from '../checks';
import { zOf } from '../distributions';
import { CONFIDENCE_95, type EstimateWithError, wilson } from '../intervals';
import { sumOf } from '../numbers';

/** One stratum (age band) of invited persons: x of n took part. */
export interface ProportionStratum {
  readonly x: number;
  /** At least 2: the variance of a stratum of one cannot be estimated. */
  readonly n: number;
  /** Weight of the stratum in the standard population, 0 or more. */
  readonly standard: number;
}

/**
 * Age-standardised participation, with the variance of a binary outcome: P = Σ W p, Var = Σ W² p(1 − p)/(n − 1)
 * (Cochran 1977, Sampling Techniques, eq. 5.7), limits on the logit scale. Dobson's interval, made for rare events, is
 * nearly twice as wide at 70 % participation. Where all or nobody took part the variance is 0 and says nothing; the
 * limit towards the inside is then Wilson's, at the effective number (Σ W)² / Σ W²/n of persons.
 * @returns share between 0 and 1; se on the same scale
 * @throws RangeError without strata, with a stratum that is no count or has fewer than 2, or a standard population of 0
 */
export function standardisedProportion(
  strata: readonly ProportionStratum[],
  confidence = CONFIDENCE_95,
): EstimateWithError {
  checkStrata(strata);
  const z = zOf(confidence);
  const total = sumOf(strata, ({ standard }) => standard);
  requirePositive(total, 'the sum of the standard population');
  const value = sumOf(strata, ({ x, n, standard }) => (standard / total) * (x / n));
  const variance = sumOf(strata, ({ x, n, standard }) => {
    const p = x / n;
    return ((standard / total) ** 2 * p * (1 - p)) / (n - 1);
  });
  const se = Math.sqrt(variance);
  if (variance === 0) return { ...degenerate(strata, value, total, z), se };
  const reach = (z * se) / (value * (1 - value));
  const odds = value / (1 - value);
  return { value, se, lower: share(odds * Math.exp(-reach)), upper: share(odds * Math.exp(reach)) };
}

function degenerate(strata: readonly ProportionStratum[], value: number, total: number, z: number) {
  const persons = 1 / sumOf(strata, ({ n, standard }) => (standard / total) ** 2 / n);
  const { lower, upper } = wilson(Math.min(persons, Math.max(0, value) * persons), persons, z);
  return { value, lower, upper };
}

function share(odds: number): number {
  return odds === Infinity ? 1 : odds / (1 + odds);
}

function checkStrata(strata: readonly ProportionStratum[]): void {
  requireRows(strata, 1, 'standardisedProportion');
  for (const { x, n, standard } of strata) {
    requireCounts(x, n, 'a stratum');
    if (n < 2) refuse('a stratum needs at least 2 persons: join age bands');
    requireNotNegative(standard, 'standard weight of a stratum');
  }
}
