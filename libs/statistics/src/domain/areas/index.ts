export { smoothProportions, smoothRates, type Smoothed } from './empirical-bayes';
export { heterogeneity, type Heterogeneity, homogeneityTest } from './heterogeneity';
export { localMoran, moran, type Moran } from './moran';
