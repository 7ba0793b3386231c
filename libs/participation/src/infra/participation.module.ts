import { Module } from '@nestjs/common';
import { AccessModule, AuditLog } from '@kallelse/access';
import type { Clock } from '@kallelse/kernel';
import { CLOCK, Databases } from '@kallelse/platform';
import { ParticipationCube } from '../application/participation-cube';
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
    {
      provide: ParticipationCube,
      inject: [Databases, AuditLog],
      useFactory: (databases: Databases, audit: AuditLog) => new ParticipationCube(databases, audit),
    },
  ],
  exports: [Participation, ParticipationCube],
})
export class ParticipationModule {}
