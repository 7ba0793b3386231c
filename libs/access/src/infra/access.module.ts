import { Module } from '@nestjs/common';
import type { Clock } from '@kallelse/kernel';
import { CLOCK, Databases } from '@kallelse/platform';
import { AuditLog } from './audit-log';

@Module({
  providers: [
    {
      provide: AuditLog,
      inject: [Databases, CLOCK],
      useFactory: (databases: Databases, clock: Clock) => new AuditLog(databases, clock),
    },
  ],
  exports: [AuditLog],
})
export class AccessModule {}
