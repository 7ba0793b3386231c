import type { Actor } from '@kallelse/access';
import { SettleRounds } from '@kallelse/episodes';
import { ImportReference } from '@kallelse/population';
import { ApproveProgramme, ProgrammeDrafts, Programmes, SubmitProgramme } from '@kallelse/programmes';
import { PROGRAMME, ScreeningOffice } from '../../episodes/spec/screening-office';
import { file } from '../../population/spec/register-file';
import { BatchFigures } from '../src/application/batch-figures';
import { Batches, type BatchPlan } from '../src/application/batches';
import { GenerateBatch } from '../src/application/generate-batch';
import { PreviewBatch } from '../src/application/preview-batch';
import { RecallBatch } from '../src/application/recall-batch';
import { ReleaseBatch, ReleaseDue } from '../src/application/release-batch';
import type { BatchPreview } from '../src/domain/preview';

export const anna: Actor = { user: 'anna' };
export const bo: Actor = { user: 'bo' };

const TEMPLATES = new Set(['correction', 'trial-invitation', 'trial-reminder', 'organ-enquiry']);
/** A letter that there was when rules were submitted, and is no longer. */
export const GONE_TEMPLATE = 'trial-of-old';

/** An office that plans batches of the programme of the specs. */
export class BatchOffice extends ScreeningOffice {
  /** The letters that there are. */
  protected readonly templates: ReadonlySet<string> = TEMPLATES;

  get programmes(): Programmes {
    return new Programmes(this.db.databases, this.clock);
  }

  get batches(): Batches {
    return new Batches(this.db.databases, this.clock, this.audit, this.programmes);
  }

  get previewing(): PreviewBatch {
    return new PreviewBatch(
      this.db.databases,
      this.clock,
      this.batches,
      this.programmes,
      () => this.templates,
    );
  }

  get generating(): GenerateBatch {
    return new GenerateBatch(this.db.databases, this.clock, this.batches, this.programmes);
  }

  get releasing(): ReleaseBatch {
    return new ReleaseBatch(this.db.databases, this.clock, this.batches);
  }

  get releasingDue(): ReleaseDue {
    return new ReleaseDue(this.db.databases, this.clock);
  }

  get recalling(): RecallBatch {
    const { databases } = this.db;
    const settle = new SettleRounds(databases, this.clock);
    return new RecallBatch(databases, this.clock, this.batches, this.programmes, settle);
  }

  get figures(): BatchFigures {
    return new BatchFigures(this.db.databases, this.clock);
  }

  /** Everybody there is refuses. */
  async nobodyIsDue(): Promise<void> {
    const people = await this.query<{ identity: string }>(
      'SELECT value AS identity FROM identity.identifiers',
      [],
      'kallelse_import',
    );
    const refusal = { programme: 'trial', kind: 'permanent', from: this.day };
    if (people.length > 0) await this.tellAll(people.map(({ identity }) => ({ identity, ...refusal })));
  }

  /** Imports districts of a municipality. */
  async districts(...codes: readonly string[]): Promise<void> {
    const head = 'code,vintage,level,name,parent,area_type,population,valid_from,valid_to';
    const rows = codes.map((code) => `${code},2025,RegSO,Område ${code},0180,2,2000,2000-01-01,`);
    const importer = new ImportReference(this.db.databases, this.clock, this.audit);
    await importer.run('districts', file([head, ...rows, ''].join('\n')), anna);
  }

  /** Puts a version of the programme in force. */
  async inForce(changes: object = {}): Promise<void> {
    const document = { ...PROGRAMME, ...changes };
    const { databases } = this.db;
    const before = (): ReadonlySet<string> => new Set([...this.templates, GONE_TEMPLATE]);
    const drafts = new ProgrammeDrafts(databases, this.clock, this.audit, this.programmes, before);
    const submitting = new SubmitProgramme(
      databases,
      this.clock,
      this.audit,
      this.programmes,
      drafts,
      before,
    );
    const { definition } = await submitting.run({ path: file(JSON.stringify(document), 'json') }, anna);
    const { programme, version, region = null } = definition;
    await new ApproveProgramme(databases, this.clock, this.audit, this.programmes, () =>
      Promise.resolve({ warnings: [] }),
    ).run({ programme, version, region }, bo, 'the spec asks for it');
  }

  async planned(plan: Partial<BatchPlan> = {}): Promise<number> {
    const isNameless = plan.kind === 'enquiry' || plan.kind === 'correction';
    const programme = isNameless ? {} : { programme: 'trial' };
    return (await this.batches.plan({ kind: 'invitation', ...programme, seed: 'fixed', ...plan }, anna)).id;
  }

  async preview(id: number): Promise<BatchPreview> {
    return (await this.previewing.run(id, anna)).preview;
  }

  /** A batch that has been previewed, submitted and approved. */
  async approved(plan: Partial<BatchPlan> = {}): Promise<number> {
    const id = await this.planned(plan);
    await this.preview(id);
    await this.batches.submit(id, anna);
    await this.batches.approve(id, bo, 'as wanted');
    return id;
  }

  async generated(plan: Partial<BatchPlan> = {}): Promise<number> {
    const id = await this.approved(plan);
    await this.generating.run(id, anna);
    return id;
  }

  /** Whom a batch has contacts for, by internal id. */
  async residentsIn(id: number): Promise<number[]> {
    const rows = await this.query<{ id: number }>(
      'SELECT resident_id AS id FROM screening.contacts WHERE batch_id = $1 ORDER BY 1',
      [id],
    );
    return rows.map((row) => row.id);
  }
}
