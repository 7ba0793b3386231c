import {
  adjustPValues,
  type BenchmarkOutcome,
  compareWithBenchmark,
  type ControlLimits,
  funnelBaseline,
  normalCdf,
  overdispersedCountRatios,
  type OverdispersedFunnel,
  overdispersedProportions,
  overdispersedRatios,
  type Polarity,
  proportionFunnelLimits,
  proportionSignificance,
  rateSignificance,
  ratioFunnelAtExpected,
  ratioFunnelLine,
  ratioSignificance,
  recentTrend,
  scaledFunnelLimits,
} from '../../src';
import { type Adapter, type Figures, type Inputs, Unsupported } from './inputs';

function columns(limits: readonly ControlLimits[], prefix = ''): Figures {
  return {
    [`${prefix}lower95`]: limits.map(({ warning }) => warning.lower),
    [`${prefix}upper95`]: limits.map(({ warning }) => warning.upper),
    [`${prefix}lower998`]: limits.map(({ action }) => action.lower),
    [`${prefix}upper998`]: limits.map(({ action }) => action.upper),
  };
}

const proportionLimits: Adapter = (inputs) => {
  const multiplier = inputs.number('multiplier', 100);
  const baseline = inputs.number('totalNumerator') / inputs.number('totalDenominator');
  const limits = inputs.numbers('population').map((n) => proportionFunnelLimits(baseline, n, multiplier));
  return { baseline: baseline * multiplier, ...columns(limits) };
};

const proportionFunnel: Adapter = (inputs) => {
  const rows = inputs.rows('x', 'n');
  const multiplier = inputs.number('multiplier', 100);
  const baseline = funnelBaseline(rows);
  return {
    baseline: baseline * multiplier,
    ...columns(rows.map(({ n }) => proportionFunnelLimits(baseline, n, multiplier))),
    significance: rows.map((row) => proportionSignificance(row, baseline)),
  };
};

const proportionFlags: Adapter = (inputs) => {
  const baseline = inputs.number('baselineNumerator') / inputs.number('baselineDenominator');
  return {
    significance: inputs
      .rows('numerator', 'denominator')
      .map(({ numerator, denominator }) =>
        proportionSignificance({ x: numerator, n: denominator }, baseline),
      ),
  };
};

const ratioLines: Adapter = (inputs) => {
  const scale = inputs.number('scale', 1);
  const lines = inputs.numbers('observed').map((observed) => {
    const [warning, action] = [
      ratioFunnelLine(observed, scale, 0.95),
      ratioFunnelLine(observed, scale, 0.998),
    ];
    return { warning, action };
  });
  return {
    ...columns(lines.map(({ warning, action }) => ({ warning: warning.limits, action: action.limits }))),
    expected_at_lower95: lines.map(({ warning }) => warning.expected.lower),
    expected_at_upper95: lines.map(({ warning }) => warning.expected.upper),
    expected_at_lower998: lines.map(({ action }) => action.expected.lower),
    expected_at_upper998: lines.map(({ action }) => action.expected.upper),
  };
};

/** The peer's normal quantiles have six decimals. */
const SIX_DECIMALS = {
  warning: 1 - 2 * normalCdf(1.959964, 'upper'),
  action: 1 - 2 * normalCdf(3.090232, 'upper'),
};

type LimitsAt = (size: number) => { plain: ControlLimits; adjusted: ControlLimits };

/** The peer's table of a funnel: limits at each size once, in order. */
function funnelTable(funnel: OverdispersedFunnel, sizes: readonly number[], limitsAt: LimitsAt): Figures {
  const grid = [...new Set(sizes)].sort((a, b) => a - b);
  const limits = grid.map(limitsAt);
  return {
    target: funnel.target,
    n_used: funnel.used,
    phi: funnel.phi,
    tau2: funnel.tau2,
    z: funnel.z,
    z_adjusted: funnel.trimmed,
    limits: {
      denominator: grid,
      ...columns(limits.map(({ plain }) => plain)),
      ...columns(
        limits.map(({ adjusted }) => adjusted),
        'od_',
      ),
    },
  };
}

/** The peer's limits without overdispersion are exact Poisson ones; with it, its square-root limits stay roots. */
const ratioFunnel =
  (method: 'log' | 'square-root'): Adapter =>
  (inputs) => {
    const rows = inputs.rows('observed', 'expected');
    const funnel = overdispersedRatios(rows, method, inputs.number('trim_by', 0.1));
    const root = (value: number): number => (method === 'log' ? value : Math.sqrt(value));
    const sizes = rows.map(({ expected }) => expected);
    return funnelTable(funnel, sizes, (size) => ({
      plain: ratioFunnelAtExpected(size),
      adjusted: mapped(funnel.limitsAt(size, SIX_DECIMALS).adjusted, root),
    }));
  };

