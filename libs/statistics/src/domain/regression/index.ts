export {
  classicalCovariance,
  type Covariance,
  covarianceOf,
  deltaError,
  fitLine,
  type Line,
  type Point,
  robustCovariance,
  scaled,
} from './line';
export { type BinomialPoint, fitLogistic, logistic, type LogisticFit, logit } from './logistic';
