import { readReason, type Actor, type AuditLog } from '@kallelse/access';
import { ProblemError, today, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { EntityManager } from 'typeorm';
import { lockImports } from '../infra/import-ledger';
import { applyReviews } from '../infra/register/apply-reviews';
import { householdKey } from '../infra/register/household-key';
import { refreshTouched } from '../infra/register/refresh-touched';
import { countOf } from '../infra/register/register-context';
import {
  chooseReviews,
  MASS_CHANGES,
  OPEN_REVIEWS,
  type MassChange,
  type RegisterReview,
  type ReviewChoice,
} from '../infra/register/review-rows';

export type { MassChange, RegisterReview, ReviewChoice, ReviewKind } from '../infra/register/review-rows';

/** What waits for a decision. */
export interface OpenReviews {
  readonly reviews: readonly RegisterReview[];
  readonly mass: readonly MassChange[];
}

/** Who lists reviews. */
export interface ReviewListing {
  readonly actor: Actor;
  /** Also each change of a mass. */
  readonly each?: boolean;
  readonly limit: number;
}

/** A decision, by whom and why. */
export interface ReviewDecisionRequest {
  readonly choice: ReviewChoice;
  readonly decision: 'approved' | 'rejected';
  readonly actor: Actor;
  readonly reason: string;
}

/** What a decision did. */
export interface ReviewOutcome {
  readonly decision: 'approved' | 'rejected';
  readonly decided: number;
  /** Of the approved ones, how many changed something: the register may have said so itself since. */
  readonly applied: number;
  /** Of a single review, whom it is about. */
  readonly resident?: number;
}

/**
 * Changes of the register that a clerk must look at before they hold: removed protection, a reversed death, the status
 * of very many at once. The rest of their rows has been applied.
 */
export class RegisterReviews {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /** Open reviews, oldest first; each shown is a read of a person and recorded as one. */
  async list({ actor, each = false, limit }: ReviewListing): Promise<OpenReviews> {
    const read = <T>(text: string, values: unknown[]): Promise<T[]> =>
      this.databases.query<T>('kallelse_import', text, values);
    const reviews = await read<RegisterReview>(OPEN_REVIEWS, [each, limit]);
    const mass = await read<MassChange>(MASS_CHANGES, []);
    await this.audit.recordAll(
      reviews.map(({ review, resident: residentId }) => ({
        ...{ actor, action: 'reviews.list', subject: `review ${review}`, residentId },
      })),
    );
    return { reviews, mass };
  }

  /**
   * Approves or rejects, in one transaction with what follows from it. A rejected change is not asked about again until
   * the register records it anew.
   * @throws ProblemError REVIEW_UNKNOWN or REVIEW_DECIDED when nothing open is chosen
   */
  async decide({ choice, decision, actor, reason }: ReviewDecisionRequest): Promise<ReviewOutcome> {
    const why = readReason(reason);
    return this.databases.transaction('kallelse_import', async (tx) => {
      await lockImports(tx);
      await chooseReviews(tx, choice);
      const chosen = await tx.query<{ id: number; resident_id: number }[]>(
        'SELECT id, resident_id FROM chosen ORDER BY id LIMIT 2',
      );
      const [first] = chosen;
      if (!first) throw await nothingChosen(tx, choice);
      const applied = decision === 'approved' ? await this.apply(tx) : 0;
      const decided = await this.close(tx, decision, actor);
      const residentId = 'review' in choice ? first.resident_id : undefined;
      await this.audit.record({
        actor,
        action: `reviews.${decision === 'approved' ? 'approve' : 'reject'}`,
        subject: 'review' in choice ? `review ${choice.review}` : `mass of import ${choice.massOfImport}`,
        reason: why,
        details: { decided, applied },
        ...(residentId === undefined ? {} : { residentId }),
      });
      return { decision, decided, applied, ...(residentId === undefined ? {} : { resident: residentId }) };
    });
  }

  private async apply(tx: EntityManager): Promise<number> {
    const moment = { tx, now: this.clock.now(), today: today(this.clock) };
    await tx.query('CREATE TEMPORARY TABLE touched (resident_id bigint) ON COMMIT DROP');
    const applied = await applyReviews(moment, 'SELECT id FROM chosen');
    await refreshTouched({ ...moment, householdKey: await householdKey(tx) });
    return applied;
  }

  private async close(tx: EntityManager, decision: string, actor: Actor): Promise<number> {
    return countOf(
      tx,
      `WITH decided AS (
         UPDATE identity.register_reviews AS review SET decision = $1, decided_by = $2, decided_at = $3
         FROM chosen WHERE chosen.id = review.id RETURNING 1)
       SELECT count(*) AS n FROM decided`,
      [decision, actor.user, this.clock.now()],
    );
  }
}

async function nothingChosen(tx: EntityManager, choice: ReviewChoice): Promise<ProblemError> {
  const fix = 'see what waits with: kallelse residents reviews';
  if (!('review' in choice)) {
    const message = 'no mass status change of this import waits for a decision';
    return new ProblemError('REVIEW_UNKNOWN', message, { fix });
  }
  const [review] = await tx.query<{ decision: string; decided_by: string }[]>(
    'SELECT decision, decided_by FROM identity.register_reviews WHERE id = $1',
    [choice.review],
  );
  if (!review) return new ProblemError('REVIEW_UNKNOWN', 'there is no review of this number', { fix });
  const message = `review ${choice.review} has been ${review.decision} by ${review.decided_by}`;
  return new ProblemError('REVIEW_DECIDED', message, { fix });
}
