import { Module } from '@nestjs/common';
import type { Clock } from '@kallelse/kernel';
import { CLOCK, Databases } from '@kallelse/platform';
import { AuditLog } from './audit-log';
import { Rights } from './rights';

@Module({
  providers: [
    {
      provide: AuditLog,
      inject: [Databases, CLOCK],
      useFactory: (databases: Databases, clock: Clock) => new AuditLog(databases, clock),
    },
    {
      provide: Rights,
      inject: [Databases, CLOCK, AuditLog],
      useFactory: (databases: Databases, clock: Clock, audit: AuditLog) =>
        new Rights(databases, clock, audit),
    },
  ],
  exports: [AuditLog, Rights],
})
export class AccessModule {}
