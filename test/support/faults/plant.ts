import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ROOT } from '../sources';
import { freePort } from '../free-port';
import { type TestOffice } from '../office';
import { InboxOfTests } from '../simulated-inbox';
import { SmallDisk } from './full-disk';
import { RedisProcess } from './redis-process';
import { Service } from './service';
import { Supplier } from './supplier';

/** Short, so that a test of a service that never answers is done soon. */
const INBOX_TIMEOUT_SECONDS = '2';
const CERTIFICATES = join(ROOT, 'test', 'support', 'certificates');
const SENDER = { key: join(CERTIFICATES, 'sender.key'), certificate: join(CERTIFICATES, 'sender.pem') };

/**
 * Everything that runs while a screening office sends: the database, two workers, the api, the queue, the inbox of
 * 1177, the secure mailboxes and the print supplier, each a process or a disk that can be hurt.
 */
export class Plant {
  private constructor(
    readonly office: TestOffice,
    readonly inbox: InboxOfTests,
    readonly mailboxes: InboxOfTests,
    readonly supplier: Supplier,
    readonly workers: readonly [Service, Service],
    readonly api: Service,
    readonly redis: RedisProcess | undefined,
    readonly disk: SmallDisk | undefined,
  ) {}

  /** @param onRedis whether the queue lives in a Redis of its own */
  static async start(office: TestOffice, onRedis: boolean): Promise<Plant> {
    const disk = SmallDisk.isPossible ? SmallDisk.mount(join(office.folder, 'artefacts')) : undefined;
    const redis = onRedis ? await RedisProcess.start() : undefined;
    const inbox = await InboxOfTests.start({ noAccountRate: 0.3, slowMs: 300 });
    const mailboxes = await InboxOfTests.start({ noAccountRate: 0.5, closedRate: 0.1, slowMs: 300 }, [
      '--mailbox-certificate',
      SENDER.certificate,
    ]);
    if (redis) office.set({ REDIS_URL: redis.url });
    const supplier = await Supplier.start();
    office.set(supplier.server.settings());
    office.set({ KALLELSE_1177_URL: inbox.url, KALLELSE_1177_TIMEOUT: INBOX_TIMEOUT_SECONDS });
    office.set({
      KALLELSE_MAILBOX_URL: mailboxes.url,
      KALLELSE_MAILBOX_TIMEOUT: INBOX_TIMEOUT_SECONDS,
      KALLELSE_MAILBOX_SENDER: '2321000016',
      KALLELSE_MAILBOX_KEY: SENDER.key,
      KALLELSE_MAILBOX_CERTIFICATE: SENDER.certificate,
    });
    await office.program(['--help']); // builds what is out of date
    const port = String(await freePort());
    const service = (name: 'api' | 'worker', ready: string): Service =>
      new Service(name, ready, () => ({ ...office.variables(), KALLELSE_PORT: port }));
    const workers = [service('worker', 'worker-ready'), service('worker', 'worker-ready')] as const;
    const api = service('api', 'api-listening');
    await Promise.all([...workers, api].map((one) => one.start()));
    return new Plant(office, inbox, mailboxes, supplier, workers, api, redis, disk);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.workers, this.api].map((one) => one.stop()));
    await this.supplier.close();
    await Promise.all([this.inbox.stop(), this.mailboxes.stop(), this.redis?.stop()]);
    this.disk?.unmount();
  }

  /** The services that take messages. */
  get services(): readonly [InboxOfTests, InboxOfTests] {
    return [this.inbox, this.mailboxes];
  }

  /** Kills PostgreSQL's postmaster as a crash would; whoever supervises it starts it again. */
  async crashDatabase(): Promise<void> {
    const [row] = await this.ask<{ pid: number }>(
      String.raw`SELECT split_part(pg_read_file('postmaster.pid'), E'\n', 1)::int AS pid`,
    );
    if (row) process.kill(row.pid, 'SIGQUIT');
  }

  /** Asks the database, again and again while it is on its way back. */
  async ask<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.office.query<Row>(sql, values);
      } catch (error) {
        if (tries === 100) throw error;
        await delay(100);
      }
    }
  }
}
