export * from './domain/age';
export * from './domain/clock';
export * from './domain/duration';
export * from './domain/hash';
export * from './domain/hmac';
export * from './domain/nearest-name';
export * from './domain/plain-date';
export * from './domain/problem';
