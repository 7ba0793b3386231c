export {
  directRate,
  directRateGamma,
  directRateOfRepeatedEvents,
  type FrequencyStratum,
  type RateStratum,
  STANDARDISED_FROM,
  type StandardisedRate,
} from './direct';
export {
  type IndirectEstimate,
  type IndirectRate,
  indirectRate,
  indirectRatio,
  type ReferencedStratum,
} from './indirect';
export { type ProportionStratum, standardisedProportion } from './proportion';
