export * from './application/open-rounds';
export * from './application/settle';
