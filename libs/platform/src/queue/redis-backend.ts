import { Redis } from 'ioredis';
import { type Processor } from 'bullmq';
import { ProblemError } from '@kallelse/kernel';
import {
  QUEUE_OPTIONS,
  type QueueBackend,
  type SendingQueue,
  WORKER_OPTIONS,
  type WorkingQueue,
} from './backend';

const PROBE_TIMEOUT_MS = 5000;
const LONGEST_RETRY_MS = 5000;

/** Jobs in Redis: for many workers on many machines. */
export class RedisBackend implements QueueBackend {
  readonly kind = 'redis';
  private readonly connection: Redis;
  private prefix: string | undefined;

  /** @param prefixFor gives the prefix of all keys; it may ask the database, so it is called once Redis answers */
  constructor(
    url: string,
    private readonly prefixFor: () => Promise<string>,
  ) {
    this.connection = new Redis(url, {
      lazyConnect: true,
      maxRetriesPerRequest: null, // BullMQ demands it; waiting is bounded where we send
      retryStrategy: (times) => Math.min(times * 200, LONGEST_RETRY_MS),
    });
    // Without a listener a lost connection would end the process. Who waits for an answer is told by the timeout.
    this.connection.on('error', () => undefined);
  }

  where(): Promise<string> {
    const { host, port } = this.connection.options;
    return Promise.resolve(`${host ?? 'localhost'}:${String(port)}`);
  }

  async probe(): Promise<void> {
    const timeout = new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error('no answer')), PROBE_TIMEOUT_MS).unref();
    });
    try {
      await Promise.race([this.connection.ping(), timeout]);
    } catch {
      throw new ProblemError('QUEUE_UNREACHABLE', `Redis at ${await this.where()} cannot be reached`, {
        fix: 'check that Redis runs there and that REDIS_URL is right',
      });
    }
    await this.ownPrefix();
  }

  async queue(name: string): Promise<SendingQueue> {
    const { Queue } = await import('bullmq');
    return new Queue(name, { ...QUEUE_OPTIONS, connection: this.connection, prefix: await this.ownPrefix() });
  }

  async worker(name: string, processor: Processor, concurrency: number): Promise<WorkingQueue> {
    const { Worker } = await import('bullmq');
    const prefix = await this.ownPrefix();
    const options = { ...WORKER_OPTIONS, concurrency, connection: this.connection, prefix };
    return new Worker(name, processor, options);
  }

  private async ownPrefix(): Promise<string> {
    return (this.prefix ??= await this.prefixFor());
  }

  close(): Promise<void> {
    this.connection.disconnect();
    return Promise.resolve();
  }
}
