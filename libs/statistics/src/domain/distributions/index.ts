export {
  betaCdf,
  betaQuantile,
  binomialCdf,
  binomialQuantile,
  fCdf,
  fQuantile,
  tCdf,
  tQuantile,
} from './beta';
export {
  chiSquaredCdf,
  chiSquaredQuantile,
  gammaCdf,
  gammaQuantile,
  poissonCdf,
  poissonQuantile,
} from './gamma';
export { type Tail } from './kernel';
export { normalCdf, normalDensity, normalQuantile, twoSided, Z_95, zOf } from './normal';
