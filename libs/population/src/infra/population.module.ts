import { Module } from '@nestjs/common';
import { AccessModule, AuditLog } from '@kallelse/access';
import type { Clock } from '@kallelse/kernel';
import { CLOCK, Databases } from '@kallelse/platform';
import { ImportEvents } from '../application/import-events';
import { ImportReference } from '../application/import-reference';
import { ImportResidents } from '../application/import-residents';
import { ResidentFactsReader } from '../application/resident-facts';

const IMPORTS = [ImportResidents, ImportEvents, ImportReference].map((Import) => ({
  provide: Import,
  inject: [Databases, CLOCK, AuditLog],
  useFactory: (databases: Databases, clock: Clock, audit: AuditLog) => new Import(databases, clock, audit),
}));

@Module({
  imports: [AccessModule],
  providers: [
    ...IMPORTS,
    {
      provide: ResidentFactsReader,
      inject: [Databases],
      useFactory: (databases: Databases) => new ResidentFactsReader(databases),
    },
  ],
  exports: [ImportResidents, ImportEvents, ImportReference, ResidentFactsReader],
})
export class PopulationModule {}
