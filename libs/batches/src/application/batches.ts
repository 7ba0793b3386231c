import { randomBytes } from 'node:crypto';
import { readReason, type Actor, type AuditLog } from '@kallelse/access';
import { nearestName, ProblemError, today, type Clock, type PlainDate } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import { isRegionCode, servedDistrictsSql } from '@kallelse/population';
import type { Programmes } from '@kallelse/programmes';
import type { BatchLimits } from '../domain/allot';
import type { BatchFilters } from '../domain/batch-filters';
import { BATCH_STEPS, nextStep, type BatchAct } from '../domain/batch-state';
import { BatchEntity } from '../infra/batch.entity';
import { In, type EntityManager } from 'typeorm';

export interface BatchPlan {
  readonly kind: BatchEntity['kind'];
  /** Absent for an enquiry about organs, which asks for every programme at once, and for a correction. */
  readonly programme?: string;
  /** Of a correction: the recalled batch whose letters were wrong. */
  readonly corrects?: number;
  readonly region?: string;
  readonly filters?: BatchFilters;
  /** Most to select beside last calls; absent: all. */
  readonly capacity?: number;
  /** Most for each unit or region, within the capacity; of invitations. */
  readonly limits?: BatchLimits;
  /** Units whose districts are to be invited, as they serve them on the day. */
  readonly units?: readonly string[];
  /** Decides ties; absent: drawn. The same seed selects the same people. */
  readonly seed?: string;
  /** The day decided for; absent: the day of the preview. */
  readonly asOf?: PlainDate;
}

