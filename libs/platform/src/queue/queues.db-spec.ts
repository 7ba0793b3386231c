import { randomBytes } from 'node:crypto';
import { type Job } from 'bullmq';
import { Redis } from 'ioredis';
import { ProblemError } from '@kallelse/kernel';
import { testDatabase } from '@test/support/database';
import { does } from '@test/support/does';
import { testEnvironment } from '@test/support/environment';
import { thrownBy } from '@test/support/thrown';
import { until } from '../../spec/processes';
import { type LogFields, type Log } from '../logging/log';
import { type QueueBackend, type SendingQueue } from './backend';
import { defineJob } from './job';
import { PostgresBackend } from './postgres-backend';
import { Queues, type QueuesOptions } from './queues';
import { RedisBackend } from './redis-backend';

jest.setTimeout(60_000);

const db = testDatabase();
const prefix = `spec-${randomBytes(4).toString('hex')}`;
const { redisUrl } = testEnvironment;

/** PostgreSQL always, Redis where TEST_REDIS_URL names one: the same suite. */
const BACKENDS: [string, () => QueueBackend][] = [
  ['PostgreSQL', () => new PostgresBackend(() => Promise.resolve({ server: db.server, secret: db.secret }))],
  ...(redisUrl === undefined
    ? []
    : [
        ['Redis', () => new RedisBackend(redisUrl, () => Promise.resolve(prefix))] as [
          string,
          () => QueueBackend,
        ],
      ]),
];

/** Keeps what was logged. */
class KeptLog implements Log {
  readonly lines: string[] = [];
  write(level: string, event: string, fields: LogFields = {}): void {
    this.lines.push(JSON.stringify({ level, event, ...fields }));
  }
  failure(event: string, error: unknown, fields: LogFields = {}): void {
    this.write('error', event, {
      ...fields,
      code: error instanceof ProblemError ? error.code : 'UNEXPECTED',
    });
  }
}

