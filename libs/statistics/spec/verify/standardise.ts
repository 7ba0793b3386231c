import {
  directRate,
  directRateGamma,
  directRateOfRepeatedEvents,
  indirectRate,
  indirectRatio,
  standardisedProportion,
} from '../../src';
import { sum } from '../../src/domain/numbers';
import { type Adapter, type Inputs, limitsFor } from './inputs';

function strata(inputs: Inputs, events: string) {
  const counts = inputs.counts(events);
  return inputs
    .rows('pop', 'stdpop')
    .map(({ pop, stdpop }, i) => ({ x: counts[i] ?? 0, n: pop, standard: stdpop }));
}

const direct: Adapter = (inputs) => {
  const rows = strata(inputs, 'count');
  const multiplier = inputs.number('multiplier', 100_000);
  const { value, events } = directRate(rows, multiplier);
  return {
    total_count: events,
    total_pop: sum(rows.map(({ n }) => n)),
    value,
    ...limitsFor(inputs, (confidence) => directRate(rows, multiplier, confidence)),
    statistic: `dsr per ${multiplier}`,
  };
};

const repeated: Adapter = (inputs) => {
  const frequencies = inputs.numbers('eventfreq');
  const rows = strata(inputs, 'persons').map((row, i) => ({ ...row, frequency: frequencies[i] ?? 1 }));
  const multiplier = inputs.number('multiplier', 100_000);
  const { value, events } = directRateOfRepeatedEvents(rows, multiplier);
  return {
    total_count: events,
    total_pop: sum(rows.filter(({ frequency }) => frequency === frequencies[0]).map(({ n }) => n)),
    value,
    ...limitsFor(inputs, (confidence) => directRateOfRepeatedEvents(rows, multiplier, confidence)),
    statistic: `dsr per ${multiplier}`,
  };
};

const gamma: Adapter = (inputs) => {
  const rows = strata(inputs, 'count');
  const multiplier = inputs.number('multiplier', 1);
  const crude = sum(rows.map(({ x }) => x)) / sum(rows.map(({ n }) => n));
  const { value } = directRateGamma(rows, multiplier);
  return {
    crude: crude * multiplier,
    adjusted: value,
    ...limitsFor(inputs, (confidence) => directRateGamma(rows, multiplier, confidence)),
  };
};

function referenced(inputs: Inputs) {
  const counts = inputs.counts('count');
  return inputs.rows('pop', 'refcount', 'refpop').map(({ pop, refcount, refpop }, i) => ({
    x: counts[i] ?? 0,
    n: pop,
    referenceX: refcount,
    referenceN: refpop,
  }));
}

const ratio: Adapter = (inputs) => {
  const rows = referenced(inputs);
  const refValue = inputs.number('refvalue', 1);
  const { observed, expected, value, method } = indirectRatio(rows, refValue);
  const limits = limitsFor(inputs, (confidence) => indirectRatio(rows, refValue, confidence));
  return { observed, expected, value, ...limits, method };
};

const rate: Adapter = (inputs) => {
  const rows = referenced(inputs);
  const multiplier = inputs.number('multiplier', 100_000);
  const { observed, expected, value, referenceRate, method } = indirectRate(rows, multiplier);
  const limits = limitsFor(inputs, (confidence) => indirectRate(rows, multiplier, confidence));
  return { observed, expected, ref_rate: referenceRate, value, ...limits, method };
};

const proportion: Adapter = (inputs) => {
  const rows = inputs.rows('x', 'n', 'stdpop').map(({ x, n, stdpop }) => ({ x, n, standard: stdpop }));
  const { value, se } = standardisedProportion(rows);
  return { value, se, ...limitsFor(inputs, (confidence) => standardisedProportion(rows, confidence)) };
};

/** Cases about standardised figures. */
export const STANDARDISED: Readonly<Record<string, Adapter>> = {
  dsr_dobson: direct,
  dsr_dobson_nonindependent: repeated,
  dsr_gamma_fay_feuer: gamma,
  indirectly_standardised_ratio: ratio,
  indirectly_standardised_rate: rate,
  age_standardised_proportion_binomial: proportion,
};
