export { type BenchmarkOutcome, compareWithBenchmark, type Polarity } from './benchmark';
export { type Adjustment, adjustPValues } from './false-discovery';
export {
  type Confidences,
  type Deviate,
  type FunnelScale,
  type Observation,
  overdispersedCountRatios,
  type OverdispersedFunnel,
  overdispersedProportions,
  overdispersedRatios,
  overdispersion,
  type Overdispersion,
  type RatioMethod,
  scaledFunnelLimits,
  type Trimming,
} from './overdispersion';
export {
  type ControlLimits,
  FUNNEL_CONFIDENCE,
  funnelBaseline,
  proportionFunnelLimits,
  proportionPValue,
  proportionSignificance,
  type Significance,
} from './proportion';
export {
  rateSignificance,
  ratioFunnelAtExpected,
  ratioFunnelLine,
  type RatioLine,
  ratioSignificance,
} from './ratio';
