export * from './application/interventions';
export * from './application/approve-programme';
export * from './application/forecast/forecast-programme';
export * from './application/programme-drafts';
export * from './application/programmes';
export type { ProgrammeVersion } from './application/stored-version';
export * from './application/simulation/compare-runs';
export * from './application/simulation/simulate';
export * from './application/simulation/simulation-check';
export * from './application/simulation/simulation-runs';
export * from './application/submit-programme';
export * from './application/withdraw-programme';
export { LETTER_TEMPLATES, type LetterTemplates } from './domain/letter-templates';
export type { LifecycleState } from './domain/lifecycle-state';
export * from './domain/forecast/forecast';
export type { ComparedFigure } from './domain/simulation/compare-results';
export * from './domain/simulation/simulation';
export { documentText } from './infra/document-text';
export { PROGRAMME_ENTITIES } from './infra/entities';
export * from './infra/programmes.module';
export { simulatePopulation, type Progress } from './infra/simulation/simulate-population';
export {
  forecastOf,
  simulationOf,
  type SimulationEntity,
  type SimulationState,
} from './infra/simulation/simulation.entity';
export { definitionsFolder } from './infra/shipped-definitions';
export { activeVersion } from './domain/active-version';
export { scopeSql } from './infra/simulation/pair-sql';
