import { refuse, requireInside, requireNotNegative, requirePositive, requireRows } from '../checks';
import { zOf } from '../distributions';
import type { Counts, Limits } from '../intervals';
import { sampleQuantile, sumOf } from '../numbers';
import { type ControlLimits, FUNNEL_CONFIDENCE, funnelBaseline } from './proportion';

/** A district on the scale of the funnel: its transformed figure and the standard error that sampling alone gives it. */
export interface Deviate {
  readonly figure: number;
  readonly se: number;
}

/** How outlying districts are kept from inflating the spread. */
export type Trimming = 'winsorise' | 'truncate';

/** The spread of districts beyond sampling noise. */
export interface Overdispersion {
  /** z of each district from sampling noise alone. */
  readonly z: readonly number[];
  /** z after winsorising; null where truncation dropped the district. */
  readonly trimmed: readonly (number | null)[];
  /** Mean squared z after trimming; 1 where there is only sampling noise. */
  readonly phi: number;
  /** Variance between districts on the transformed scale. */
  readonly tau2: number;
  /** Districts phi rests on. */
  readonly used: number;
}

/**
 * Additive overdispersion of a funnel (Spiegelhalter 2005, Statistics in Medicine 24:1185–1202, and 2012, JRSS A
 * 175:1–47): τ² = max(0, (kφ − (k − 1)) / (Σ s⁻² − Σ s⁻⁴/Σ s⁻²)), with φ from z-scores winsorised at their outer
 * quantiles (type 7) or, as for the English hospital mortality indicator (SHMI), from those left after the outermost of
 * 1/trim rank groups are dropped.
 * @param deviates two or more
 * @param centre target on the transformed scale
 * @param trim share trimmed at each end, above 0 and below 0.5
 * @throws RangeError otherwise, when a standard error is not above 0, or when nothing is left after truncation
 */
export function overdispersion(
  deviates: readonly Deviate[],
  centre: number,
  trim = 0.1,
  trimming: Trimming = 'winsorise',
): Overdispersion {
  requireRows(deviates, 2, 'overdispersion');
  requireInside(2 * trim, 'twice the trimmed share');
  for (const { se } of deviates) requirePositive(se, 'standard error of a district');
  const z = deviates.map(({ figure, se }) => (figure - centre) / se);
  const trimmed = trimming === 'winsorise' ? winsorised(z, trim) : truncated(z, trim);
  const kept = deviates.filter((_, i) => trimmed[i] !== null);
  if (kept.length < 2) refuse('overdispersion: too few districts are left after truncation');
  const k = kept.length;
  const phi = sumOf(trimmed, (value) => (value ?? 0) ** 2) / k;
  const precision = sumOf(kept, ({ se }) => se ** -2);
  const effective = precision - sumOf(kept, ({ se }) => se ** -4) / precision;
  return { z, trimmed, phi, used: k, tau2: Math.max(0, (k * phi - (k - 1)) / effective) };
}

function winsorised(z: readonly number[], trim: number): number[] {
  const [low, high] = [sampleQuantile(z, trim), sampleQuantile(z, 1 - trim)];
  return z.map((value) => Math.min(high, Math.max(low, value)));
}

function truncated(z: readonly number[], trim: number): (number | null)[] {
  const groups = 1 / trim;
  return z.map((value) => {
    const lower = z.filter((other) => other < value).length;
    const rank = lower + (z.filter((other) => other === value).length + 1) / 2;
    const group = Math.floor((rank * groups) / (z.length + 1));
    return group > 0 && group < groups - 1 ? value : null;
  });
}

/** Confidence of the two pairs of limits. */
export type Confidences = Readonly<Record<keyof ControlLimits, number>>;

/** A funnel on a transformed scale: how far limits reach at a standard error, and back to the figure. */
export interface FunnelScale {
  readonly centre: number;
  readonly back: (transformed: number) => number;
}

/**
 * Control limits at a standard error, back-transformed: g⁻¹(centre ∓ z √(s² + τ²)).
 * @param tau2 0 for the limits without overdispersion
 * @throws RangeError when se or tau2 is negative
 */
export function scaledFunnelLimits(
  scale: FunnelScale,
  se: number,
  tau2 = 0,
  confidence: Confidences = FUNNEL_CONFIDENCE,
): ControlLimits {
  requireNotNegative(se, 'standard error');
  requireNotNegative(tau2, 'tau2');
  const pair = (sure: number): Limits => {
    const reach = zOf(sure) * Math.hypot(se, Math.sqrt(tau2));
    return { lower: scale.back(scale.centre - reach), upper: scale.back(scale.centre + reach) };
  };
  return { warning: pair(confidence.warning), action: pair(confidence.action) };
}

