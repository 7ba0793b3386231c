import type { ReleaseDue } from '@kallelse/batches';
import type { SettleRounds } from '@kallelse/episodes';
import type { Log, Queues, Sweeper } from '@kallelse/platform';
import type { Deliveries } from './deliveries';
import type { FollowMessages } from './follow-messages';
import { WORK_CHUNK } from './jobs';

const SWEEP_SECONDS = 10;
const SETTLE_SECONDS = 60;
const FOLLOW_SECONDS = 600;

/**
 * What a worker process does for delivery: works chunks from the queue, and sweeps: contacts that have fallen due,
 * leases that ran out, runs that were not sealed, rounds that are over, messages that nobody reads.
 */
export class DeliveryWorker {
  constructor(
    private readonly queues: Queues,
    private readonly sweeper: Sweeper,
    private readonly deliveries: Deliveries,
    private readonly releaseDue: ReleaseDue,
    private readonly settle: SettleRounds,
    private readonly follow: FollowMessages,
    private readonly log: Log,
  ) {}

  /** Registers the processor and the sweep tasks; call it before the queues start. */
  register(): void {
    this.handleJobs();
    this.sweeper.register({
      name: 'release-due',
      everySeconds: SETTLE_SECONDS,
      run: async () => {
        await this.settle.run();
        await this.releaseDue.run();
      },
    });
    this.sweeper.register({
      name: 'sweep-deliveries',
      everySeconds: SWEEP_SECONDS,
      run: () => this.deliveries.sweep(),
    });
    this.sweeper.register({
      name: 'follow-messages',
      everySeconds: FOLLOW_SECONDS,
      run: async (signal) => {
        const { trouble } = await this.follow.run(signal);
        if (trouble !== undefined) this.log.write('warn', 'receipts-not-told', { code: trouble });
      },
    });
  }

  /** Registers the processor alone: for a command that works the queue itself until its batch is through. */
  handleJobs(): void {
    this.queues.handle(WORK_CHUNK, ({ chunk }) => this.deliveries.work(chunk));
  }
}
