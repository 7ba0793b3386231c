import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { AccessModule, AuditLog } from '@kallelse/access';
import { BatchesModule, ReleaseDue } from '@kallelse/batches';
import { EnquiryCodes, EpisodesModule, SettleRounds } from '@kallelse/episodes';
import type { Clock } from '@kallelse/kernel';
import { loadCatalogue } from '@kallelse/letters';
import { CLOCK, CONFIG, Databases, LOG, Queues, Sweeper, type Config, type Log } from '@kallelse/platform';
import { Deliveries } from '../application/deliveries';
import { DeliveryWorker } from '../application/delivery-worker';
import { FollowMessages } from '../application/follow-messages';
import { CoupleKits } from '../application/kits/couple-kits';
import { Kits } from '../application/kits/kits';
import { PackKits } from '../application/kits/pack-kits';
import { PrintRuns } from '../application/print-runs';
import { RetryStuck } from '../application/retry-stuck';
import { SendChunk } from '../application/send-chunk';
import { SendingSwitch } from '../application/sending-switch';
import { SentContacts } from '../application/sent-contacts';
import { TakeReceipts } from '../application/take-receipts';
import { WriteRun } from '../application/write-run';
import { ChunkLeases } from './chunk-lease';
import { Inbox1177 } from './inbox/inbox-1177';
import { PrintFolder } from './print/print-folder';
import { RenderThread } from './print/render-thread';
import { SftpExit } from './print/sftp-exit';

const LANGUAGE_URL = 'https://www.1177.se/other-languages';
const RUN_SIZE = 1000;
const SFTP_PORT = 22;
const TIMEOUT_SECONDS = 15;
const SETTLING_SECONDS = 300;
/** Inera's HSA-id, whose service 1177 is. */
const RECEIVER = 'SE165565594230-1000';

/** What a page with letters in more languages is found by. */
function languageUrl(config: Config): string {
  return config.variables.KALLELSE_LANGUAGE_URL ?? LANGUAGE_URL;
}

function inboxOf(config: Config): Inbox1177 | undefined {
  const {
    KALLELSE_1177_URL: url,
    KALLELSE_1177_RECOVERY: recovery = 'same-key',
    KALLELSE_1177_TIMEOUT: timeout = TIMEOUT_SECONDS,
    KALLELSE_1177_SETTLING: settling = SETTLING_SECONDS,
    KALLELSE_1177_RECEIPTS: receipts = 'ask',
    KALLELSE_1177_RECEIVER: receiver = RECEIVER,
    KALLELSE_1177_SENDER: sender,
  } = config.variables;
  if (url === undefined) return undefined;
  return new Inbox1177({
    url,
    address: { receiver, sender },
    recovery,
    timeoutMs: timeout * 1000,
    settlingMs: settling * 1000,
    tellsReceipts: receipts === 'ask',
  });
}

function sftpOf({ variables }: Config): SftpExit | undefined {
  const {
    KALLELSE_PRINT_SFTP: url,
    KALLELSE_PRINT_SFTP_KEY: keyFile,
    KALLELSE_PRINT_SFTP_HOST_KEY: hostKey,
  } = variables;
  if (url === undefined || keyFile === undefined || hostKey === undefined) return undefined;
  const { hostname: host, port, username: user, pathname } = new URL(url);
  const folder = decodeURIComponent(pathname) || '.';
  return new SftpExit({ host, port: Number(port || SFTP_PORT), user, folder, keyFile, hostKey });
}

function digitalOf(config: Config, codes: EnquiryCodes) {
  const channel = inboxOf(config);
  return (
    channel && {
      channel,
      catalogue: loadCatalogue(),
      languageUrl: languageUrl(config),
      codes,
      perSecond: config.variables.KALLELSE_1177_RATE,
    }
  );
}

@Module({
  imports: [AccessModule, BatchesModule, EpisodesModule],
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
        new SendChunk(leases, clock, digitalOf(config, codes)),
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
        new FollowMessages(databases, clock, inboxOf(config)),
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
    Deliveries,
    DeliveryWorker,
    FollowMessages,
    SendingSwitch,
    TakeReceipts,
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
