import { type Databases } from '../database/databases';
import { withCorrelation } from '../logging/correlation';
import { type Log } from '../logging/log';

/** Something that has to be looked after from time to time: lapsed leases, due reminders, expired files. */
export interface SweepTask {
  /** verb-noun. */
  readonly name: string;
  /** Least pause between two runs. */
  readonly everySeconds: number;
  /** Does what is due. Stops early when the signal fires; what is left is found at the next run. */
  readonly run: (signal: AbortSignal) => Promise<void>;
}

/** What {@link Sweeper} needs. */
export interface SweeperOptions {
  readonly databases: Databases;
  readonly log: Log;
  readonly tickSeconds?: number;
}

/** The number means nothing; only that every worker asks for the same one. */
const SWEEP_LOCK = 7_264_002;
const TICK_SECONDS = 5;

/**
 * A timer in every worker; only the one that gets an advisory lock sweeps, so tasks run once however many workers there
 * are, and go on when a worker dies. Due times stand in rows: a missed tick loses nothing.
 */
export class Sweeper {
  private readonly tasks: { task: SweepTask; nextAt: number }[] = [];
  private readonly closing = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: SweeperOptions) {}

  /** Adds a task; every lib adds its own before {@link start}. */
  register(task: SweepTask): void {
    if (this.tasks.some((one) => one.task.name === task.name))
      throw new Error(`two sweep tasks named ${task.name}`);
    this.tasks.push({ task, nextAt: 0 });
  }

  /** Begins to sweep. */
  start(): void {
    this.scheduleNext(0);
  }

  /** Runs what is due now, if this process gets the lock. Called by the timer; specs call it themselves. */
  async tick(): Promise<void> {
    const due = this.tasks.filter((one) => one.nextAt <= performance.now());
    if (due.length === 0 || this.closing.signal.aborted) return;
    const source = await this.options.databases.source('kallelse_queue');
    const runner = source.createQueryRunner();
    try {
      const rows = (await runner.query('SELECT pg_try_advisory_lock($1) AS got', [SWEEP_LOCK])) as {
        got: boolean;
      }[];
      if (!rows[0]?.got) return;
      try {
        for (const one of due) await this.runTask(one);
      } finally {
        await runner.query('SELECT pg_advisory_unlock($1)', [SWEEP_LOCK]);
      }
    } finally {
      await runner.release();
    }
  }

  /** Stops the timer and waits for the running task to end. */
  async close(): Promise<void> {
    this.closing.abort();
    clearTimeout(this.timer);
    await this.running;
  }

  private scheduleNext(afterMs: number): void {
    this.timer = setTimeout(() => {
      this.running = this.tick()
        .catch((error: unknown) => this.options.log.failure('sweep-failed', error))
        .finally(() => {
          if (!this.closing.signal.aborted)
            this.scheduleNext((this.options.tickSeconds ?? TICK_SECONDS) * 1000);
        });
    }, afterMs);
  }

  private async runTask(one: { task: SweepTask; nextAt: number }): Promise<void> {
    if (this.closing.signal.aborted) return;
    const { name, everySeconds, run } = one.task;
    one.nextAt = performance.now() + everySeconds * 1000;
    try {
      await withCorrelation(`sweep.${name}`, () => run(this.closing.signal));
    } catch (error) {
      this.options.log.failure('sweep-task-failed', error, { task: name });
    }
  }
}
