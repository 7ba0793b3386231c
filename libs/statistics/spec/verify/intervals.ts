import {
  byarLimits,
  clopperPearson,
  crudeRate,
  proportionDifference,
  proportionRatio,
  scoreRatio,
  sumCounts,
  homogeneityTest,
  waldDifference,
  wilson,
  zOf,
} from '../../src';
import { type Adapter, type Figures, type Inputs, limitLists, Unsupported } from './inputs';

function proportions(inputs: Inputs, rows: readonly { x: number; n: number }[]): Figures {
  const multiplier = inputs.number('multiplier', 1);
  return {
    value: rows.map(({ x, n }) => (x / n) * multiplier),
    ...limitLists(inputs, rows, ({ x, n }, confidence) => {
      const { lower, upper } = wilson(x, n, zOf(confidence));
      return { lower: lower * multiplier, upper: upper * multiplier };
    }),
  };
}

const aggregated: Adapter = (inputs) => {
  const names = inputs.texts(inputs.text('groupBy', 'area'));
  const rows = inputs.rows('x', 'n').map((row, i) => ({ ...row, name: names[i] ?? '' }));
  const groups = [...sumCounts(rows, ({ name }) => name)];
  return {
    [inputs.text('groupBy', 'area')]: groups.map(([name]) => name),
    x: groups.map(([, { x }]) => x),
    n: groups.map(([, { n }]) => n),
    ...proportions(
      inputs,
      groups.map(([, counts]) => counts),
    ),
  };
};

const rates: Adapter = (inputs) => {
  const rows = inputs.rows('x', 'n');
  const multiplier = inputs.number('multiplier', 100_000);
  return {
    value: rows.map(({ x, n }) => crudeRate(x, n, multiplier).value),
    method: rows.map(({ x, n }) => crudeRate(x, n, multiplier).method),
    ...limitLists(inputs, rows, ({ x, n }, confidence) => crudeRate(x, n, multiplier, confidence)),
  };
};

/** The two sides of a comparison; the peers differ in which is subtracted from which. */
function sides(inputs: Inputs) {
  const [first, second] = inputs.rows('x', 'n');
  if (!first || !second) throw new RangeError('a comparison needs two rows');
  return inputs.text('orientation').startsWith('second')
    ? ([second, first] as const)
    : ([first, second] as const);
}

const differences: Adapter = (inputs) => {
  const [a, b] = sides(inputs);
  const confidence = inputs.number('confidence', 0.95);
  const method = inputs.text('method', 'newcomb').toLowerCase();
  if (method.startsWith('newcomb')) {
    const { value, lower, upper } = proportionDifference(a, b, confidence);
    return { estimate: value, difference: value, lower, upper };
  }
  if (method !== 'wald') throw new Unsupported(`intervals of a difference by "${method}" are not offered`);
  const { value, lower, upper, se } = waldDifference(a, b, confidence);
  const { chiSquared, p, df } = homogeneityTest([a, b]);
  return { estimate: value, difference: value, se, lower, upper, chisq: chiSquared, df, p };
};

const ratios: Adapter = (inputs) => {
  const [a, b] = sides(inputs);
  const confidence = inputs.number('confidence', 0.95);
  const method = inputs.text('method', 'log').toLowerCase();
  const byLog = ['log', 'katz', 'wald'].includes(method); // three names of one interval
  if (!byLog && method !== 'score')
    throw new Unsupported(`intervals of a ratio by "${method}" are not offered`);
  const { value, lower, upper } = byLog ? proportionRatio(a, b, confidence) : scoreRatio(a, b, confidence);
  return { estimate: value, ratio: value, lower, upper };
};

/** One row gives figures, several give lists. */
function single(inputs: Inputs, figures: Figures): Figures {
  if (inputs.isList('x')) return figures;
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [
      name,
      Array.isArray(value) ? (value[0] as unknown) : value,
    ]),
  );
}

/** Cases about one figure and its interval. */
export const INTERVALS: Readonly<Record<string, Adapter>> = {
  wilson_ci: (inputs) => single(inputs, proportions(inputs, inputs.rows('x', 'n'))),
  proportion_wilson: (inputs) => single(inputs, proportions(inputs, inputs.rows('x', 'n'))),
  proportion_wilson_aggregate: aggregated,
  clopper_pearson_ci: (inputs) => {
    const rows = inputs.rows('x', 'n');
    const limits = limitLists(inputs, rows, ({ x, n }, confidence) => clopperPearson(x, n, confidence));
    return single(inputs, { value: rows.map(({ x, n }) => x / n), ...limits });
  },
  byar_ci: (inputs) => {
    const limits = limitLists(inputs, inputs.numbers('x'), (x, confidence) => {
      const { lower, upper } = byarLimits(x, confidence);
      return { lower: lower === 0 ? null : lower, upper }; // the peer gives none where the cube is negative
    });
    return single(inputs, limits);
  },
  crude_rate_exact_or_byar: (inputs) => single(inputs, rates(inputs)),
  poisson_exact_ci: (inputs) => single(inputs, rates(inputs)),
  difference_of_proportions: differences,
  ratio_of_proportions: ratios,
};
