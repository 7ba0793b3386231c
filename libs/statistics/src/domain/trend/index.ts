export { cochranArmitage, type TrendTest } from './cochran-armitage';
export { type PeriodFigure, recentTrend, type Trend, type TrendOptions } from './recent-trend';
