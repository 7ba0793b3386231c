import type { Actor } from '@kallelse/access';
import { ProblemError, today, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { Programmes } from '@kallelse/programmes';
import type { BatchPreview } from '../domain/preview';
import type { BatchEntity } from '../infra/batch.entity';
import { previewEnquiries } from '../infra/preview-enquiries';
import { previewInvitations } from '../infra/preview-invitations';
import type { Batches } from './batches';

/** Looks at what a batch would be and freezes it on the batch; changes nothing else. */
export class PreviewBatch {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly batches: Batches,
    private readonly programmes: Programmes,
    /** Ids of the letter templates there are: a batch whose letters cannot be written must not get further. */
    private readonly templates: () => ReadonlySet<string>,
  ) {}

  async run(id: number, actor: Actor): Promise<{ batch: BatchEntity; preview: BatchPreview }> {
    const batch = await this.batches.get(id);
    this.batches.mustAllow(batch, 'preview');
    const asOf = batch.asOf ?? today(this.clock);
    const version =
      batch.programme === null
        ? undefined
        : await this.programmes.active(batch.programme, batch.region, asOf);
    this.mustHaveTemplates(
      version ? version.definition.delivery.steps.map(({ template }) => template) : ['organ-enquiry'],
    );
    const { region, filters, seed, capacity } = batch;
    const definitions = version
      ? []
      : (await this.programmes.activeProgrammes(region, asOf)).map((one) => one.definition);
    const preview = await this.databases.transaction(
      'kallelse_selection',
      (tx) =>
        version
          ? previewInvitations(tx, { definition: version.definition, asOf, region, filters, seed, capacity })
          : previewEnquiries(tx, { definitions, asOf, region, filters, seed, capacity }),
      'REPEATABLE READ',
    );
    const moved = await this.batches.move(id, 'preview', actor, {
      preview,
      previewedAt: this.clock.now(),
      selected: preview.selected,
      selectedHash: preview.selectedHash,
      asOf,
      definitionId: version?.id ?? null,
      definitionHash: preview.definitionHash,
    });
    return { batch: moved, preview };
  }

  private mustHaveTemplates(needed: readonly string[]): void {
    const known = this.templates();
    const missing = needed.filter((template) => !known.has(template));
    if (missing.length === 0) return;
    throw new ProblemError(
      'TEMPLATE_UNKNOWN',
      `the letters of this batch need templates that are not there: ${missing.join(', ')}`,
      {
        fix: `known templates: ${[...known].sort().join(', ')}`,
      },
    );
  }
}
