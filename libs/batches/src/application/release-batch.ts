import type { Actor } from '@kallelse/access';
import { today, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { BatchEntity } from '../infra/batch.entity';
import { chunkDueContacts, tryFaultyAgain } from '../infra/chunk-contacts';
import type { Batches } from './batches';

/**
 * Releases a generated batch: its contacts that are due are put into chunks, from which the workers take them. Releasing
 * again adds nothing, but tries what was held for a fault once more. Later steps of its rounds are put into chunks when they fall due ({@link ReleaseDue}).
 */
export class ReleaseBatch {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly batches: Batches,
  ) {}

  async run(id: number, actor: Actor): Promise<BatchEntity> {
    const batch = await this.batches.get(id);
    const released =
      batch.state === 'released'
        ? batch
        : await this.batches.move(id, 'release', actor, {
            releaser: actor.user,
            releasedAt: this.clock.now(),
          });
    const now = this.clock.now();
    await this.databases.transaction('kallelse_generate', async (tx) => {
      await tryFaultyAgain(tx, id, now);
      await chunkDueContacts(tx, { now, today: today(this.clock), batchId: id });
    });
    return released;
  }
}

/** Puts contacts of released batches that have fallen due into chunks: reminders, and what an interrupted release left. */
export class ReleaseDue {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
  ) {}

  /** @returns how many contacts were put into chunks */
  run(): Promise<number> {
    return this.databases.transaction('kallelse_generate', (tx) =>
      chunkDueContacts(tx, { now: this.clock.now(), today: today(this.clock) }),
    );
  }
}
