import {
  attributable,
  betweenGroupDeviation,
  betweenGroupVariance,
  betweenGroupVarianceEstimate,
  coefficientOfVariation,
  concentration,
  type Concentration,
  concentrationOfPersons,
  difference,
  type Direction,
  type EstimateWithError,
  fractionalRanks,
  indexOfDisparity,
  meanDifference,
  meanDifferenceFromBest,
  meanDifferenceFromMean,
  meanLogDeviation,
  meanLogDeviationEstimate,
  normalCdf,
  rankQuantiles,
  ratio,
  riditMidpoints,
  theilEstimate,
  theilIndex,
  weightedZScores,
  zOf,
} from '../../src';
import { sumOf } from '../../src/domain/numbers';
import { type Adapter, type Figures, type Inputs, Unsupported } from './inputs';
import { ordered } from './slope';

function groups(inputs: Inputs) {
  const se = inputs.has('se') ? inputs.numbers('se') : [];
  const rows = inputs
    .rows('est', 'pop')
    .map(({ est, pop }, i) => ({ value: est, size: pop, se: se[i] ?? 0, index: i }));
  return ordered(inputs, 'subgroup_order', rows);
}

function directionOf(inputs: Inputs): Direction {
  return inputs.number('favourable', 1) === 1 ? 'high-is-good' : 'low-is-good';
}

function shown({ value, se, lower, upper }: EstimateWithError): Figures {
  return { estimate: value, se, lower, upper };
}

const concentrationOf =
  (measure: 'relative' | 'absolute', confidence = 0.95): Adapter =>
  (inputs) => {
    const rows = groups(inputs).map((group, i) => ({ ...group, rankedBy: i }));
    return shown(concentration(rows, null, confidence)[measure]);
  };

/** The peer's test of its relative index expects limits at 1.96 instead of the normal quantile. */
const AT_196 = 1 - 2 * normalCdf(1.96, 'upper');

/**
 * The peer multiplies the weighted rank variance by (n − 1)/n over (1 − Σ share²) in the index and by 1 / (1 − Σ share²)
 * in its error; ours takes the exact weighted variance in both. Its method "direct" has neither factor.
 */
const concentrationOfPeer =
  (measure: keyof Concentration): Adapter =>
  (inputs) => {
    const rows = inputs.rows('rankVariable', 'outcome', 'weights');
    const outcomes = rows.map(({ outcome }) => outcome);
    const bounds =
      measure === 'wagstaff' || measure === 'erreygers'
        ? { least: Math.min(...outcomes), most: Math.max(...outcomes) }
        : null;
    const figures = rows.map(({ rankVariable, outcome, weights }) => ({
      value: outcome,
      size: weights,
      rankedBy: rankVariable,
    }));
    const estimate = concentrationOfPersons(figures, bounds)[measure];
    if (!estimate) throw new RangeError('the outcome has no spread');
    const method = inputs.text('method', 'linreg_delta');
    if (method === 'direct') return { index: estimate.value };
    if (method !== 'linreg_delta') throw new Unsupported(`the method "${method}" is not offered`);
    const total = sumOf(rows, ({ weights }) => weights);
    const unbiased = 1 / (1 - sumOf(rows, ({ weights }) => (weights / total) ** 2));
    const correction = inputs.flag('df_correction', true) ? (rows.length - 1) / rows.length : 1;
    return { index: estimate.value * unbiased * correction, se: estimate.se * unbiased };
  };

/** Most advantaged against least (ordered), or highest against lowest; turned round where a high figure is bad. */
function extremes(inputs: Inputs) {
  const rows = groups(inputs);
  const sorted = inputs.flag('ordered', inputs.has('subgroup_order'))
    ? rows
    : [...rows].sort((a, b) => a.value - b.value);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (!first || !last) throw new RangeError('a comparison needs groups');
  const turned =
    inputs.flag('ordered', inputs.has('subgroup_order')) && directionOf(inputs) === 'low-is-good';
  return turned ? ([first, last] as const) : ([last, first] as const);
}

function attributed(inputs: Inputs) {
  const scale = inputs.number('scale', 100);
  const rows = groups(inputs).map(({ value, size }) => ({ value: value / scale, size }));
  const isOrdered = inputs.flag('ordered', inputs.has('subgroup_order'));
  const result = attributable(rows, directionOf(inputs), isOrdered ? { index: rows.length - 1 } : 'best');
  return { scale, ...result };
}

const risk: Adapter = (inputs) => {
  const { risk: of, scale, extra } = attributed(inputs);
  return {
    estimate: of.value * scale,
    se: of.se * scale,
    lower: of.lower * scale,
    upper: of.upper * scale,
    extra,
  };
};

