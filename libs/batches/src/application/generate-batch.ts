import type { Actor } from '@kallelse/access';
import { openCorrections, openEnquiries, openQuestionnaires, openRounds } from '@kallelse/episodes';
import { ProblemError, today, type Clock, type PlainDate } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { Programmes } from '@kallelse/programmes';
import type { EntityManager } from 'typeorm';
import { driftedTooFar, isInsideBand } from '../domain/preview';
import { BatchEntity } from '../infra/batch.entity';
import { findWronglyContacted } from '../infra/corrections';
import { findDue } from '../infra/due';
import { definitionsHash, findEnquiries } from '../infra/enquiries';
import type { Batches } from './batches';
import { allInForce, inForce } from './rules-in-force';

/** What generating gave. */
export interface GenerateResult {
  readonly batch: BatchEntity;
  readonly generated: number;
}

/** A reason to send a batch back to approval, thrown inside the transaction so that nothing of it stays. */
class Drift extends Error {}

/**
 * Makes the rounds and contacts of an approved batch, in one transaction with the batch's own step and on the facts as
 * they are now. If much has changed since the preview, or other rules are in force, the batch goes back to approval
 * instead. Generating again adds nothing.
 */
export class GenerateBatch {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly batches: Batches,
    private readonly programmes: Programmes,
  ) {}

  async run(id: number, actor: Actor): Promise<GenerateResult> {
    const before = await this.batches.get(id);
    if (before.state === 'generated' || before.state === 'released')
      return { batch: before, generated: before.generated ?? 0 };
    this.batches.mustAllow(before, 'generate');
    try {
      await this.databases.transaction('kallelse_generate', (tx) => this.generate(tx, id, actor));
      const batch = await this.batches.get(id);
      return { batch, generated: batch.generated ?? 0 };
    } catch (error) {
      if (!(error instanceof Drift)) throw error;
      await this.batches.move(
        id,
        'sendBack',
        actor,
        { approver: null, approvedAt: null, submittedAt: null, overrideReason: null },
        error.message,
      );
      throw new ProblemError('BATCH_CHANGED', `batch ${id} was sent back to approval: ${error.message}`, {
        fix: `look again: kallelse batch preview ${id}, then submit and approve`,
      });
    }
  }

  /** Does nothing when somebody else has generated it in the meantime. */
  private async generate(tx: EntityManager, id: number, actor: Actor): Promise<void> {
    const batch = await tx.findOneOrFail(BatchEntity, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    if (batch.state === 'generated' || batch.state === 'released') return;
    this.batches.mustAllow(batch, 'generate');
    const date = today(this.clock);
    const asOf = batch.asOf !== null && batch.asOf > date ? batch.asOf : date;
    const generated = await this.contacts(tx, batch, asOf, date);
    await tx.update(BatchEntity, id, { state: 'generated', generated, generatedAt: this.clock.now() });
    await this.batches.recordStep('generate', { id, state: 'generated' }, actor, { generated });
  }

  private contacts(tx: EntityManager, batch: BatchEntity, asOf: PlainDate, date: PlainDate): Promise<number> {
    switch (batch.kind) {
      case 'invitation':
        return this.invitations(tx, batch, batch.programme ?? '', asOf, date);
      case 'correction':
        return this.corrections(tx, batch, date);
      case 'enquiry':
      case 'questionnaire':
        return this.enquiries(tx, batch, asOf, date);
    }
  }

  private async corrections(tx: EntityManager, batch: BatchEntity, date: PlainDate): Promise<number> {
    const corrects = batch.corrects ?? 0;
    // Two corrections of the same batch at once: the second sees whom the first has written to.
    await tx.query('SELECT FROM screening.batches WHERE id = $1 FOR UPDATE', [corrects]);
    await findWronglyContacted(tx, corrects);
    await this.mustBeAsPreviewed(tx, 'due', batch);
    const selection = { text: 'SELECT resident_id FROM due WHERE is_selected', values: [] };
    return openCorrections(tx, { batchId: batch.id, selection, now: this.clock.now(), today: date });
  }

  private async invitations(
    tx: EntityManager,
    batch: BatchEntity,
    programme: string,
    asOf: PlainDate,
    date: PlainDate,
  ): Promise<number> {
    const { region, filters, seed, capacity, limits } = batch;
    const version = await inForce(this.programmes, programme, region, asOf);
    if (version.definition.hash !== batch.definitionHash)
      throw new Drift('another version of the rules is in force');
    await findDue(tx, { ...version, asOf, region, filters, seed, capacity, limits }, 0);
    await this.mustBeAsPreviewed(tx, 'due', batch);
    return openRounds(tx, {
      batchId: batch.id,
      definitionId: version.id,
      definition: version.definition,
      selection: {
        text: `SELECT due.resident_id, region, municipality, district, area_type, coalesce(reach.protection <> 'none', false) AS is_protected
          FROM due LEFT JOIN screening.resident_reach AS reach USING (resident_id) WHERE is_selected ORDER BY resident_id`,
        values: [],
      },
      now: this.clock.now(),
      today: date,
    });
  }

  private async enquiries(
    tx: EntityManager,
    batch: BatchEntity,
    asOf: PlainDate,
    date: PlainDate,
  ): Promise<number> {
    const { programme, region, filters, seed, capacity } = batch;
    const rules =
      programme === null
        ? await allInForce(this.programmes, region, asOf)
        : [await inForce(this.programmes, programme, region, asOf)];
    if (definitionsHash(rules) !== batch.definitionHash)
      throw new Drift('other versions of the rules are in force');
    const asks = programme === null ? 'organs' : 'attributes';
    await findEnquiries(tx, { asks, rules, asOf, region, filters, seed, capacity });
    await this.mustBeAsPreviewed(tx, 'enquiries', batch);
    const columns = asks === 'organs' ? 'resident_id, asks AS organs' : 'resident_id, template, asks';
    const open = asks === 'organs' ? openEnquiries : openQuestionnaires;
    return open(tx, {
      batchId: batch.id,
      selection: { text: `SELECT ${columns} FROM enquiries WHERE is_selected`, values: [] },
      now: this.clock.now(),
      today: date,
    });
  }

  private async mustBeAsPreviewed(
    tx: EntityManager,
    table: 'due' | 'enquiries',
    batch: BatchEntity,
  ): Promise<void> {
    const [row] = await tx.query<{ n: number }[]>(`SELECT count(*) AS n FROM ${table} WHERE is_selected`);
    const now = row?.n ?? 0;
    const previewed = batch.selected ?? 0;
    if (driftedTooFar(previewed, now))
      throw new Drift(`it would select ${now}, the preview showed ${previewed}`);
    const expected = batch.preview?.expected;
    if (expected?.inside === true && !isInsideBand(now, expected))
      throw new Drift(`it would select ${now}, which is outside the expected size`);
  }
}
