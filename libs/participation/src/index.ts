export { WITHIN_MONTHS, type Cohorts, type WithinMonths } from './infra/count-within';
export * from './application/participation';
export * from './domain/participation-table';
export * from './infra/participation.module';
export * from './application/participation-cube';
