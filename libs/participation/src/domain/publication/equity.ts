import {
  adjustPValues,
  attributable,
  errorFromLimits,
  funnelBaseline,
  overdispersion,
  proportionFunnelLimits,
  proportionSignificance,
  scaledFunnelLimits,
  slopeIndex,
  twoSided,
  type Attributable,
  type ControlLimits,
  type Significance,
  type SlopeIndex,
} from '@kallelse/statistics';
import type { Indicator } from './indicators';
import { isShown, type PublishedCell, type ShownCell } from './published';

/** An area in a funnel. */
export interface FunnelPoint {
  readonly cell: ShownCell;
  readonly flag: Significance;
  /** Share of false flags among those with a value as small or smaller (Benjamini & Hochberg). */
  readonly q: number;
  readonly limits: ControlLimits;
  /** With the spread between areas that is more than chance. */
  readonly wide: ControlLimits;
}

export interface Funnel {
  readonly baseline: number;
  readonly tau2: number;
  readonly points: readonly FunnelPoint[];
}

/**
 * The areas that are shown against the share of all of them together, with exact limits and with limits for
 * overdispersion (arcsine scale; Spiegelhalter 2005).
 * @returns undefined with fewer than two areas that are shown
 */
export function funnelOf(cells: readonly PublishedCell[]): Funnel | undefined {
  const shown = cells.filter(isShown);
  if (shown.length < 2) return undefined;
  const counts = shown.map(({ numerator: x, denominator: n }) => ({ x, n }));
  const baseline = funnelBaseline(counts);
  const centre = Math.asin(Math.sqrt(baseline));
  const deviates = counts.map(({ x, n }) => ({
    figure: Math.asin(Math.sqrt(x / n)),
    se: 1 / (2 * Math.sqrt(n)),
  }));
  const { tau2, z } = overdispersion(deviates, centre);
  const q = adjustPValues(z.map(twoSided));
  const scale = { centre, back: (angle: number) => Math.sin(Math.min(Math.PI / 2, Math.max(0, angle))) ** 2 };
  const points = shown.map((cell, i) => ({
    cell,
    flag: proportionSignificance({ x: cell.numerator, n: cell.denominator }, baseline),
    q: q[i] ?? 1,
    limits: proportionFunnelLimits(baseline, cell.denominator),
    wide: scaledFunnelLimits(scale, deviates[i]?.se ?? 1, tau2),
  }));
  return { baseline, tau2, points };
}

/** How unequal the figure is between area types, from great socio-economic challenges (1) to very good conditions (5). */
export interface Gradient {
  readonly groups: readonly ShownCell[];
  /** Slope and relative index of inequality (Low & Low 2004), the limits deterministic. */
  readonly slope: SlopeIndex;
  /** What it would be if all reached the figure of the most advantaged. */
  readonly gap: Attributable;
}

/** @returns undefined when fewer than three area types are shown, or one that matters is suppressed */
export function gradientOf(cells: readonly PublishedCell[], { better }: Indicator): Gradient | undefined {
  const groups = cells
    .filter(({ level, dimension }) => level === 'all' && dimension === 'area-type')
    .sort((a, b) => Number(a.category) - Number(b.category));
  const shown = groups.filter(isShown);
  // A slope over what is left when a type is suppressed would be of other people.
  if (shown.length < 3 || shown.length < groups.length) return undefined;
  const measured = shown.map(({ rate, denominator, lower, upper }) => ({
    ...{ value: rate, size: denominator },
    se: errorFromLimits({ lower, upper }, 'proportion'),
  }));
  return {
    groups: shown,
    slope: slopeIndex(measured, { kind: 'proportion' }),
    gap: attributable(measured, better === 'less' ? 'low-is-good' : 'high-is-good', {
      index: measured.length - 1,
    }),
  };
}
