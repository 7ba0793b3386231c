export { type FeasibleRange, feasibleRanges, type PublishedTable, type TotalLine } from './attack';
export { type ProtectionRules, secondarySuppression, singleLineRule } from './protect';
export { type Cell, SMALLEST_SHOWN, suppress } from './suppress';
