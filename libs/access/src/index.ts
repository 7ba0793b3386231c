export * from './domain/actor';
export * from './domain/reason';
export * from './domain/right';
export * from './infra/audit-log';
export * from './infra/rights';
export * from './infra/access.module';
