import { readReason, type Actor } from '@kallelse/access';
import { definitionId } from '@kallelse/eligibility';
import type { SettleRounds } from '@kallelse/episodes';
import { ProblemError, today, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { Programmes } from '@kallelse/programmes';
import { BatchEntity } from '../infra/batch.entity';
import { wouldBeDue } from '../infra/would-be-due';
import type { Batches } from './batches';
import { inForce } from './rules-in-force';

/** What a recall came to. */
export interface RecallResult {
  readonly batch: BatchEntity;
  /** Contacts that will not go out. */
  readonly stopped: number;
  /** Contacts that a worker has at this moment: the send gate stops those that have not left the house. */
  readonly inProgress: number;
  /** Contacts that had gone out. */
  readonly handedOver: number;
  /** Invitations that went out and count as never sent. */
  readonly annulled: number;
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
    private readonly programmes: Programmes,
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

  /**
   * Annuls the invitations of a recalled batch that went out: their rounds end as if they had never been. Whoever has taken
   * part all the same has taken part. Again it takes in only who was left before.
   * @param keepDue leaves those whom the rules in force would invite today, had the batch not been: of a batch whose age
   * limit was wrong, those inside it
   */
  async annul(id: number, actor: Actor, text: string, { keepDue = false } = {}): Promise<RecallResult> {
    const reason = readReason(text);
    const before = await this.batches.get(id);
    this.batches.mustAllow(before, 'annul');
    if (before.kind !== 'invitation') throw invitedNobody(id);
    const { inProgress } = await this.figures(id);
    if (inProgress > 0) throw underWay(id, inProgress);
    await this.settle.run();
    await this.mark(before, actor, reason, keepDue);
    await this.settle.run();
    return this.figures(id);
  }

  private async mark(
    { id, programme, region }: BatchEntity,
    actor: Actor,
    reason: string,
    keepDue: boolean,
  ): Promise<void> {
    const times = { now: this.clock.now(), today: today(this.clock) };
    const rules = keepDue ? await inForce(this.programmes, programme ?? '', region, times.today) : undefined;
    await this.databases.transaction('kallelse_generate', async (tx) => {
      const kept = rules ? await wouldBeDue(tx, id, rules.definition, times) : [];
      await tx.query(
        `UPDATE screening.contacts AS contact SET annulled_at = $3, changed_at = $3 FROM screening.episodes AS round
         WHERE round.batch_id = $1 AND round.state = 'open' AND round.resident_id <> ALL ($2::bigint[])
           AND contact.episode_id = round.id AND contact.state = 'handed-over' AND contact.annulled_at IS NULL`,
        [id, kept, times.now],
      );
      await tx.update(BatchEntity, { id }, { annulledBy: actor.user, annulledAt: times.now });
      const details = { kept: kept.length, rules: rules ? definitionId(rules.definition) : null };
      await this.batches.recordStep('annul', { id, state: 'recalled' }, actor, details, reason);
    });
  }

  private async figures(id: number): Promise<RecallResult> {
    const [row] = await this.databases.query<Omit<RecallResult, 'batch'>>(
      'kallelse_generate',
      `SELECT (count(*) FILTER (WHERE reason = 'batch-recalled'))::int AS stopped,
         (count(*) FILTER (WHERE state = 'handed-over'))::int AS "handedOver",
         (count(*) FILTER (WHERE kind = 'invitation' AND annulled_at IS NOT NULL))::int AS annulled,
         (count(*) FILTER (WHERE state IN ('in-progress', 'waiting')))::int AS "inProgress"
       FROM screening.contacts WHERE batch_id = $1`,
      [id],
    );
    return {
      batch: await this.batches.get(id),
      ...(row ?? { stopped: 0, handedOver: 0, inProgress: 0, annulled: 0 }),
    };
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