function mapped({ warning, action }: ControlLimits, change: (value: number) => number): ControlLimits {
  return {
    warning: { lower: change(warning.lower), upper: change(warning.upper) },
    action: { lower: change(action.lower), upper: change(action.upper) },
  };
}

function numeratorRows(inputs: Inputs) {
  return inputs
    .rows('numerator', 'denominator')
    .map(({ numerator, denominator }) => ({ x: numerator, n: denominator }));
}

const proportionOverdispersed: Adapter = (inputs) => {
  const rows = numeratorRows(inputs);
  const funnel = overdispersedProportions(rows, inputs.number('trim_by', 0.1));
  const multiplier = inputs.number('multiplier', 1);
  return funnelTable(
    funnel,
    rows.map(({ n }) => n),
    (size) => {
      const { plain, adjusted } = funnel.limitsAt(size, SIX_DECIMALS);
      const times = (value: number): number => value * multiplier;
      return { plain: mapped(plain, times), adjusted: mapped(adjusted, times) };
    },
  );
};

/** The peer draws these limits with s = 1/(2√n), another error than the one its z-scores have; ours take the same. */
const countRatioFunnel: Adapter = (inputs) => {
  const rows = numeratorRows(inputs);
  const funnel = overdispersedCountRatios(rows, inputs.number('trim_by', 0.1));
  const scale = { centre: Math.log(funnel.target), back: Math.exp };
  return funnelTable(
    funnel,
    rows.map(({ n }) => n),
    (size) => {
      const se = 1 / (2 * Math.sqrt(size));
      return {
        plain: scaledFunnelLimits(scale, se, 0, SIX_DECIMALS),
        adjusted: scaledFunnelLimits(scale, se, funnel.tau2, SIX_DECIMALS),
      };
    },
  );
};

function polarityOf(inputs: Inputs): Polarity {
  const name = inputs.text('polarity').toLowerCase().replaceAll(' ', '');
  if (name === 'highisgood') return 'high-is-good';
  if (name === 'lowisgood') return 'low-is-good';
  return 'none';
}

const OUTCOMES: Readonly<Record<BenchmarkOutcome, string>> = {
  better: 'Better',
  similar: 'Similar',
  worse: 'Worse',
  lower: 'Lower',
  higher: 'Higher',
};

const trend: Adapter = (inputs) => {
  const [lower, upper] = [inputs.numbersOrNull('lower95'), inputs.numbersOrNull('upper95')];
  const figures = inputs
    .numbers('value')
    .map((value, i) => ({ value, lower: lower[i] ?? null, upper: upper[i] ?? null }));
  const found = recentTrend(figures, polarityOf(inputs), {
    points: inputs.number('pointsToUse', 5),
    critical: inputs.number('chi2Critical', 9.54953570608324),
  });
  if (found === 'CannotBeCalculated' && [...lower, ...upper].includes(null)) {
    throw new Unsupported(
      'the peer says NoChange where intervals are missing; ours is CannotBeCalculated, for nothing is known of the change',
    );
  }
  return { trend: found };
};

/** Cases about funnels, flags, benchmarks and trends. */
export const FUNNELS: Readonly<Record<string, Adapter>> = {
  funnel_limits_proportion_wilson: proportionLimits,
  funnel_proportion_wilson: proportionFunnel,
  funnel_significance_proportion: proportionFlags,
  funnel_significance_ratio: (inputs) => ({
    significance: inputs
      .rows('observed', 'expected')
      .map(({ observed, expected }) => ratioSignificance(observed, expected)),
  }),
  funnel_significance_rate: (inputs) => ({
    significance: inputs
      .rows('count', 'pop')
      .map(({ count, pop }) => rateSignificance(count, pop, inputs.number('weightedAverage'))),
  }),
  funnel_limits_ratio_poisson: ratioLines,
  funnel_limits_sr_poisson: (inputs) =>
    columns(
      inputs.numbers('expected').map((size) => ratioFunnelAtExpected(size, inputs.number('target', 1))),
    ),
  funnel_overdispersion_sr_shmi: ratioFunnel('log'),
  funnel_overdispersion_sr_cqc: ratioFunnel('square-root'),
  funnel_overdispersion_proportion: proportionOverdispersed,
  funnel_overdispersion_ratio_of_counts: countRatioFunnel,
  fdr_adjustment: (inputs) => ({
    bh: adjustPValues(inputs.numbers('p')),
    holm: adjustPValues(inputs.numbers('p'), 'holm'),
    bonferroni: adjustPValues(inputs.numbers('p'), 'bonferroni'),
  }),
  benchmark_comparison_ci_vs_value: (inputs) => ({
    outcome: inputs
      .rows('lower', 'upper', 'benchmark')
      .map(
        ({ benchmark, ...limits }) => OUTCOMES[compareWithBenchmark(limits, benchmark, polarityOf(inputs))],
      ),
  }),
  recent_trend_5_points: trend,
};
