import {
  cochranArmitage,
  heterogeneity,
  homogeneityTest,
  localMoran,
  moran,
  smoothProportions,
  smoothRates,
} from '../../src';
import { COVERAGE } from './coverage';
import { type Adapter, type Inputs, Unsupported } from './inputs';

function neighboursOf(inputs: Inputs): number[][] {
  if (inputs.text('style', 'W') !== 'W') throw new Unsupported('only row-standardised weights are offered');
  return inputs.list('neighbours_1based').map((row) => {
    if (!Array.isArray(row)) throw new RangeError('input "neighbours_1based" must hold lists');
    return row.map((one: unknown) => Number(one) - 1);
  });
}

const global: Adapter = (inputs) => {
  const { i, expectation, variance, z, p } = moran(inputs.numbers('value'), neighboursOf(inputs));
  return { I: i, expectation, variance, z, p_two_sided: p };
};

const smoothed: Adapter = (inputs) => {
  const family = inputs.text('family', 'poisson');
  if (family !== 'binomial' && family !== 'poisson')
    throw new Unsupported(`smoothing by "${family}" is not offered`);
  const districts = inputs.rows('x', 'n');
  const { raw, smoothed: estmm } =
    family === 'binomial' ? smoothProportions(districts) : smoothRates(districts);
  return { raw, estmm };
};

const spread: Adapter = (inputs) => {
  if (inputs.text('scale', 'logit') !== 'logit')
    throw new Unsupported('heterogeneity is offered for logits only');
  const { mean, se, tau2, q, df, i2, prediction } = heterogeneity(inputs.rows('x', 'n'));
  return {
    mu: mean,
    se,
    tau2,
    Q: q,
    df,
    I2: i2 * 100,
    predictionLower: prediction.lower,
    predictionUpper: prediction.upper,
  };
};

/** Cases about areas beside each other, and about coverage and participation. */
export const AREAS: Readonly<Record<string, Adapter>> = {
  cochran_armitage_trend: (inputs) => {
    const { chiSquared, df, p } = cochranArmitage(inputs.rows('x', 'n'), inputs.numbers('scores'));
    return { chisq: chiSquared, df, p };
  },
  chi_square_heterogeneity: (inputs) => {
    const { chiSquared, df, p } = homogeneityTest(inputs.rows('x', 'n'));
    return { chisq: chiSquared, df, p };
  },
  between_area_variance_logit: spread,
  moran_i: global,
  local_moran_ii: (inputs) => ({ Ii: localMoran(inputs.numbers('value'), neighboursOf(inputs)) }),
  empirical_bayes_smoothing: smoothed,
  ...COVERAGE,
};
