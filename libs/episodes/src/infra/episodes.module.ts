import { Module } from '@nestjs/common';
import type { Clock } from '@kallelse/kernel';
import { CLOCK, Databases, DerivedKeys } from '@kallelse/platform';
import { ResidentRounds } from '../application/resident-rounds';
import { EnquiryCodes } from './enquiry-codes';
import { SettleRounds } from '../application/settle';
import { StoppedContacts } from '../application/stopped-contacts';

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
    {
      provide: StoppedContacts,
      inject: [Databases],
      useFactory: (databases: Databases) => new StoppedContacts(databases),
    },
    {
      provide: EnquiryCodes,
      inject: [DerivedKeys],
      useFactory: (keys: DerivedKeys) => new EnquiryCodes(keys),
    },
  ],
  exports: [EnquiryCodes, SettleRounds, ResidentRounds, StoppedContacts],
})
export class EpisodesModule {}