/** Plans batches and moves them from step to step; every act is an audit row. */
export class Batches {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly programmes: Programmes,
  ) {}

  async plan(plan: BatchPlan, actor: Actor): Promise<BatchEntity> {
    const asOf = plan.asOf ?? null;
    if (asOf !== null && asOf < today(this.clock)) {
      throw new ProblemError('BATCH_AS_OF', `a batch cannot be decided for ${asOf}, which has passed`, {
        fix: 'give today or a later day',
      });
    }
    if (plan.kind === 'correction') await this.mustBeRecalled(plan.corrects ?? 0);
    else if (plan.kind !== 'enquiry') await this.mustBePossible(plan, asOf ?? undefined);
    return this.databases.transaction('kallelse_app', async (tx) => {
      const repository = tx.getRepository(BatchEntity);
      const batch = await repository.save(
        repository.create({
          kind: plan.kind,
          programme: plan.programme ?? null,
          corrects: plan.corrects ?? null,
          region: plan.region ?? null,
          filters: await this.filtersOf(tx, plan),
          capacity: plan.capacity ?? null,
          limits: plan.limits ?? null,
          seed: plan.seed ?? randomBytes(8).toString('hex'),
          state: 'planned',
          asOf,
          author: actor.user,
          plannedAt: this.clock.now(),
        }),
      );
      await this.recordStep('plan', batch, actor, plan);
      return batch;
    });
  }

  /** Units stand for their districts: what a batch selects does not change when a catchment does. */
  private async filtersOf(tx: EntityManager, plan: BatchPlan): Promise<BatchFilters> {
    const filters = plan.filters ?? {};
    await this.mustBeKnown(tx, plan);
    if (plan.units === undefined) return filters;
    const rows = await tx.query<{ district: string }[]>(
      `SELECT district FROM ${servedDistrictsSql('$1', '$3::date')} AS served WHERE unit = ANY ($2::text[]) ORDER BY district`,
      [plan.programme ?? '', plan.units, plan.asOf ?? today(this.clock)],
    );
    const served = rows.map(({ district }) => district);
    const districts = filters.districts?.filter((district) => served.includes(district)) ?? served;
    if (districts.length === 0) throw noDistricts();
    return { ...filters, districts };
  }

  /** A limit of a misspelt unit or region would limit nothing, and one of a batch that has no use for it neither. */
  private async mustBeKnown(tx: EntityManager, { kind, limits, units }: BatchPlan): Promise<void> {
    if (kind !== 'invitation' && (limits ?? units) !== undefined) throw onlyInvitations();
    const region =
      limits?.by === 'region' ? Object.keys(limits.places).find((code) => !isRegionCode(code)) : undefined;
    if (region !== undefined) throw regionUnknown(region);
    const named = [...(units ?? []), ...(limits && limits.by !== 'region' ? Object.keys(limits.places) : [])];
    if (named.length === 0) return;
    const known = await tx.query<{ id: string }[]>('SELECT id FROM screening.units');
    const missing = named.find((unit) => !known.some(({ id }) => id === unit));
    if (missing === undefined) return;
    const near = nearestName(
      missing,
      known.map(({ id }) => id),
    );
    throw new ProblemError(
      'UNIT_UNKNOWN',
      `there is no unit ${missing}${near === undefined ? '' : `; did you mean ${near}?`}`,
      {
        fix: 'give the ids of units as imported by kallelse import units',
        exitCode: 2,
      },
    );
  }

  private async mustBePossible({ kind, programme = '', region }: BatchPlan, on?: PlainDate): Promise<void> {
    const { definition } = await this.programmes.active(programme, region ?? null, on);
    if (kind === 'invitation' || Object.keys(definition.delivery.ask).length > 0) return;
    throw new ProblemError('BATCH_NOTHING_TO_ASK', `${programme} asks for nothing by questionnaire`, {
      fix: 'name the attributes and their templates under `ask` of a new version of its definition',
    });
  }

  /** What is still going out must be stopped before anybody is told that it was wrong. */
  private async mustBeRecalled(id: number): Promise<void> {
    const { state } = await this.get(id);
    if (state === 'recalled') return;
    throw new ProblemError(
      'BATCH_NOT_RECALLED',
      `batch ${id} is ${state}: only a recalled batch is corrected`,
      {
        fix: state === 'released' ? `kallelse batch recall ${id} --reason TEXT` : nextStep(state),
      },
    );
  }

  async get(id: number): Promise<BatchEntity> {
    const batch = await (await this.repository()).findOneBy({ id });
    if (batch) return batch;
    throw new ProblemError('BATCH_UNKNOWN', 'there is no batch of this number', {
      fix: 'see kallelse batch status',
    });
  }

  async list(): Promise<BatchEntity[]> {
    return (await this.repository()).find({ order: { id: 'ASC' } });
  }

  async submit(id: number, actor: Actor): Promise<BatchEntity> {
    return this.move(id, 'submit', actor, { submittedAt: this.clock.now() });
  }

  /** Approves what the preview showed. Outside the expected size it takes a reason to override. */
  async approve(id: number, actor: Actor, overrideReason?: string): Promise<BatchEntity> {
    const batch = await this.get(id);
    if (batch.author === actor.user) {
      throw new ProblemError(
        'BATCH_FOUR_EYES',
        `batch ${id} was planned by ${actor.user}, who may not approve it`,
        {
          fix: 'let somebody else approve it',
        },
      );
    }
    const expected = batch.preview?.expected;
    const override = overrideReason === undefined ? null : readReason(overrideReason);
    if (expected && !expected.inside && override === null) {
      throw new ProblemError(
        'BATCH_SIZE',
        `batch ${id} selects ${batch.selected ?? 0}, expected are ${expected.min ?? 0} to ${expected.max ?? 'any number'}`,
        { fix: 'find out why; to approve it all the same give --override REASON' },
      );
    }
    return this.move(id, 'approve', actor, {
      approver: actor.user,
      approvedAt: this.clock.now(),
      overrideReason: override,
    });
  }

  /** Cancels a batch that has not been released, with its contacts; settling then closes its rounds. */
  async cancel(id: number, actor: Actor, reason: string): Promise<BatchEntity> {
    const why = readReason(reason);
    const now = this.clock.now();
    await this.databases.transaction('kallelse_generate', async (tx) => {
      const { from, to: state } = BATCH_STEPS.cancel;
      const changes = { state, cancelledBy: actor.user, cancelledAt: now };
      const { affected } = await tx.update(BatchEntity, { id, state: In([...from]) }, changes);
      if (affected !== 1) throw wrongState(await this.get(id), 'cancel');
      await tx.query(
        `UPDATE screening.contacts SET state = 'cancelled', reason = 'batch-cancelled', changed_at = $2 WHERE batch_id = $1 AND state = 'waiting'`,
        [id, now],
      );
      await this.recordStep('cancel', { id, state }, actor, {}, why);
    });
    return this.get(id);
  }

  /** Moves a batch by an act that its state allows; two at once cannot both succeed. */
  async move(
    id: number,
    act: BatchAct,
    actor: Actor,
    changes: Partial<Omit<BatchEntity, 'id' | 'state'>> = {},
    reason?: string,
  ): Promise<BatchEntity> {
    const { from, to: state } = BATCH_STEPS[act];
    await this.databases.transaction('kallelse_app', async (tx) => {
      const { affected } = await tx.update(BatchEntity, { id, state: In([...from]) }, { ...changes, state });
      if (affected !== 1) throw wrongState(await this.get(id), act);
      await this.recordStep(act, { id, state }, actor, {}, reason);
    });
    return this.get(id);
  }

  /** Refuses an act that the batch's state does not allow. */
  mustAllow(batch: BatchEntity, act: BatchAct): void {
    if (!BATCH_STEPS[act].from.includes(batch.state)) throw wrongState(batch, act);
  }

  /** Writes an act on a batch into the audit log, before the act is committed: none is without its row. */
  recordStep(
    act: BatchAct | 'plan',
    batch: Pick<BatchEntity, 'id' | 'state'>,
    actor: Actor,
    details: object,
    reason?: string,
  ): Promise<void> {
    return this.audit.record({
      actor,
      action: `batch.${act}`,
      subject: `batch ${batch.id}`,
      details: { ...details, state: batch.state },
      ...(reason === undefined ? {} : { reason }),
    });
  }

  private async repository() {
    return (await this.databases.source('kallelse_app')).getRepository(BatchEntity);
  }
}

function wrongState(batch: BatchEntity, act: BatchAct): ProblemError {
  return new ProblemError(
    'BATCH_STATE',
    `batch ${batch.id} is ${batch.state}; it cannot be the object of ${act}`,
    {
      fix: nextStep(batch.state),
    },
  );
}

function noDistricts(): ProblemError {
  return new ProblemError('UNIT_NO_DISTRICTS', 'the units serve no district of this batch on its day', {
    fix: 'see the catchments (kallelse import units FILE --catchments FILE), and --district if given',
    exitCode: 2,
  });
}

function onlyInvitations(): ProblemError {
  return new ProblemError('BATCH_LIMITS', 'units and their places are of batches of invitations', {
    fix: 'give --programme alone, or leave out --unit and --limit; --capacity limits any batch',
    exitCode: 2,
  });
}

function regionUnknown(code: string): ProblemError {
  return new ProblemError('REGION_UNKNOWN', `there is no region ${code}`, {
    fix: 'give the county code of two digits, as 01 for Stockholm',
    exitCode: 2,
  });
}
