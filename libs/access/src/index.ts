export * from './domain/actor';
export * from './infra/audit-log';
export * from './infra/access.module';
