import { setTimeout as delay } from 'node:timers/promises';
import { type Job } from 'bullmq';
import { ProblemError } from '@kallelse/kernel';
import { databaseProblem } from '../database/database-error';
import { withCorrelation } from '../logging/correlation';
import { type Log } from '../logging/log';
import { safeError } from '../logging/safe-error';
import { type QueueBackend, type SendingQueue, type WorkingQueue } from './backend';
import { type HandledJob, Handlers, type JobHandler } from './handlers';
import { type DeclaredJob, type JobContract, jobId, type JobPayload } from './job';

/** What {@link Queues} needs. */
export interface QueuesOptions {
  readonly backend: QueueBackend;
  /** Every job there is, from all libs. */
  readonly jobs: readonly DeclaredJob[];
  /** Jobs of one queue that this process works on at a time. */
  readonly concurrency: number;
  readonly log: Log;
}

const SEND_TIMEOUT_MS = 15_000;
const SEND_AT_ONCE = 8;
const CLOSE_TIMEOUT_MS = 30_000;
const LONGEST_PAUSE_MS = 5000;
const REPEAT_WARNING_MS = 60_000;

/**
 * Background jobs. The queue is a wake-up call and may lose everything: what is to be done and what was done stand in
 * rows, and a sweeper sends again what got lost. So there are no delays, repeats, retries or events here.
 */
export class Queues {
  private readonly handlers: Handlers;
  private readonly sending = new Map<string, Promise<SendingQueue>>();
  private readonly working: WorkingQueue[] = [];
  private readonly closing = new AbortController();
  private isStarted = false;

  constructor(private readonly options: QueuesOptions) {
    this.handlers = new Handlers(options.jobs);
  }

  get kind(): QueueBackend['kind'] {
    return this.options.backend.kind;
  }

  /** Registers the one processor of a job, before {@link start}. */
  handle<Payload extends JobPayload>(
    contract: JobContract<string, Payload>,
    handler: JobHandler<Payload>,
  ): void {
    if (this.isStarted)
      throw new ProblemError('JOB_HANDLED_LATE', `${contract.name} got its handler after the start`);
    this.handlers.add(contract, handler);
  }

  /** Puts a job in its queue; sending the same payload again does nothing. */
  async send<Payload extends JobPayload>(
    contract: JobContract<string, Payload>,
    payload: Payload,
  ): Promise<void> {
    const data = contract.parse(payload);
    try {
      const queue = await this.queueFor(contract.queue);
      await this.inTime(queue.add(contract.name, data, { jobId: jobId(contract, payload) }));
    } catch (error) {
      throw databaseProblem(error, await this.options.backend.where());
    }
  }

  /** Puts many jobs in their queue. Not all or nothing: after a failure send them all again. */
  async sendAll<Payload extends JobPayload>(
    contract: JobContract<string, Payload>,
    payloads: readonly Payload[],
  ): Promise<void> {
    for (let start = 0; start < payloads.length; start += SEND_AT_ONCE) {
      await Promise.all(payloads.slice(start, start + SEND_AT_ONCE).map((one) => this.send(contract, one)));
    }
  }

  /** Resolves when the queue's store answers. */
  async ping(): Promise<void> {
    await this.options.backend.probe();
  }

  /**
   * Begins to work on every queue that has a handler. Throws at once when a job has no handler; then waits for the
   * store as long as it takes, and resolves when the workers run.
   */
  async start(): Promise<void> {
    const queues = this.handlers.byQueue();
    this.isStarted = true;
    for (const [name, jobs] of queues) await this.startWorker(name, jobs);
  }

  /** Lets running jobs end (for a while), then closes the workers, then the queues. */
  async close(): Promise<void> {
    if (this.closing.signal.aborted) return;
    this.closing.abort();
    await Promise.all(this.working.map((worker) => this.closeWorker(worker)));
    const queues = await Promise.allSettled(this.sending.values());
    await Promise.all(queues.flatMap((one) => (one.status === 'fulfilled' ? [one.value.close()] : [])));
    await this.options.backend.close();
  }

