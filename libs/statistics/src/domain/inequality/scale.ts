import { refuse, requireFinite } from '../checks';
import { zOf } from '../distributions';
import { CONFIDENCE_95, type Limits } from '../intervals';
import { logistic, logit } from '../regression';

/** What a figure is: a mean, a rate of events (above 0), or a proportion (between 0 and 1). */
export type Kind = 'mean' | 'rate' | 'proportion';

/** A scale on which a figure of a kind is roughly normal, its inverse, and the derivative of the inverse. */
export interface Scale {
  readonly to: (value: number) => number;
  readonly from: (scaled: number) => number;
  /** d value / d scaled, in terms of the value. */
  readonly slope: (value: number) => number;
}

/** Log for rates, logit for proportions, none for means. */
export const SCALES: Readonly<Record<Kind, Scale>> = {
  mean: { to: (value) => value, from: (scaled) => scaled, slope: () => 1 },
  rate: { to: Math.log, from: Math.exp, slope: (value) => value },
  proportion: { to: logit, from: logistic, slope: (value) => value * (1 - value) },
};

/** @throws RangeError unless the figure is possible for its kind, limits of the range excluded */
export function requireOnScale(value: number, kind: Kind, name: string): void {
  requireFinite(value, name);
  if (kind !== 'mean' && !(value > 0)) refuse(`${name} must be above 0`);
  if (kind === 'proportion' && !(value < 1)) refuse(`${name} must be below 1`);
}

/**
 * Standard error on the scale of a kind, from the limits of an interval: (g(U) − g(L)) / 2z.
 * @param confidence of the interval the limits belong to
 * @throws RangeError when a limit is impossible for the kind or the limits stand the wrong way round
 */
export function errorFromLimits({ lower, upper }: Limits, kind: Kind, confidence = CONFIDENCE_95): number {
  requireOnScale(lower, kind, 'lower limit');
  requireOnScale(upper, kind, 'upper limit');
  if (lower > upper) refuse('the lower limit must not exceed the upper one');
  return (SCALES[kind].to(upper) - SCALES[kind].to(lower)) / (2 * zOf(confidence));
}
