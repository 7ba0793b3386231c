export { populationQuantiles, rankQuantiles, type WeightedZScores, weightedZScores } from './quantiles';
export { fractionalRanks, type Ranked, riditMidpoints, type Ties } from './ridit';
