export * from './application/deliveries';
export * from './application/delivery-worker';
export * from './application/jobs';
export * from './application/record-returns';
export * from './application/sending-switch';
export * from './domain/digital-channel';
export * from './infra/delivery.module';
export { MARKER, PrintFolder } from './infra/print/print-folder';
