export * from './application/participation';
export * from './domain/participation-table';
export * from './infra/participation.module';
