import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { AccessModule, AuditLog } from '@kallelse/access';
import { BatchesModule, ReleaseDue } from '@kallelse/batches';
import { EnquiryCodes, EpisodesModule, SettleRounds } from '@kallelse/episodes';
import type { Clock } from '@kallelse/kernel';
import { loadCatalogue } from '@kallelse/letters';
import { PopulationModule, ResidentWishes } from '@kallelse/population';
import { Programmes, ProgrammesModule } from '@kallelse/programmes';
import { CLOCK, CONFIG, Databases, LOG, Queues, Sweeper, type Config, type Log } from '@kallelse/platform';
import { Deliveries } from '../application/deliveries';
import { DeliveryWorker } from '../application/delivery-worker';
import { FollowMessages } from '../application/follow-messages';
import { CoupleKits } from '../application/kits/couple-kits';
import { Kits } from '../application/kits/kits';
import { OrderKit } from '../application/kits/order-kit';
import { PhoneLists } from '../application/outreach/phone-lists';
import { TakeOutcomes } from '../application/outreach/take-outcomes';
import { PackKits } from '../application/kits/pack-kits';
import { PrintRuns } from '../application/print-runs';
import { RetryStuck } from '../application/retry-stuck';
import { SendChunk } from '../application/send-chunk';
import { SendingSwitch } from '../application/sending-switch';
import { SentContacts } from '../application/sent-contacts';
import { TakeReceipts } from '../application/take-receipts';
import { WriteRun } from '../application/write-run';
import { ChunkLeases } from './chunk-lease';
import { channelsOf, cipherOf, languageUrl, sftpOf } from './channels';
import { PrintFolder } from './print/print-folder';
import { RenderThread } from './print/render-thread';
import { SftpExit } from './print/sftp-exit';

const RUN_SIZE = 1000;

