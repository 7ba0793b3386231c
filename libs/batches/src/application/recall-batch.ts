import { readReason, type Actor } from '@kallelse/access';
import type { SettleRounds } from '@kallelse/episodes';
import { ProblemError, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { BatchEntity } from '../infra/batch.entity';
import type { Batches } from './batches';

/** What a recall came to. */
export interface RecallResult {
  readonly batch: BatchEntity;
  /** Contacts that will not go out. */
  readonly stopped: number;
  /** Contacts that a worker has at this moment: the send gate stops those that have not left the house. */
  readonly inProgress: number;
  /** Contacts that had gone out. */
  readonly handedOver: number;
}

/**
 * Recalls a released batch as far as it can be stopped: what waits is cancelled, what a worker has is asked at the send
 * gate, reminders will not follow. One person is enough: stopping must not wait. What has gone out may be annulled: its
 * invitations then count neither as invited nor as missed, and whoever is due is called again by the next batch.
 */
export class RecallBatch {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly batches: Batches,
    private readonly settle: SettleRounds,
  ) {}

  async recall(id: number, actor: Actor, text: string): Promise<RecallResult> {
    const reason = readReason(text);
    const before = await this.batches.get(id);
    if (before.state !== 'recalled') {
      const changes = { recalledBy: actor.user, recalledAt: this.clock.now() };
      await this.batches.move(id, 'recall', actor, changes, reason);
    }
    await this.settle.run();
    return this.figures(id);
  }

  /** Annuls the invitations of a recalled batch that went out; a second time nothing happens. */
  async annul(id: number, actor: Actor, text: string): Promise<RecallResult> {
    const reason = readReason(text);
    const before = await this.batches.get(id);
    this.batches.mustAllow(before, 'annul');
    if (before.kind !== 'invitation') throw invitedNobody(id);
    const { inProgress } = await this.figures(id);
    if (inProgress > 0) throw underWay(id, inProgress);
    if (before.annulledAt === null) {
      const changes = { annulledBy: actor.user, annulledAt: this.clock.now() };
      await this.batches.move(id, 'annul', actor, changes, reason);
    }
    await this.settle.run();
    return this.figures(id);
  }

  private async figures(id: number): Promise<RecallResult> {
    const [row] = await this.databases.query<Omit<RecallResult, 'batch'>>(
      'kallelse_generate',
      `SELECT (count(*) FILTER (WHERE reason = 'batch-recalled'))::int AS stopped,
         (count(*) FILTER (WHERE state = 'handed-over'))::int AS "handedOver",
         (count(*) FILTER (WHERE state IN ('in-progress', 'waiting')))::int AS "inProgress"
       FROM screening.contacts WHERE batch_id = $1`,
      [id],
    );
    return { batch: await this.batches.get(id), ...(row ?? { stopped: 0, handedOver: 0, inProgress: 0 }) };
  }
}

function underWay(id: number, contacts: number): ProblemError {
  return new ProblemError('BATCH_UNDER_WAY', `${contacts} contacts of batch ${id} are with a worker`, {
    fix: 'wait until they are through (kallelse batch reconcile), then annul what has gone out',
  });
}

function invitedNobody(id: number): ProblemError {
  return new ProblemError('BATCH_INVITED_NOBODY', `batch ${id} has no invitations that could be annulled`, {
    fix: 'a question that was sent stays asked; answers to it are corrected one by one (kallelse organs record)',
  });
}
