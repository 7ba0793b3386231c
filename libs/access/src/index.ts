export * from './domain/actor';
export * from './domain/reason';
export * from './infra/audit-log';
export * from './infra/access.module';
