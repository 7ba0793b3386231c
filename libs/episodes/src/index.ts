export * from './application/open-rounds';
export * from './application/settle';
export * from './infra/episodes.module';
