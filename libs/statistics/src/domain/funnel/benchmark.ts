import { refuse, requireFinite } from '../checks';
import type { Limits } from '../intervals';

/** How a high figure is judged; 'none' only says lower or higher. */
export type Polarity = 'high-is-good' | 'low-is-good' | 'none';

/** A district's figure against a benchmark. */
export type BenchmarkOutcome = 'better' | 'similar' | 'worse' | 'lower' | 'higher';

/**
 * A district's interval against the value of a benchmark (English public-health profiles, Fingertips): wholly below =
 * lower, wholly above = higher, else similar; judged as better or worse by the polarity.
 * @throws RangeError when a figure is no number or the limits stand the wrong way round
 */
export function compareWithBenchmark(
  { lower, upper }: Limits,
  benchmark: number,
  polarity: Polarity,
): BenchmarkOutcome {
  requireFinite(lower, 'lower limit');
  requireFinite(upper, 'upper limit');
  requireFinite(benchmark, 'benchmark');
  if (lower > upper) refuse('the lower limit must not exceed the upper one');
  if (lower <= benchmark && upper >= benchmark) return 'similar';
  const higher = lower > benchmark;
  if (polarity === 'none') return higher ? 'higher' : 'lower';
  return higher === (polarity === 'high-is-good') ? 'better' : 'worse';
}
