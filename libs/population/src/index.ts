export * from './application/import-events';
export * from './application/import-reference';
export * from './application/import-residents';
export * from './application/import-summary';
export * from './domain/identity-number';
export { SqlDecider } from './infra/decide-by-sql';
export { DISTRICTS, refreshFacts } from './infra/register/refresh-facts';
