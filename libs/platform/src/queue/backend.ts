import { type Processor } from 'bullmq';

/** What we use of a BullMQ queue, whatever it stores its jobs in. */
export interface SendingQueue {
  add(name: string, data: unknown, options: { jobId: string }): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
}

/** What we use of a BullMQ worker. */
export interface WorkingQueue {
  run(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
  close(force?: boolean): Promise<void>;
}

/** Where jobs are kept. */
export interface QueueBackend {
  readonly kind: 'postgres' | 'redis';
  /** Host and port, for messages. */
  where(): Promise<string>;
  /** Resolves when the store answers and is fit for use. */
  probe(): Promise<void>;
  queue(name: string): Promise<SendingQueue>;
  worker(name: string, processor: Processor, concurrency: number): Promise<WorkingQueue>;
  close(): Promise<void>;
}

const DAY_SECONDS = 86_400;

/** How long finished jobs stay to be looked at. What they did stands in rows; these are for finding faults. */
export const JOB_OPTIONS = {
  attempts: 1, // trying again is the sweeper's decision: a new generation is a new job
  stackTraceLimit: 12,
  sizeLimit: 2048,
  removeOnComplete: { age: DAY_SECONDS, count: 5000 },
  removeOnFail: { age: 7 * DAY_SECONDS, count: 5000 },
} as const;

/** Nobody reads BullMQ's event stream (it loses events on PostgreSQL), so it is kept short. */
export const QUEUE_OPTIONS = { defaultJobOptions: JOB_OPTIONS, streams: { events: { maxLen: 100 } } };

/** A job whose worker died is taken up again once; a second time it fails, and the sweeper decides. */
export const WORKER_OPTIONS = {
  autorun: false,
  lockDuration: 60_000,
  stalledInterval: 30_000,
  maxStalledCount: 1,
};