  /** On PostgreSQL a queue or worker made while the store is away stays broken for good: first be sure it answers. */
  private async startWorker(name: string, jobs: Map<string, HandledJob>): Promise<void> {
    while (await this.storeAnswers(name)) {
      const worker = await this.options.backend.worker(
        name,
        (job) => this.process(job, jobs),
        this.options.concurrency,
      );
      worker.on('error', (error) => this.connectionError(name, error));
      try {
        await worker.waitUntilReady();
      } catch (error) {
        this.connectionError(name, error);
        await worker.close(true);
        continue;
      }
      this.working.push(worker);
      worker.run().catch((error: unknown) => this.connectionError(name, error));
      return;
    }
  }

  /** Asks the store again and again; false when we are closing. */
  private async storeAnswers(queue: string): Promise<boolean> {
    let lastWarning = -Infinity;
    for (let pause = 250; !this.closing.signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        await this.options.backend.probe();
        return true;
      } catch (error) {
        if (performance.now() - lastWarning > REPEAT_WARNING_MS) {
          lastWarning = performance.now();
          this.options.log.write('warn', 'queue-store-awaited', { queue, code: safeError(error).code });
        }
      }
      await delay(pause, undefined, { signal: this.closing.signal }).catch(() => undefined);
    }
    return false;
  }

  private async process(job: Job, jobs: Map<string, HandledJob>): Promise<void> {
    const { UnrecoverableError } = await import('bullmq');
    const handled = jobs.get(job.name);
    if (!handled) throw new UnrecoverableError(`JOB_UNKNOWN: no handler for this job in its queue`);
    const id = job.id ?? '';
    await withCorrelation(id, async () => {
      try {
        await handled.run(job.data, { jobId: id, signal: this.closing.signal });
      } catch (error) {
        this.options.log.failure('job-failed', error, { job: job.name, jobId: id });
        // BullMQ stores message and stack of what is thrown: only what is safe may leave here.
        const { code, message, frames } = safeError(error);
        const safe = new UnrecoverableError(`${code}: ${message}`);
        safe.stack = [`${code}: ${message}`, ...frames.map((frame) => `    at ${frame}`)].join('\n');
        throw safe;
      }
    });
  }

  private queueFor(name: string): Promise<SendingQueue> {
    let queue = this.sending.get(name);
    if (!queue) {
      queue = this.openQueue(name);
      this.sending.set(name, queue);
      queue.catch(() => this.sending.delete(name));
    }
    return queue;
  }

  private async openQueue(name: string): Promise<SendingQueue> {
    await this.options.backend.probe();
    const queue = await this.options.backend.queue(name);
    queue.on('error', (error) => this.connectionError(name, error));
    await queue.waitUntilReady();
    return queue;
  }

  private async inTime(sent: Promise<unknown>): Promise<void> {
    const timer = new AbortController();
    const tooLate = delay(SEND_TIMEOUT_MS, undefined, { signal: timer.signal, ref: false }).then(async () => {
      throw new ProblemError(
        'QUEUE_UNREACHABLE',
        `the queue at ${await this.options.backend.where()} does not answer`,
        {
          fix: 'check that it runs; what was to be sent is sent again by the sweeper',
        },
      );
    });
    try {
      await Promise.race([sent, tooLate]);
    } finally {
      timer.abort();
      tooLate.catch(() => undefined);
    }
  }

  private async closeWorker(worker: WorkingQueue): Promise<void> {
    // A job that does not end in time is left behind; its lock runs out and another worker takes it.
    await Promise.race([worker.close(), delay(CLOSE_TIMEOUT_MS, undefined, { ref: false })]);
  }

  private connectionError(queue: string, error: unknown): void {
    if (this.closing.signal.aborted) return;
    const code = (error as { code?: unknown } | undefined)?.code;
    this.options.log.write('warn', 'queue-connection-error', {
      queue,
      code: typeof code === 'string' ? code : 'UNKNOWN',
    });
  }
}
