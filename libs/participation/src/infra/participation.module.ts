import { Module } from '@nestjs/common';
import { AccessModule, AuditLog } from '@kallelse/access';
import type { Clock } from '@kallelse/kernel';
import { CLOCK, Databases } from '@kallelse/platform';
import { Participation } from '../application/participation';

@Module({
  imports: [AccessModule],
  providers: [
    {
      provide: Participation,
      inject: [Databases, CLOCK, AuditLog],
      useFactory: (databases: Databases, clock: Clock, audit: AuditLog) =>
        new Participation(databases, clock, audit),
    },
  ],
  exports: [Participation],
})
export class ParticipationModule {}