@Module({
  imports: [AccessModule, PopulationModule, ProgrammesModule, BatchesModule, EpisodesModule],
  providers: [
    RenderThread,
    {
      provide: ChunkLeases,
      inject: [Databases],
      useFactory: (databases: Databases) => new ChunkLeases(databases),
    },
    {
      provide: PrintFolder,
      inject: [CONFIG, { token: SftpExit, optional: true }],
      useFactory: (config: Config, exit?: SftpExit) => new PrintFolder(config.artefactFolder, 'print', exit),
    },
    {
      provide: SftpExit,
      inject: [CONFIG],
      useFactory: sftpOf,
    },
    {
      provide: SendChunk,
      inject: [ChunkLeases, CLOCK, CONFIG, EnquiryCodes],
      useFactory: (leases: ChunkLeases, clock: Clock, config: Config, codes: EnquiryCodes) =>
        new SendChunk(leases, clock, channelsOf(config), {
          catalogue: loadCatalogue(),
          languageUrl: languageUrl(config),
          codes,
        }),
    },
    {
      provide: WriteRun,
      inject: [ChunkLeases, CLOCK, PrintFolder, RenderThread, CONFIG, EnquiryCodes],
      useFactory: (
        leases: ChunkLeases,
        clock: Clock,
        folder: PrintFolder,
        thread: RenderThread,
        config: Config,
        codes: EnquiryCodes,
      ) =>
        new WriteRun(leases, clock, folder, thread, {
          languageUrl: languageUrl(config),
          catalogue: loadCatalogue(),
          codes,
          outreachFolder: new PrintFolder(config.artefactFolder, 'outreach'),
          cipher: cipherOf(config),
        }),
    },
    {
      provide: Deliveries,
      inject: [Databases, Queues, CLOCK, ChunkLeases, SendChunk, WriteRun, SettleRounds, CONFIG],
      useFactory: (
        databases: Databases,
        queues: Queues,
        clock: Clock,
        leases: ChunkLeases,
        sendChunk: SendChunk,
        writeRun: WriteRun,
        settle: SettleRounds,
        config: Config,
      ) => {
        const runSize = config.variables.KALLELSE_PRINT_RUN_SIZE ?? RUN_SIZE;
        return new Deliveries({ databases, queues, clock, leases, sendChunk, writeRun, settle, runSize });
      },
    },
    {
      provide: DeliveryWorker,
      inject: [Queues, Sweeper, Deliveries, ReleaseDue, SettleRounds, FollowMessages, Kits, PackKits, LOG],
      useFactory: (
        queues: Queues,
        sweeper: Sweeper,
        deliveries: Deliveries,
        releaseDue: ReleaseDue,
        settle: SettleRounds,
        follow: FollowMessages,
        kits: Kits,
        packing: PackKits,
        log: Log,
      ) =>
        new DeliveryWorker(queues, sweeper, { deliveries, releaseDue, settle, follow, kits, packing }, log),
    },
    {
      provide: FollowMessages,
      inject: [Databases, CLOCK, CONFIG],
      useFactory: (databases: Databases, clock: Clock, config: Config) =>
        new FollowMessages(
          databases,
          clock,
          channelsOf(config).map(({ channel }) => channel),
        ),
    },
    {
      provide: SendingSwitch,
      inject: [Databases, CLOCK, AuditLog],
      useFactory: (databases: Databases, clock: Clock, audit: AuditLog) =>
        new SendingSwitch(databases, clock, audit),
    },
    {
      provide: PackKits,
      inject: [Databases, CLOCK, CONFIG],
      useFactory: (databases: Databases, clock: Clock, config: Config) =>
        new PackKits(databases, clock, new PrintFolder(config.artefactFolder, 'kits')),
    },
    {
      provide: CoupleKits,
      inject: [Databases, CLOCK, AuditLog],
      useFactory: (databases: Databases, clock: Clock, audit: AuditLog) =>
        new CoupleKits(databases, clock, audit),
    },
    {
      provide: OrderKit,
      inject: [Databases, CLOCK, AuditLog],
      useFactory: (databases: Databases, clock: Clock, audit: AuditLog) =>
        new OrderKit(databases, clock, audit),
    },
    {
      provide: Kits,
      inject: [Databases, CLOCK, AuditLog],
      useFactory: (databases: Databases, clock: Clock, audit: AuditLog) => new Kits(databases, clock, audit),
    },
    {
      provide: RetryStuck,
      inject: [Databases, AuditLog],
      useFactory: (databases: Databases, audit: AuditLog) => new RetryStuck(databases, audit),
    },
    {
      provide: PrintRuns,
      inject: [Databases],
      useFactory: (databases: Databases) => new PrintRuns(databases),
    },
    {
      provide: SentContacts,
      inject: [Databases],
      useFactory: (databases: Databases) => new SentContacts(databases),
    },
    {
      provide: TakeOutcomes,
      inject: [Databases, CLOCK, AuditLog, SettleRounds, ResidentWishes],
      useFactory: (
        databases: Databases,
        clock: Clock,
        audit: AuditLog,
        settle: SettleRounds,
        wishes: ResidentWishes,
      ) => new TakeOutcomes(databases, clock, audit, settle, wishes),
    },
    {
      provide: PhoneLists,
      inject: [Databases, CLOCK, AuditLog, Programmes, CONFIG],
      useFactory: (
        databases: Databases,
        clock: Clock,
        audit: AuditLog,
        programmes: Programmes,
        config: Config,
      ) => {
        const folder = new PrintFolder(config.artefactFolder, 'phone');
        return new PhoneLists(databases, clock, audit, programmes, folder, cipherOf(config));
      },
    },
    {
      provide: TakeReceipts,
      inject: [Databases, CLOCK, AuditLog, SettleRounds],
      useFactory: (databases: Databases, clock: Clock, audit: AuditLog, settle: SettleRounds) =>
        new TakeReceipts(databases, clock, audit, settle),
    },
  ],
  exports: [
    RetryStuck,
    PackKits,
    CoupleKits,
    Kits,
    OrderKit,
    Deliveries,
    DeliveryWorker,
    FollowMessages,
    SendingSwitch,
    TakeReceipts,
    TakeOutcomes,
    PhoneLists,
    SentContacts,
    PrintRuns,
    PrintFolder,
  ],
})
export class DeliveryModule implements OnApplicationShutdown {
  constructor(private readonly thread: RenderThread) {}

  async onApplicationShutdown(): Promise<void> {
    await this.thread.close();
  }
}
