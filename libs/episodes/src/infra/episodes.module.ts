import { Module } from '@nestjs/common';
import { AccessModule, AuditLog } from '@kallelse/access';
import type { Clock } from '@kallelse/kernel';
import { CLOCK, Databases, DerivedKeys } from '@kallelse/platform';
import { AnswerEnquiry } from '../application/answer-enquiry';
import { BookedTimes } from '../application/booked-times';
import { ImportReplies } from '../application/import-replies';
import { UnansweredEnquiries } from '../application/unanswered-enquiries';
import { Rounds } from '../application/rounds';
import { ResidentRounds } from '../application/resident-rounds';
import { EnquiryCodes } from './enquiry-codes';
import { SettleRounds } from '../application/settle';
import { StoppedContacts } from '../application/stopped-contacts';

@Module({
  imports: [AccessModule],
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
    ...[AnswerEnquiry, ImportReplies].map((UseCase) => ({
      provide: UseCase,
      inject: [Databases, CLOCK, AuditLog, EnquiryCodes],
      useFactory: (databases: Databases, clock: Clock, audit: AuditLog, codes: EnquiryCodes) =>
        new UseCase(databases, clock, audit, codes),
    })),
    ...[BookedTimes, Rounds, UnansweredEnquiries].map((UseCase) => ({
      provide: UseCase,
      inject: [Databases, CLOCK, AuditLog],
      useFactory: (databases: Databases, clock: Clock, audit: AuditLog) =>
        new UseCase(databases, clock, audit),
    })),
  ],
  exports: [
    AnswerEnquiry,
    ImportReplies,
    BookedTimes,
    Rounds,
    UnansweredEnquiries,
    EnquiryCodes,
    SettleRounds,
    ResidentRounds,
    StoppedContacts,
  ],
})
export class EpisodesModule {}
