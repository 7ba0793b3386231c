import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchEntity, type BatchPlan } from '@kallelse/batches';
import { EnquiryCodes, SettleRounds } from '@kallelse/episodes';
import { loadCatalogue, type TemplateCatalogue } from '@kallelse/letters';
import {
  DerivedKeys,
  type Log,
  PostgresBackend,
  Queues,
  type QueuesOptions,
  RedisBackend,
} from '@kallelse/platform';
import { ImportReference } from '@kallelse/population';
import { PROGRAMME_ENTITIES } from '@kallelse/programmes';
import { testDatabase, type TestDatabase } from '@test/support/database';
import { testEnvironment } from '@test/support/environment';
import { anna, BatchOffice, bo } from '../../batches/spec/batch-office';
import { file } from '../../population/spec/register-file';
import { Deliveries } from '../src/application/deliveries';
import { DELIVERY_JOBS } from '../src/application/jobs';
import { SendChunk } from '../src/application/send-chunk';
import { SendingSwitch } from '../src/application/sending-switch';
import { WriteRun } from '../src/application/write-run';
import type { DigitalChannel } from '../src/domain/digital-channel';
import { ChunkLeases } from '../src/infra/chunk-lease';
import { ListCipher } from '../src/infra/outreach/encrypt';
import { PrintFolder } from '../src/infra/print/print-folder';
import { RenderThread } from '../src/infra/print/render-thread';

export { anna, bo };

const LANGUAGE_URL = 'https://www.1177.se/other-languages';
/** Read once: every worker of the specs has the same letters. */
const CATALOGUE = loadCatalogue();
const SILENT: Log = { write: () => undefined, failure: () => undefined };
const UNITS =
  'id,name,kind,region,phone,hours,return_address,programmes\n' +
  'u1,Kallelsekansliet,office,01,08-465 004 00,mån–fre 8–16,"Kallelsekansliet, Box 1, 990 00 Provstad",trial\n' +
  'u3,Kallelsekansliet,office,03,018-465 004 00,mån–fre 8–16,"Kallelsekansliet, Box 3, 990 00 Provstad",trial\n';
/** The programme of the specs with letters that there are. */
export const LETTERS = {
  steps: [
    { id: 'invitation', template: 'cervical-invitation' },
    {
      id: 'reminder-1',
      after: 'P60D',
      from: 'handed-over',
      template: 'cervical-reminder',
      unless: ['outcome', 'booked'],
    },
  ],
};

/** How a worker of a spec differs from an ordinary one without a digital inbox. */
export interface WorkerOptions {
  readonly inbox?: DigitalChannel | readonly DigitalChannel[];
  readonly perSecond?: number;
  readonly catalogue?: TemplateCatalogue;
  readonly runSize?: number;
  readonly print?: PrintFolder;
}

/** A dispatch as it stands. */
export interface DispatchRow {
  readonly id: number;
  readonly contact: number;
  readonly attempt: number;
  readonly channel: string;
  readonly state: string;
  readonly reason: string | null;
  readonly run: string | null;
}

/** An office that brings batches of the programme of the specs out of the house. */
export class DeliveryOffice extends BatchOffice {
  protected override readonly templates = new Set(CATALOGUE.ids);
  /** Its artefact store. */
  readonly artefacts = mkdtempSync(join(tmpdir(), 'kallelse-delivery-'));
  readonly print = new PrintFolder(this.artefacts);
  readonly outreach = new PrintFolder(this.artefacts, 'outreach');
  readonly thread = new RenderThread();
  /** File with the public key of those who look people up. */
  outreachKey: string | undefined;
  private opened: Queues[] = [];
  private own: Queues | undefined;

  /** The codes of its letters, under the secret of its database. */
  get codes(): EnquiryCodes {
    return new EnquiryCodes(new DerivedKeys(() => Promise.resolve(this.db.secret)));
  }

  get leases(): ChunkLeases {
    return new ChunkLeases(this.db.databases);
  }

  get switch(): SendingSwitch {
    return new SendingSwitch(this.db.databases, this.clock, this.audit);
  }

  /** Puts the programme in force and imports the office that its letters come from. */
  async begin(changes: object = {}): Promise<void> {
    await this.inForce({ ...LETTERS, ...changes });
    await new ImportReference(this.db.databases, this.clock, this.audit).run('units', file(UNITS), anna);
  }

  /** Queues on a backend, closed with the office; on Redis in a run of the tests on Redis, else on PostgreSQL. */
  queues(
    backend: QueuesOptions['backend'] = this.backendOf(testEnvironment.redisUrl),
    concurrency = 2,
  ): Queues {
    const queues = new Queues({ backend, jobs: DELIVERY_JOBS, concurrency, log: SILENT });
    this.opened.push(queues);
    return queues;
  }

  /** Redis where a server is named, else the office's own database. */
  backendOf(redisUrl: string | undefined): QueuesOptions['backend'] {
    const { server, secret } = this.db;
    return redisUrl === undefined
      ? new PostgresBackend(() => Promise.resolve({ server, secret }))
      : new RedisBackend(redisUrl, () => Promise.resolve(`spec-${server.database}`));
  }

  /** What a worker process has; without an inbox everything goes on paper. */
  worker(
    { inbox, perSecond, catalogue = CATALOGUE, runSize = 1000, print = this.print }: WorkerOptions = {},
    queues = this.ownQueues(),
  ): Deliveries {
    const { leases, clock } = this;
    const settings = { catalogue, languageUrl: LANGUAGE_URL, codes: this.codes };
    return new Deliveries({
      databases: this.db.databases,
      queues,
      clock,
      leases,
      sendChunk: new SendChunk(
        leases,
        clock,
        [inbox ?? []].flat().map((channel) => ({ channel, perSecond })),
        settings,
      ),
      writeRun: this.writer(print, catalogue),
      settle: new SettleRounds(this.db.databases, clock),
      runSize,
    });
  }

