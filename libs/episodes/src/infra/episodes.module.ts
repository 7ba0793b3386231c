import { Module } from '@nestjs/common';
import type { Clock } from '@kallelse/kernel';
import { CLOCK, Databases } from '@kallelse/platform';
import { SettleRounds } from '../application/settle';

@Module({
  providers: [
    {
      provide: SettleRounds,
      inject: [Databases, CLOCK],
      useFactory: (databases: Databases, clock: Clock) => new SettleRounds(databases, clock),
    },
  ],
  exports: [SettleRounds],
})
export class EpisodesModule {}
