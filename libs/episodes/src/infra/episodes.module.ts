import { Module } from '@nestjs/common';
import type { Clock } from '@kallelse/kernel';
import { CLOCK, Databases } from '@kallelse/platform';
import { ResidentRounds } from '../application/resident-rounds';
import { SettleRounds } from '../application/settle';

@Module({
  providers: [
    {
      provide: SettleRounds,
      inject: [Databases, CLOCK],
      useFactory: (databases: Databases, clock: Clock) => new SettleRounds(databases, clock),
    },
    {
      provide: ResidentRounds,
      inject: [Databases],
      useFactory: (databases: Databases) => new ResidentRounds(databases),
    },
  ],
  exports: [SettleRounds, ResidentRounds],
})
export class EpisodesModule {}
