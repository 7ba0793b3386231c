import { Module } from '@nestjs/common';
import { AccessModule, AuditLog } from '@kallelse/access';
import type { Clock } from '@kallelse/kernel';
import { CLOCK, Databases } from '@kallelse/platform';
import { PopulationModule, ResidentFactsReader } from '@kallelse/population';
import { ExplainResident } from '../application/explain-resident';
import { Programmes } from '../application/programmes';

@Module({
  imports: [AccessModule, PopulationModule],
  providers: [
    {
      provide: Programmes,
      inject: [Databases, CLOCK, AuditLog],
      useFactory: (databases: Databases, clock: Clock, audit: AuditLog) =>
        new Programmes(databases, clock, audit),
    },
    {
      provide: ExplainResident,
      inject: [ResidentFactsReader, Programmes, CLOCK, AuditLog],
      useFactory: (facts: ResidentFactsReader, programmes: Programmes, clock: Clock, audit: AuditLog) =>
        new ExplainResident(facts, programmes, clock, audit),
    },
  ],
  exports: [Programmes, ExplainResident],
})
export class ProgrammesModule {}
