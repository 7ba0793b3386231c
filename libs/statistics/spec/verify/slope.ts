import {
  errorFromLimits,
  type Kind,
  logisticSlopeIndex,
  riditMidpoints,
  robustSlopeIndex,
  slopeIndex,
  slopeIndexOfMean,
} from '../../src';
import { covarianceOfPeer } from './peer-logistic';
import { type Adapter, type Inputs } from './inputs';

/** Rows in the order of the ranking input, most disadvantaged first. */
export function ordered<T>(inputs: Inputs, name: string, rows: readonly T[]): T[] {
  if (!inputs.has(name)) return [...rows];
  const order = inputs.numbers(name);
  return rows
    .map((row, i) => ({ row, at: order[i] ?? 0 }))
    .sort((a, b) => a.at - b.at)
    .map(({ row }) => row);
}

const KINDS: readonly Kind[] = ['mean', 'rate', 'proportion'];

/** The peer gives limits and their standard errors on the scale of the kind; limits are taken where there are some. */
function errors(inputs: Inputs, kind: Kind): number[] {
  if (!inputs.has('lower95')) return inputs.numbers('se');
  return inputs
    .rows('lower95', 'upper95')
    .map(({ lower95, upper95 }) => errorFromLimits({ lower: lower95, upper: upper95 }, kind));
}

const regression: Adapter = (inputs) => {
  const kind = KINDS[inputs.number('value_type', 0)];
  if (!kind) throw new RangeError('input "value_type" must be 0, 1 or 2');
  const se = errors(inputs, kind);
  const groups = inputs
    .rows('value', 'population')
    .map(({ value, population }, i) => ({ value, size: population, se: se[i] ?? 0 }));
  const options = { kind, transform: inputs.flag('transform'), multiplier: inputs.number('multiplier', 1) };
  const at95 = slopeIndex(ordered(inputs, 'quantile', groups), options);
  const at998 = slopeIndex(ordered(inputs, 'quantile', groups), { ...options, confidence: 0.998 });
  return {
    sii: at95.sii.value,
    rii: at95.rii.value,
    intercept: at95.intercept,
    sii_lower95: at95.sii.lower,
    sii_upper95: at95.sii.upper,
    rii_lower95: at95.rii.lower,
    rii_upper95: at95.rii.upper,
    sii_lower998: at998.sii.lower,
    sii_upper998: at998.sii.upper,
    rii_lower998: at998.rii.lower,
    rii_upper998: at998.rii.upper,
  };
};

/** Groups of the WHO form (est, pop, subgroup_order) in order, as shares. */
function shares(inputs: Inputs): { scale: number; groups: { value: number; size: number }[] } {
  const rows = inputs.rows('est', 'pop');
  const scale = inputs.number('scale', 100);
  const groups = rows.map(({ est, pop }) => ({ value: est / scale, size: pop }));
  return { scale, groups: ordered(inputs, 'subgroup_order', groups) };
}

const linear =
  (measure: 'sii' | 'rii'): Adapter =>
  (inputs) => {
    const { scale, groups } = shares(inputs);
    const fit = robustSlopeIndex(groups)[measure];
    const factor = measure === 'sii' ? scale : 1;
    return {
      estimate: fit.value * factor,
      [measure === 'sii' ? 'se_unit' : 'se_log']: fit.se,
      lower: fit.lower * factor,
      upper: fit.upper * factor,
    };
  };

/**
 * The WHO package rounds participants to whole persons and then weights each group by its population once more; this
 * asks our function for just that, to show that we understand its figures. Ours counts each person once.
 */
const weightedTwice =
  (measure: 'sii' | 'rii'): Adapter =>
  (inputs) => {
    const { scale, groups } = shares(inputs);
    const ranks = riditMidpoints(groups.map(({ size }) => size));
    const counts = groups.map(({ value, size }, i) => ({
      x: halfToEven(value * size),
      n: size,
      rank: ranks[i] ?? 0,
      weight: size,
    }));
    const fit = logisticSlopeIndex(counts, { robust: true })[measure];
    const factor = measure === 'sii' ? scale : 1;
    return {
      estimate: fit.value * factor,
      [measure === 'sii' ? 'se' : 'se_log']: fit.se,
      lower: fit.lower * factor,
      upper: fit.upper * factor,
    };
  };

function halfToEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

const logistic: Adapter = (inputs) => {
  const fit = logisticSlopeIndex(inputs.rows('x', 'n', 'rank'));
  const { intercept, both, slope } = covarianceOfPeer(inputs.rows('x', 'n', 'rank'));
  return {
    fitted0: fit.fitted[0],
    fitted1: fit.fitted[1],
    sii: fit.sii.value,
    rii: fit.rii.value,
    beta: [fit.intercept, fit.slope],
    vcov: [intercept, both, both, slope],
    sii_se: fit.sii.se,
    sii_lower: fit.sii.lower,
    sii_upper: fit.sii.upper,
    rii_lower: fit.rii.lower,
    rii_upper: fit.rii.upper,
  };
};

const point: Adapter = (inputs) => {
  const groups = inputs.rows('share', 'rate').map(({ share, rate }) => ({ value: rate, size: share }));
  const { sii, riiOfMean } = slopeIndexOfMean(groups);
  return { sii_weighted: sii, sii_unweighted: slopeIndexOfMean(groups, false).sii, rii_mean: riiOfMean };
};

/** Cases about slope and relative indices of inequality. */
export const SLOPES: Readonly<Record<string, Adapter>> = {
  sii_rii_regression: regression,
  sii_wls_hc1: linear('sii'),
  rii_wls_hc1: linear('rii'),
  sii_logistic_hc1: weightedTwice('sii'),
  rii_logistic_hc1: weightedTwice('rii'),
  sii_logistic_ml: logistic,
  sii_wls_point: point,
};