/** A funnel that allows for overdispersion; both sets of limits are to be drawn. */
export interface OverdispersedFunnel extends Overdispersion {
  /** Figure of the whole. */
  readonly target: number;
  /** Limits at a size (invited, or expected events): sampling noise alone, and with τ². */
  readonly limitsAt: (
    size: number,
    confidence?: Confidences,
  ) => { readonly plain: ControlLimits; readonly adjusted: ControlLimits };
}

function funnel(
  target: number,
  spread: Overdispersion,
  scale: FunnelScale,
  errorAt: (size: number) => number,
): OverdispersedFunnel {
  const limitsAt = (size: number, confidence: Confidences = FUNNEL_CONFIDENCE) => {
    requirePositive(size, 'size of a district');
    const se = errorAt(size);
    return {
      plain: scaledFunnelLimits(scale, se, 0, confidence),
      adjusted: scaledFunnelLimits(scale, se, spread.tau2, confidence),
    };
  };
  return { ...spread, target, limitsAt };
}

/**
 * Funnel of proportions with overdispersion, on the arcsine scale: Y = asin √(x/n), s = 1/(2√n).
 * @param districts two or more counts
 * @throws RangeError when a district is no count, or as {@link overdispersion}
 */
export function overdispersedProportions(districts: readonly Counts[], trim = 0.1): OverdispersedFunnel {
  const target = funnelBaseline(districts);
  const centre = Math.asin(Math.sqrt(target));
  const errorAt = (n: number): number => 1 / (2 * Math.sqrt(n));
  const deviates = districts.map(({ x, n }) => ({ figure: Math.asin(Math.sqrt(x / n)), se: errorAt(n) }));
  // Beyond the ends of the scale lie no shares: sin² would fold them back.
  const back = (angle: number): number => Math.sin(Math.min(Math.PI / 2, Math.max(0, angle))) ** 2;
  return funnel(target, overdispersion(deviates, centre, trim), { centre, back }, errorAt);
}

/** Events seen and expected in a district. */
export interface Observation {
  readonly observed: number;
  /** Above 0. */
  readonly expected: number;
}

/** Scale and trimming of a ratio funnel: log with truncation (SHMI) or square root with winsorising (CQC). */
export type RatioMethod = 'log' | 'square-root';

/**
 * Funnel of ratios observed ÷ expected with overdispersion; target 1. Log: Y = ln(O/E), s = 1/√E, needs events
 * everywhere; square root: Y = √(O/E), s = 1/(2√E). Limits are back on the ratio's own scale.
 * @throws RangeError when expected is not above 0, observed is negative (log: 0), or as {@link overdispersion}
 */
export function overdispersedRatios(
  districts: readonly Observation[],
  method: RatioMethod,
  trim = 0.1,
): OverdispersedFunnel {
  for (const { observed, expected } of districts) {
    requireNotNegative(observed, 'observed events');
    requirePositive(expected, 'expected events');
    if (method === 'log' && observed === 0) refuse('a log funnel needs events in every district');
  }
  const log = method === 'log';
  const errorAt = (expected: number): number => (log ? 1 : 0.5) / Math.sqrt(expected);
  const deviates = districts.map(({ observed, expected }) => ({
    figure: log ? Math.log(observed / expected) : Math.sqrt(observed / expected),
    se: errorAt(expected),
  }));
  const scale: FunnelScale = log
    ? { centre: 0, back: Math.exp }
    : { centre: 1, back: (root) => Math.max(0, root) ** 2 };
  const spread = overdispersion(deviates, scale.centre, trim, log ? 'truncate' : 'winsorise');
  return funnel(1, spread, scale, errorAt);
}

/**
 * Funnel of ratios of two counts with overdispersion, on the log scale with half an event added: Y = ln((x + ½)/(n +
 * ½)), s² = x/(x + ½)² + n/(n + ½)². Limits at n take s where x is what the target expects.
 * @param districts x events, 0 or more, over n events, above 0; x may exceed n
 * @throws RangeError otherwise, without any x, or as {@link overdispersion}
 */
export function overdispersedCountRatios(districts: readonly Counts[], trim = 0.1): OverdispersedFunnel {
  requireRows(districts, 2, 'overdispersedCountRatios');
  for (const { x, n } of districts) {
    requireNotNegative(x, 'numerator');
    requirePositive(n, 'denominator');
  }
  const target = sumOf(districts, ({ x }) => x) / sumOf(districts, ({ n }) => n);
  requirePositive(target, 'the ratio of all counts');
  const errorOf = (x: number, n: number): number => Math.sqrt(x / (x + 0.5) ** 2 + n / (n + 0.5) ** 2);
  const deviates = districts.map(({ x, n }) => ({
    figure: Math.log((x + 0.5) / (n + 0.5)),
    se: errorOf(x, n),
  }));
  const centre = Math.log(target);
  const spread = overdispersion(deviates, centre, trim);
  return funnel(target, spread, { centre, back: Math.exp }, (n) => errorOf(target * n, n));
}
