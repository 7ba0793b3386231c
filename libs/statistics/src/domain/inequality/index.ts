export { type Attributable, attributable, type Reference } from './attributable';
export { type Change, changeOfDifference, changeOfRatio } from './change';
export {
  type Bounds,
  type Concentration,
  concentration,
  concentrationOfPersons,
  type RankedFigure,
} from './concentration';
export {
  bestOf,
  betweenGroupDeviation,
  betweenGroupVariance,
  betweenGroupVarianceEstimate,
  coefficientOfVariation,
  indexOfDisparity,
  meanDifference,
  meanDifferenceFromBest,
  meanDifferenceFromMean,
  type Weighting,
} from './dispersion';
export {
  decomposeMeanLogDeviation,
  decomposeTheil,
  type Decomposition,
  meanLogDeviation,
  meanLogDeviationEstimate,
  type NestedGroup,
  theilEstimate,
  theilIndex,
} from './entropy';
export { type Direction, type Group, type MeasuredGroup } from './groups';
export { errorFromLimits, type Kind } from './scale';
export {
  type OrderedGroup,
  slopeIndex,
  type SlopeIndex,
  slopeIndexOfMean,
  type SlopeOptions,
} from './slope-index';
export {
  type LogisticSlopeIndex,
  logisticSlopeIndex,
  type RankedCounts,
  robustSlopeIndex,
  type SlopePair,
} from './slope-index-robust';
