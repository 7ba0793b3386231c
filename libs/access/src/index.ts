export * from './domain/actor';
export * from './infra/audit-log';