  /** A batch of everybody who is due, released. */
  async released(plan: Partial<BatchPlan> = {}): Promise<number> {
    const id = await this.generated(plan);
    await this.releasing.run(id, bo);
    return id;
  }

  /** Works what is open of a batch once and seals its runs, without settling rounds as long as something is left. */
  async step(batch: number): Promise<void> {
    const { leases, clock } = this;
    const settings = { catalogue: CATALOGUE, languageUrl: LANGUAGE_URL, codes: this.codes };
    for (const id of await this.chunksOf(batch)) {
      const lease = await leases.take(id);
      if (lease?.kind === 'send') await new SendChunk(leases, clock, [], settings).run(lease);
      if (lease?.kind === 'print') await this.writer().run(lease);
    }
    await this.worker().isThrough(batch);
  }

  writer(print = this.print, catalogue = CATALOGUE): WriteRun {
    const cipher = new ListCipher(this.outreachKey);
    const settings = {
      catalogue,
      languageUrl: LANGUAGE_URL,
      codes: this.codes,
      outreachFolder: this.outreach,
      cipher,
    };
    return new WriteRun(this.leases, this.clock, print, this.thread, settings);
  }

  /** Works a batch until nothing more can be done at the moment. */
  async work(batch: number, worker = this.worker()): Promise<void> {
    for (let before = ''; ;) {
      const open = await worker.open(batch);
      const stand = JSON.stringify(open);
      if (stand === before) return;
      before = stand;
      for (const { id } of open) await worker.work(id);
      await worker.isThrough(batch);
    }
  }

  /** The same later, when what was postponed may be tried again. */
  async workAgain(batch: number, worker = this.worker()): Promise<void> {
    await worker.tryNow(batch);
    await this.work(batch, worker);
  }

  /** The chunks of a batch that are not done, by id. */
  async chunksOf(batch: number): Promise<number[]> {
    return (await this.worker().open(batch)).map(({ id }) => id);
  }

  /** What half a minute without a sign of life does. */
  async expireLeases(): Promise<void> {
    await this.asDelivery(
      `UPDATE screening.chunks SET lease_until = clock_timestamp() - interval '1 second' WHERE state = 'leased'`,
    );
  }

  /** So much time passes that a service that was sent a message knows it, or never will. */
  async messagesSettle(): Promise<void> {
    await this.asDelivery(
      `UPDATE screening.dispatches SET sent_at = sent_at - interval '1 day' WHERE state = 'dispatching'`,
    );
  }

  asDelivery<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.query<Row>(sql, values, 'kallelse_delivery');
  }

  dispatches(batch: number): Promise<DispatchRow[]> {
    return this.asDelivery<DispatchRow>(
      `SELECT id, contact_id AS contact, attempt, channel, state, reason, run_id AS run FROM screening.dispatches
       WHERE batch_id = $1 ORDER BY id`,
      [batch],
    );
  }

  /** How many contacts of a batch are in which state, as `state reason: count`, sorted. */
  async standing(batch: number): Promise<string[]> {
    const rows = await this.query<{ text: string }>(
      `SELECT concat_ws(' ', state, reason) || ': ' || count(*) AS text FROM screening.contacts
       WHERE batch_id = $1 AND kind <> 'reminder' GROUP BY state, reason ORDER BY 1`,
      [batch],
    );
    return rows.map(({ text }) => text);
  }

  /** What became of a step of somebody: `sent by CHANNEL`, or `STATE: REASON`. */
  async fate(identity: string, step: string): Promise<string> {
    const rows = await this.asDelivery<{ fate: string }>(
      `SELECT CASE WHEN contact.state = 'handed-over' THEN 'sent by ' || dispatch.channel
         ELSE concat_ws(': ', contact.state, contact.reason) END AS fate
       FROM screening.contacts AS contact LEFT JOIN LATERAL (SELECT channel FROM screening.dispatches AS tried
         WHERE tried.contact_id = contact.id ORDER BY attempt DESC LIMIT 1) AS dispatch ON true
       WHERE contact.resident_id = $1 AND contact.step = $2`,
      [await this.residentOf(identity), step],
    );
    return rows.map(({ fate }) => fate).join(', ');
  }

  /** Ends everything that would keep the spec's process alive. */
  async close(): Promise<void> {
    for (const queues of this.opened.splice(0)) await queues.close();
    await this.thread.close();
    rmSync(this.artefacts, { recursive: true, force: true });
  }

  private ownQueues(): Queues {
    this.own ??= this.queues();
    return this.own;
  }
}

/** Gives the spec file (or `describe`) that calls it an office on a database of its own, and closes it at the end. */
export function deliveryOffice(): DeliveryOffice;
export function deliveryOffice<Office extends DeliveryOffice>(kind: new (db: TestDatabase) => Office): Office;
export function deliveryOffice(
  kind: new (db: TestDatabase) => DeliveryOffice = DeliveryOffice,
): DeliveryOffice {
  afterAll(() => office.close()); // before the database, which is dropped in the order of definition
  const office: DeliveryOffice = new kind(testDatabase({ entities: [...PROGRAMME_ENTITIES, BatchEntity] }));
  return office;
}
