export { clopperPearson } from './clopper-pearson';
export {
  around,
  aroundLog,
  type ChiSquaredTest,
  difference,
  type Measured,
  proportionDifference,
  proportionRatio,
  ratio,
  waldDifference,
} from './comparison';
export { CONFIDENCE_95, type Estimate, type EstimateWithError, type Limits } from './estimate';
export {
  BYAR_FROM,
  byarLimits,
  crudeRate,
  exactPoissonLimits,
  poissonLimits,
  type PoissonMethod,
  type Rate,
} from './poisson';
export { scoreRatio } from './score-ratio';
export { type Counts, type Proportion, sumCounts, wilson } from './wilson';
