import { Module } from '@nestjs/common';
import { AccessModule, AuditLog } from '@kallelse/access';
import type { Clock } from '@kallelse/kernel';
import { CLOCK, Databases, Sweeper } from '@kallelse/platform';
import { Interventions, Programmes, ProgrammesModule } from '@kallelse/programmes';
import { AnalyseIntervention } from '../application/analyse-intervention';
import { ParticipationCube } from '../application/participation-cube';
import { ParticipationWorker } from '../application/participation-worker';
import { PopulationSnapshots } from '../application/population-snapshots';
import { PublishTables } from '../application/publish-tables';
import { PublishedParticipation } from '../application/published-participation';
import { Participation } from '../application/participation';

@Module({
  imports: [AccessModule, ProgrammesModule],
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
    {
      provide: PopulationSnapshots,
      inject: [Databases, CLOCK, Programmes, AuditLog],
      useFactory: (...parts: [Databases, Clock, Programmes, AuditLog]) => new PopulationSnapshots(...parts),
    },
    {
      provide: AnalyseIntervention,
      inject: [Databases, CLOCK, Interventions],
      useFactory: (databases: Databases, clock: Clock, interventions: Interventions) =>
        new AnalyseIntervention(databases, clock, interventions),
    },
    {
      provide: PublishTables,
      inject: [Databases, CLOCK, AuditLog],
      useFactory: (databases: Databases, clock: Clock, audit: AuditLog) =>
        new PublishTables(databases, clock, audit),
    },
    {
      provide: ParticipationWorker,
      inject: [Sweeper, ParticipationCube, PopulationSnapshots, PublishTables],
      useFactory: (
        sweeper: Sweeper,
        cube: ParticipationCube,
        population: PopulationSnapshots,
        publishing: PublishTables,
      ) => new ParticipationWorker(sweeper, cube, population, publishing),
    },
    {
      provide: PublishedParticipation,
      inject: [Databases],
      useFactory: (databases: Databases) => new PublishedParticipation(databases),
    },
  ],
  exports: [
    AnalyseIntervention,
    Participation,
    ParticipationCube,
    ParticipationWorker,
    PopulationSnapshots,
    PublishTables,
    PublishedParticipation,
  ],
})
export class ParticipationModule {}
