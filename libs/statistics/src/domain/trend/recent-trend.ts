import { refuse, requireFinite, requirePositive, requireWhole } from '../checks';
import { Z_95 } from '../distributions';
import type { Polarity } from '../funnel';
import { fitLine, type Point } from '../regression';
import { sumOf } from '../numbers';

/** A figure of a period with its 95 % limits, null where there are none. */
export interface PeriodFigure {
  readonly value: number;
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Marker of a recent trend; without judgement where the polarity is 'none'. */
export type Trend =
  | 'CannotBeCalculated'
  | 'NoChange'
  | 'Increasing'
  | 'Decreasing'
  | 'IncreasingAndGettingBetter'
  | 'IncreasingAndGettingWorse'
  | 'DecreasingAndGettingBetter'
  | 'DecreasingAndGettingWorse';

/** Settings of {@link recentTrend}. */
export interface TrendOptions {
  /** Latest periods used, 3 or more; 5 unless told. */
  readonly points?: number;
  /** Critical χ² with one degree of freedom; 9.5495 (p = 0.002) unless told. */
  readonly critical?: number;
}

/** χ² with one degree of freedom at p = 0.002. */
const CRITICAL = 9.54953570608324;

/**
 * Recent trend of an indicator (English public-health profiles, Fingertips): weighted least squares of the last five
 * figures on 1 … 5, weights 1/se², se = (U − L)/2z; a trend is real when (b/se_b)² passes the critical value and the
 * slope keeps its sign in each fit with one point left out. `CannotBeCalculated` when there are too few periods or any
 * interval is missing or empty: never "no change" for want of data.
 * @param figures oldest first
 * @throws RangeError when a figure is no number, limits stand the wrong way round, or an option is out of range
 */
export function recentTrend(
  figures: readonly PeriodFigure[],
  polarity: Polarity,
  { points = 5, critical = CRITICAL }: TrendOptions = {},
): Trend {
  requireWhole(points, 'points of a trend', 3);
  requirePositive(critical, 'critical value');
  const recent = figures.slice(-points);
  const weighted = recent.map(pointOf);
  if (recent.length < points || weighted.includes(null)) return 'CannotBeCalculated';
  const fitted = weighted.filter((point) => point !== null);
  const { slope } = fitLine(fitted);
  if (slope ** 2 * information(fitted) <= critical) return 'NoChange';
  const steady = fitted.every((_, left) => {
    return Math.sign(fitLine(fitted.filter((_, i) => i !== left)).slope) === Math.sign(slope);
  });
  return steady ? marker(slope > 0, polarity) : 'NoChange';
}

function pointOf({ value, lower, upper }: PeriodFigure, index: number): Point | null {
  requireFinite(value, 'figure of a period');
  if (lower === null || upper === null) return null;
  requireFinite(lower, 'lower limit');
  requireFinite(upper, 'upper limit');
  if (lower > upper) refuse('the lower limit must not exceed the upper one');
  if (lower === upper) return null;
  return { x: index + 1, y: value, weight: ((2 * Z_95) / (upper - lower)) ** 2 };
}

/** 1 / se² of the slope when the weights are inverse variances. */
function information(points: readonly Point[]): number {
  const total = sumOf(points, ({ weight }) => weight);
  const mean = sumOf(points, ({ x, weight }) => weight * x) / total;
  return sumOf(points, ({ x, weight }) => weight * (x - mean) ** 2);
}

function marker(rises: boolean, polarity: Polarity): Trend {
  const direction = rises ? 'Increasing' : 'Decreasing';
  if (polarity === 'none') return direction;
  return `${direction}AndGetting${rises === (polarity === 'high-is-good') ? 'Better' : 'Worse'}`;
}
