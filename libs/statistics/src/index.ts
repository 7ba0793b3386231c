export * from './domain/suppress';
export * from './domain/wilson';
