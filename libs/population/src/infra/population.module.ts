import { Module } from '@nestjs/common';
import { AccessModule, AuditLog } from '@kallelse/access';
import type { Clock } from '@kallelse/kernel';
import { CLOCK, Databases } from '@kallelse/platform';
import { ImportEvents } from '../application/import-events';
import { ImportReference } from '../application/import-reference';
import { ImportResidents } from '../application/import-residents';
import { DataExceptions } from '../application/data-exceptions';
import { ManualRoutes } from '../application/manual-routes';
import { OrganInventory } from '../application/organ-inventory';
import { Presumptions } from '../application/presumptions';
import { RegisterReviews } from '../application/register-reviews';
import { ResidentFactsReader } from '../application/resident-facts';
import { ResidentWishes } from '../application/resident-wishes';
import { SearchResidents } from '../application/search-residents';
import { ShowResident } from '../application/show-resident';
import { SplitResident } from '../application/split-resident';

const USE_CASES = [
  ...[ImportResidents, ImportEvents, ImportReference],
  ...[SearchResidents, ShowResident, SplitResident, RegisterReviews, DataExceptions],
  OrganInventory,
  Presumptions,
  ManualRoutes,
  ResidentWishes,
];

@Module({
  imports: [AccessModule],
  providers: [
    ...USE_CASES.map((UseCase) => ({
      provide: UseCase,
      inject: [Databases, CLOCK, AuditLog],
      useFactory: (databases: Databases, clock: Clock, audit: AuditLog) =>
        new UseCase(databases, clock, audit),
    })),
    {
      provide: ResidentFactsReader,
      inject: [Databases],
      useFactory: (databases: Databases) => new ResidentFactsReader(databases),
    },
  ],
  exports: [...USE_CASES, ResidentFactsReader],
})
export class PopulationModule {}
