import type { ReleaseDue } from '@kallelse/batches';
import type { SettleRounds } from '@kallelse/episodes';
import type { Log, Queues, Sweeper } from '@kallelse/platform';
import type { Deliveries } from './deliveries';
import type { FollowMessages } from './follow-messages';
import { DELIVERY_JOBS } from './jobs';
import type { Kits } from './kits/kits';
import type { PackKits } from './kits/pack-kits';

const SWEEP_SECONDS = 10;
const SETTLE_SECONDS = 60;
const FOLLOW_SECONDS = 600;
const PACK_SECONDS = 3600;

/** What a worker process looks after. */
export interface WorkerTasks {
  readonly deliveries: Deliveries;
  readonly releaseDue: ReleaseDue;
  readonly settle: SettleRounds;
  readonly follow: FollowMessages;
  readonly kits: Kits;
  readonly packing: PackKits;
}

/**
 * What a worker process does for delivery: works chunks from the queue, and sweeps: contacts that have fallen due,
 * leases that ran out, runs that were not sealed, rounds that are over, messages that nobody reads, kits to be packed.
 */
export class DeliveryWorker {
  constructor(
    private readonly queues: Queues,
    private readonly sweeper: Sweeper,
    private readonly tasks: WorkerTasks,
    private readonly log: Log,
  ) {}

  /** Registers the processors and the sweep tasks; call it before the queues start. */
  register(): void {
    const { deliveries, releaseDue, settle, kits, packing } = this.tasks;
    this.handleJobs();
    const sweep = (name: string, everySeconds: number, run: (signal: AbortSignal) => Promise<void>): void =>
      this.sweeper.register({ name, everySeconds, run });
    sweep('release-due', SETTLE_SECONDS, async () => {
      await settle.run();
      await kits.settle();
      await releaseDue.run();
    });
    sweep('sweep-deliveries', SWEEP_SECONDS, () => deliveries.sweep());
    sweep('follow-messages', FOLLOW_SECONDS, (signal) => this.follow(signal));
    sweep('pack-kits', PACK_SECONDS, async () => {
      await packing.run();
    });
  }

  /** Registers the processors alone: for a command that works the queue itself until its batch is through. */
  handleJobs(): void {
    for (const job of DELIVERY_JOBS)
      this.queues.handle(job, ({ chunk }) => this.tasks.deliveries.work(chunk));
  }

  private async follow(signal: AbortSignal): Promise<void> {
    const { trouble } = await this.tasks.follow.run(signal);
    if (trouble !== undefined) this.log.write('warn', 'receipts-not-told', { code: trouble });
  }
}
