import type { Actor } from '@kallelse/access';
import { ProblemError, today, type Clock, type PlainDate } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import { openEnquiries, openRounds } from '@kallelse/episodes';
import type { Programmes } from '@kallelse/programmes';
import type { EntityManager } from 'typeorm';
import { driftedTooFar } from '../domain/preview';
import type { BatchEntity } from '../infra/batch.entity';
import { findDue } from '../infra/due';
import { findEnquiries } from '../infra/enquiries';
import type { Batches } from './batches';

/** What generating gave. */
export interface GenerateResult {
  readonly batch: BatchEntity;
  readonly generated: number;
}

/** A reason to send a batch back to approval, thrown inside the transaction so that nothing of it stays. */
class Drift extends Error {}

/**
 * Makes the rounds and contacts of an approved batch, in one transaction and on the facts as they are now. If much has
 * changed since the preview, or another version of the rules is in force, the batch goes back to approval instead.
 */
export class GenerateBatch {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly batches: Batches,
    private readonly programmes: Programmes,
  ) {}

  async run(id: number, actor: Actor): Promise<GenerateResult> {
    const batch = await this.batches.get(id);
    if (batch.state === 'generated' || batch.state === 'released')
      return { batch, generated: batch.generated ?? 0 };
    this.batches.mustAllow(batch, 'generate');
    try {
      const generated = await this.databases.transaction('kallelse_generate', (tx) =>
        this.generate(tx, batch),
      );
      return {
        batch: await this.batches.move(id, 'generate', actor, { generated, generatedAt: this.clock.now() }),
        generated,
      };
    } catch (error) {
      if (!(error instanceof Drift)) throw error;
      await this.batches.move(
        id,
        'sendBack',
        actor,
        { approver: null, approvedAt: null, submittedAt: null },
        error.message,
      );
      throw new ProblemError('BATCH_CHANGED', `batch ${id} was sent back to approval: ${error.message}`, {
        fix: `look again: kallelse batch preview ${id}, then submit and approve`,
      });
    }
  }

  private async generate(tx: EntityManager, batch: BatchEntity): Promise<number> {
    await tx.query('SELECT 1 FROM screening.batches WHERE id = $1 FOR UPDATE', [batch.id]);
    const earlier = await this.alreadyGenerated(tx, batch.id);
    if (earlier > 0) return earlier;
    const date = today(this.clock);
    const asOf = batch.asOf !== null && batch.asOf > date ? batch.asOf : date;
    return batch.programme === null
      ? this.enquiries(tx, batch, asOf, date)
      : this.invitations(tx, batch, batch.programme, asOf, date);
  }

  /** The transaction may have been committed and the batch not moved on: then what there is stands. */
  private async alreadyGenerated(tx: EntityManager, batchId: number): Promise<number> {
    const [row] = await tx.query<{ n: number }[]>(
      `SELECT count(*) AS n FROM screening.contacts WHERE batch_id = $1`,
      [batchId],
    );
    return row?.n ?? 0;
  }

  private async invitations(
    tx: EntityManager,
    batch: BatchEntity,
    programme: string,
    asOf: PlainDate,
    date: PlainDate,
  ): Promise<number> {
    const { region, filters, seed, capacity } = batch;
    const version = await this.programmes.active(programme, region, asOf);
    if (version.definition.hash !== batch.definitionHash)
      throw new Drift('another version of the rules is in force');
    await findDue(tx, { definition: version.definition, asOf, region, filters, seed, capacity }, 0);
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
    const { region, filters, seed, capacity } = batch;
    const definitions = (await this.programmes.activeProgrammes(region, asOf)).map(
      ({ definition }) => definition,
    );
    await findEnquiries(tx, { definitions, asOf, region, filters, seed, capacity });
    await this.mustBeAsPreviewed(tx, 'enquiries', batch);
    return openEnquiries(tx, {
      batchId: batch.id,
      selection: { text: 'SELECT resident_id, organs FROM enquiries WHERE is_selected', values: [] },
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
  }
}