/** The peer adds its error, a fraction, to the per cent: `anchor_…` shows that figure, `lower` and `upper` the right one. */
const fraction: Adapter = (inputs) => {
  const { fraction: of } = attributed(inputs);
  const reach = zOf(0.95) * of.se;
  return {
    estimate_pct: of.value * 100,
    se_fraction: of.se,
    anchor_lower: of.value * 100 - reach,
    anchor_upper: of.value * 100 + reach,
    lower: of.lower * 100,
    upper: of.upper * 100,
  };
};

/** `reference_index` counts from 1, as in R. */
function referenceOf(inputs: Inputs): number {
  const index = inputs.number('reference_index', -1);
  const est = inputs.numbers('est')[index - 1];
  if (est === undefined) throw new RangeError('input "reference_index" is outside the groups');
  return est;
}

const entropy =
  (estimate: typeof theilEstimate): Adapter =>
  (inputs) => {
    const { value, se, lower, upper } = estimate(groups(inputs));
    return {
      estimate_x1000: value * 1000,
      se_unscaled: se,
      se_x1000: se * 1000,
      lower_x1000: lower * 1000,
      upper_x1000: upper * 1000,
    };
  };

/** Cases about inequality between groups. */
export const INEQUALITY: Readonly<Record<string, Adapter>> = {
  absolute_concentration_index: concentrationOf('absolute'),
  relative_concentration_index: concentrationOf('relative', AT_196),
  concentration_index_plain: concentrationOf('relative'),
  concentration_index_relative: concentrationOfPeer('relative'),
  concentration_index_generalised: concentrationOfPeer('absolute'),
  concentration_index_wagstaff: concentrationOfPeer('wagstaff'),
  concentration_index_erreygers: concentrationOfPeer('erreygers'),
  between_group_sd: (inputs) => ({ estimate: betweenGroupDeviation(groups(inputs)) }),
  between_group_variance: (inputs) => shown(betweenGroupVarianceEstimate(groups(inputs))),
  coefficient_of_variation: (inputs) => ({ estimate: coefficientOfVariation(groups(inputs)) }),
  index_of_disparity_unweighted: (inputs) => ({ estimate: indexOfDisparity(groups(inputs), 'equal') }),
  index_of_disparity_weighted: (inputs) => ({ estimate: indexOfDisparity(groups(inputs), 'by-size') }),
  mean_difference_from_best_unweighted: (inputs) => ({
    estimate: meanDifferenceFromBest(groups(inputs), directionOf(inputs), 'equal'),
  }),
  mean_difference_from_best_weighted: (inputs) => ({
    estimate: meanDifferenceFromBest(groups(inputs), directionOf(inputs), 'by-size'),
  }),
  mean_difference_from_mean_unweighted: (inputs) => ({
    estimate: meanDifferenceFromMean(groups(inputs), 'equal'),
  }),
  mean_difference_from_mean_weighted: (inputs) => ({
    estimate: meanDifferenceFromMean(groups(inputs), 'by-size'),
  }),
  mean_difference_from_reference_unweighted: (inputs) => ({
    estimate: meanDifference(groups(inputs), referenceOf(inputs), 'equal'),
  }),
  mean_difference_from_reference_weighted: (inputs) => ({
    estimate: meanDifference(groups(inputs), referenceOf(inputs), 'by-size'),
  }),
  theil_index: entropy(theilEstimate),
  mean_log_deviation: entropy(meanLogDeviationEstimate),
  dispersion_set: (inputs) => ({
    mld_x1000: meanLogDeviation(groups(inputs)) * 1000,
    theil_x1000: theilIndex(groups(inputs)) * 1000,
    bgsd: betweenGroupDeviation(groups(inputs)),
    bgv: betweenGroupVariance(groups(inputs)),
  }),
  population_attributable_risk: risk,
  population_attributable_fraction: fraction,
  absolute_difference: (inputs) => shown(difference(...extremes(inputs))),
  ratio: (inputs) => shown(ratio(...extremes(inputs))),
  ridit_midpoint: (inputs) => ({ midpoint: riditMidpoints(inputs.numbers('share')) }),
  fractional_rank: (inputs) => ({
    rank: fractionalRanks(
      inputs.rows('x', 'weights').map(({ x, weights }) => ({ value: x, weight: weights })),
      inputs.text('ties', 'midpoint') === 'input order' ? 'input-order' : 'midpoint',
    ),
  }),
  rank_quantile: (inputs) => ({
    quantile: rankQuantiles(
      inputs.numbersOrNull('value'),
      inputs.number('nquantiles'),
      inputs.flag('invert'),
    ),
  }),
  population_weighted_quantile: () => {
    throw new Unsupported(
      'the peer cuts at a heuristic point (share + mean/2 + sd/2 of the sizes); ours gives each group its exact share',
    );
  },
  weighted_zscore: (inputs) => ({
    ...weightedZScores(inputs.rows('pop', 'value').map(({ pop, value }) => ({ value, weight: pop }))),
  }),
};
