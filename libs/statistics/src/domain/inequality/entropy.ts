import { refuse, requirePositive } from '../checks';
import { around, CONFIDENCE_95, type EstimateWithError } from '../intervals';
import { sumOf } from '../numbers';
import { type Group, type MeasuredGroup, requireErrors, weighed } from './groups';

function relative<T extends Group>(groups: readonly T[], measure: string) {
  const { rows, mean } = weighed(groups, measure);
  for (const { value } of rows) requirePositive(value, `${measure}: value of a group`);
  return { mean, rows: rows.map((row) => ({ ...row, ratio: row.value / mean })) };
}

/**
 * Theil index T = Σ w (y/μ) ln(y/μ), 0 = equality. No unit; the WHO publishes it × 1000. Sensitive to groups far above
 * the mean.
 * @throws RangeError without groups, with an empty group or a figure not above 0
 * @see Theil 1967; WHO, Handbook on health inequality monitoring, 2013
 */
export function theilIndex(groups: readonly Group[]): number {
  const { rows } = relative(groups, 'theilIndex');
  return Math.max(
    0,
    sumOf(rows, ({ share, ratio }) => share * ratio * Math.log(ratio)),
  );
}

/**
 * Theil index with its standard error: √Σ (1 + ln r − S)² w² se² / μ², r = y/μ, S = Σ w r (1 + ln r), on the scale of
 * the index (so both are × 1000 where the index is).
 * @throws RangeError as {@link theilIndex}, or when a standard error is negative
 */
export function theilEstimate(
  groups: readonly MeasuredGroup[],
  confidence = CONFIDENCE_95,
): EstimateWithError {
  requireErrors(groups, 'theilIndex');
  const { rows, mean } = relative(groups, 'theilIndex');
  const middle = sumOf(rows, ({ share, ratio }) => share * ratio * (1 + Math.log(ratio)));
  const variance = sumOf(rows, ({ share, ratio, se }) => {
    return ((1 + Math.log(ratio) - middle) * share * (se / mean)) ** 2;
  });
  return around(theilIndex(groups), Math.sqrt(variance), confidence);
}

/**
 * Mean log deviation −Σ w ln(y/μ), 0 = equality. No unit; the WHO publishes it × 1000. Sensitive to groups far below
 * the mean.
 * @throws RangeError as {@link theilIndex}
 */
export function meanLogDeviation(groups: readonly Group[]): number {
  const { rows } = relative(groups, 'meanLogDeviation');
  return Math.max(0, -sumOf(rows, ({ share, ratio }) => share * Math.log(ratio)));
}

/**
 * Mean log deviation with its standard error √Σ (1 − 1/r)² w² se² / μ², on the scale of the index.
 * @throws RangeError as {@link meanLogDeviation}, or when a standard error is negative
 */
export function meanLogDeviationEstimate(
  groups: readonly MeasuredGroup[],
  confidence = CONFIDENCE_95,
): EstimateWithError {
  requireErrors(groups, 'meanLogDeviation');
  const { rows, mean } = relative(groups, 'meanLogDeviation');
  const variance = sumOf(rows, ({ share, ratio, se }) => ((1 - 1 / ratio) * share * (se / mean)) ** 2);
  return around(meanLogDeviation(groups), Math.sqrt(variance), confidence);
}

/** A group inside a larger one: a district of a municipality. */
export interface NestedGroup extends Group {
  readonly parent: string;
}

/** How much of an index lies between the parents and how much inside each. */
export interface Decomposition {
  /** The index of all groups; equals between + within. */
  readonly total: number;
  readonly between: number;
  readonly within: number;
  /** Per parent: its own index, its weight, and what it adds (index × weight). */
  readonly parents: readonly {
    readonly parent: string;
    readonly index: number;
    readonly weight: number;
    readonly contribution: number;
  }[];
}

/**
 * Exact decomposition of the Theil index: T = Σ s_g T_g + T_between, s_g = the parent's share of all participants
 * (Shorrocks 1980, Econometrica 48:613–625).
 * @throws RangeError as {@link theilIndex}
 */
export function decomposeTheil(groups: readonly NestedGroup[]): Decomposition {
  return decompose(
    groups,
    theilIndex,
    (parent, all) => (parent.size * parent.value) / (all.size * all.value),
  );
}

/**
 * Exact decomposition of the mean log deviation, weighted by the parents' population shares (Shorrocks 1980).
 * @throws RangeError as {@link theilIndex}
 */
export function decomposeMeanLogDeviation(groups: readonly NestedGroup[]): Decomposition {
  return decompose(groups, meanLogDeviation, (parent, all) => parent.size / all.size);
}

function decompose(
  groups: readonly NestedGroup[],
  index: (groups: readonly Group[]) => number,
  weightOf: (parent: Group, all: Group) => number,
): Decomposition {
  if (groups.length === 0) refuse('a decomposition needs groups');
  const members = new Map<string, NestedGroup[]>();
  for (const group of groups) {
    const list = members.get(group.parent);
    if (list) list.push(group);
    else members.set(group.parent, [group]);
  }
  const all = merged(groups);
  const merges = [...members].map(([parent, rows]) => ({ parent, rows, whole: merged(rows) }));
  const parents = merges.map(({ parent, rows, whole }) => {
    const [own, weight] = [index(rows), weightOf(whole, all)];
    return { parent, index: own, weight, contribution: own * weight };
  });
  return {
    total: index(groups),
    between: index(merges.map(({ whole }) => whole)),
    within: sumOf(parents, ({ contribution }) => contribution),
    parents,
  };
}

function merged(groups: readonly Group[]): Group {
  const { total, mean } = weighed(groups, 'a decomposition');
  return { size: total, value: mean };
}
