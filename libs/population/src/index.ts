export * from './application/data-exceptions';
export * from './application/import-events';
export * from './application/import-reference';
export * from './application/import-residents';
export * from './application/import-summary';
export type { ImportRequest } from './application/file-import';
export * from './domain/identity-number';
export * from './domain/organ-statement';
export {
  handWrittenDecisions,
  HAND_WRITTEN_PROGRAMME,
  type HandWrittenCount,
} from './infra/bench/hand-written-decisions';
export {
  handWrittenSimulation,
  type HandWrittenGroup,
  type HandWrittenVersion,
} from './infra/bench/hand-written-simulation';
export { rawCopy } from './infra/bench/raw-copy';
export * from './infra/bench/ready-facts';
export { settleFacts } from './infra/bench/settle';
export { SqlDecider } from './infra/decide-by-sql';
export { DISTRICTS, refreshFacts } from './infra/register/refresh-facts';
export * from './application/manual-routes';
export * from './application/programme-events';
export * from './application/organ-inventory';
export * from './application/presumptions';
export * from './application/register-reviews';
export * from './application/resident-wishes';
export * from './application/resident-facts';
export * from './application/search-residents';
export * from './application/show-resident';
export * from './application/split-resident';
export { decisionCounts, type DecisionCount } from './infra/selection/decision-counts';
export { registerFacts } from './infra/selection/register-facts';
export * from './infra/selection/missed-rounds';
export * from './infra/selection/reach-channel';
export { isRegionCode, regionName } from './domain/regions';
export { ORGANS } from '@kallelse/eligibility';
export { stageCalls, type CallList, type CallsContext } from './infra/calls/stage-calls';
export { RejectedFile, type Rejection } from './infra/files/rejected-file';
export { servedDistrictsSql, servingUnitSql } from './infra/geography/catchments-sql';
export { slotTakenSql } from './infra/geography/slots-sql';
export { readTable, type TableFile, type TableRow } from './infra/geography/table-file';
export { beginImport, earlierImport, finishImport, lockImports } from './infra/import-ledger';
export { appendStatements, type NewStatement } from './infra/organs/append-statements';
export { residentNotThere } from './infra/resident-not-there';
export * from './infra/population.module';