describe.each(BACKENDS)('the queue on %s', (_, backend) => {
  const opened: Queues[] = [];
  let log: KeptLog;
  let count = 0;

  /** Names of this test's own: jobs of other tests stay out of the way. */
  function jobs() {
    const queue = `work-${String(++count)}`;
    const payload = { id: 'integer', generation: 'integer' } as const;
    const id = (given: { id: number; generation: number }): string =>
      `${String(given.id)}.${String(given.generation)}`;
    return {
      queue,
      chunk: defineJob({ queue, name: `send-chunk-${String(count)}`, payload, id }),
      other: defineJob({ queue, name: `check-chunk-${String(count)}`, payload, id }),
    };
  }

  function open(declared: QueuesOptions['jobs'], over: Partial<QueuesOptions> = {}): Queues {
    const queues = new Queues({ backend: backend(), jobs: declared, concurrency: 4, log, ...over });
    opened.push(queues);
    return queues;
  }

  /** Another process's access to a queue. */
  async function beside<T>(queue: string, work: (raw: SendingQueue) => Promise<T>): Promise<T> {
    const another = backend();
    const raw = await another.queue(queue);
    try {
      return await work(raw);
    } finally {
      await raw.close();
      await another.close();
    }
  }

  /** What became of a job. */
  function stateOf(
    queue: string,
    id: string,
  ): Promise<{ state: string; reason: string | undefined; all: string }> {
    return beside(queue, async (raw) => {
      const job = await (raw as unknown as { getJob(id: string): Promise<Job | undefined> }).getJob(id);
      return {
        state: (await job?.getState()) ?? 'gone',
        reason: job?.failedReason,
        all: JSON.stringify(job),
      };
    });
  }

  beforeEach(() => (log = new KeptLog()));
  afterEach(async () => {
    for (const queues of opened.splice(0)) await queues.close();
  });

  it('brings every job to its handler once, whoever sends it how often', async () => {
    const { chunk } = jobs();
    const seen: number[] = [];
    const worker = open([chunk]);
    worker.handle(chunk, ({ id }) => does(() => seen.push(id))());
    const sender = open([chunk]);
    const payloads = Array.from({ length: 40 }, (__, id) => ({ id, generation: 0 }));
    await sender.sendAll(chunk, payloads);
    await worker.start();
    await sender.sendAll(chunk, payloads);
    await until(() => seen.length >= 40, 'all jobs were worked on');
    await sender.send(chunk, { id: 7, generation: 0 });
    await sender.send(chunk, { id: 7, generation: 1 });
    await until(() => seen.length >= 41, 'the next generation was worked on');
    expect([...seen].sort((a, b) => a - b)).toEqual(
      [...payloads.map(({ id }) => id), 7].sort((a, b) => a - b),
    );
  });

  it('fails a job of an unknown name, or with a payload that does not fit, for good', async () => {
    const { chunk, other, queue } = jobs();
    const worker = open([chunk]);
    const handled = jest.fn(() => Promise.resolve());
    worker.handle(chunk, handled);
    await worker.start();
    await open([other]).send(other, { id: 1, generation: 0 });
    await beside(queue, (raw) => raw.add(chunk.name, { id: 1, number: 'MARKER' }, { jobId: 'raw.1' }));
    await until(async () => (await stateOf(queue, 'raw.1')).state === 'failed', 'the second job failed');
    expect(await stateOf(queue, `${other.name}.1.0`)).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('JOB_UNKNOWN') as unknown,
    });
    expect((await stateOf(queue, 'raw.1')).reason).toContain('JOB_PAYLOAD_INVALID');
    expect(handled).not.toHaveBeenCalled();
  });

  it('keeps nothing of an error but what is safe, in the queue and in the log', async () => {
    const { chunk, queue } = jobs();
    const worker = open([chunk]);
    worker.handle(chunk, ({ id }) => {
      throw id === 1
        ? new ProblemError('CHUNK_LOST', 'chunk 1 has no lease')
        : Object.assign(new TypeError('MARKER is no address'), { detail: 'MARKER' });
    });
    await worker.start();
    await worker.sendAll(
      chunk,
      [1, 2].map((id) => ({ id, generation: 0 })),
    );
    // Two are in hand at a time: either may be the first to end.
    for (const job of [1, 2])
      await until(
        async () => (await stateOf(queue, `${chunk.name}.${job}.0`)).state === 'failed',
        `job ${job} failed`,
      );
    expect((await stateOf(queue, `${chunk.name}.1.0`)).reason).toBe('CHUNK_LOST: chunk 1 has no lease');
    const second = await stateOf(queue, `${chunk.name}.2.0`);
    expect(second.reason).toBe('UNEXPECTED: unexpected TypeError');
    expect(second.all).toContain('queues.db-spec.ts');
    expect(second.all + log.lines.join()).not.toContain('MARKER');
    expect(log.lines.join()).toContain('CHUNK_LOST');
  });

  it('refuses to start when a job has no handler, or a late one', async () => {
    const { chunk, other } = jobs();
    const queues = open([chunk, other]);
    queues.handle(chunk, () => Promise.resolve());
    await expect(queues.start()).rejects.toMatchObject({ code: 'JOB_UNHANDLED' });
    queues.handle(other, () => Promise.resolve());
    await queues.start();
    expect(thrownBy(() => queues.handle(chunk, () => Promise.resolve()))).toMatchObject({
      code: 'JOB_HANDLED_LATE',
    });
  });

  it('lets the job in work end before it closes, and tells it', async () => {
    const { chunk, queue } = jobs();
    const worker = open([chunk]);
    let begun = false;
    worker.handle(chunk, async (__, { signal }) => {
      begun = true;
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await new Promise((resolve) => setTimeout(resolve, 200));
    });
    await worker.start();
    await worker.sendAll(chunk, [{ id: 1, generation: 0 }]);
    await until(() => begun, 'the job is in work');
    await worker.close();
    expect((await stateOf(queue, `${chunk.name}.1.0`)).state).toBe('completed');
  });

  it('waits for a store that is away at the start', async () => {
    const { chunk } = jobs();
    let isThere = false;
    const real = backend();
    const late: QueueBackend = {
      kind: real.kind,
      where: () => real.where(),
      probe: () => (isThere ? real.probe() : Promise.reject(new ProblemError('QUEUE_UNREACHABLE', 'away'))),
      queue: (name) => real.queue(name),
      worker: (...args) => real.worker(...args),
      close: () => real.close(),
    };
    const queues = open([chunk], { backend: late });
    let done = 0;
    queues.handle(
      chunk,
      does(() => done++),
    );
    const starting = queues.start();
    await expect(queues.send(chunk, { id: 1, generation: 0 })).rejects.toMatchObject({
      code: 'QUEUE_UNREACHABLE',
    });
    isThere = true;
    await starting;
    await queues.send(chunk, { id: 1, generation: 0 });
    await until(() => done === 1, 'the job was worked on');
    expect(log.lines).toContain(
      JSON.stringify({
        level: 'warn',
        event: 'queue-store-awaited',
        queue: chunk.queue,
        code: 'QUEUE_UNREACHABLE',
      }),
    );
  });

  it('ends while it still waits for its store', async () => {
    const { chunk } = jobs();
    const away = backend();
    away.probe = () => Promise.reject(new Error('away'));
    const queues = open([chunk], { backend: away });
    queues.handle(chunk, () => Promise.resolve());
    const starting = queues.start();
    await queues.close();
    await expect(starting).resolves.toBeUndefined();
  });
});

describe('the queue on PostgreSQL, when its connections are cut', () => {
  it('goes on working', async () => {
    const job = defineJob({
      queue: 'cut',
      name: 'count-cut',
      payload: { id: 'integer' },
      id: ({ id }) => String(id),
    });
    const log = new KeptLog();
    const backend = new PostgresBackend(() => Promise.resolve({ server: db.server, secret: db.secret }));
    const queues = new Queues({ backend, jobs: [job], concurrency: 2, log });
    const seen = new Set<number>();
    queues.handle(job, ({ id }) => does(() => seen.add(id))());
    await queues.start();
    await queues.send(job, { id: 1 });
    await until(() => seen.has(1), 'the first job');
    await db.databases.query(
      'kallelse_queue',
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()',
    );
    await until(
      () =>
        queues.send(job, { id: 2 }).then(
          () => true,
          () => false,
        ),
      'sending works again',
    );
    await until(() => seen.has(2), 'the second job');
    await queues.close();
    expect(log.lines.join()).toContain('queue-connection-error');
  });
});

afterAll(async () => {
  if (redisUrl === undefined) return;
  const redis = new Redis(redisUrl);
  const keys = await redis.keys(`${prefix}:*`);
  if (keys.length > 0) await redis.del(keys);
  await redis.quit();
});
