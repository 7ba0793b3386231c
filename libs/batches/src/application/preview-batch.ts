import type { Actor } from '@kallelse/access';
import type { Definition } from '@kallelse/eligibility';
import { CORRECTION_TEMPLATE, ENQUIRY_TEMPLATE } from '@kallelse/episodes';
import { ProblemError, today, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { Programmes } from '@kallelse/programmes';
import type { BatchPreview } from '../domain/preview';
import type { BatchEntity } from '../infra/batch.entity';
import { previewCorrections } from '../infra/corrections';
import { previewEnquiries } from '../infra/preview-enquiries';
import { previewInvitations } from '../infra/preview-invitations';
import type { Batches } from './batches';
import { allInForce, inForce } from './rules-in-force';

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
    const { programme, region, filters, seed, capacity, limits } = batch;
    const date = today(this.clock);
    // A batch that was sent back is looked at as things are now, not as of a day that has passed.
    const asOf = batch.asOf !== null && batch.asOf > date ? batch.asOf : date;
    const { corrects } = batch;
    const version = programme === null ? undefined : await inForce(this.programmes, programme, region, asOf);
    this.mustHaveTemplates(templatesOf(batch.kind, version?.definition));
    const rules = version
      ? [version]
      : corrects === null
        ? await allInForce(this.programmes, region, asOf)
        : [];
    const common = { asOf, region, filters, seed, capacity };
    const preview = await this.databases.transaction(
      'kallelse_selection',
      (tx) => {
        if (corrects !== null) return previewCorrections(tx, { batch: corrects, asOf });
        if (version && batch.kind === 'invitation')
          return previewInvitations(tx, { ...version, ...common, limits });
        return previewEnquiries(tx, { asks: version ? 'attributes' : 'organs', rules, ...common });
      },
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

/** The templates of the letters that a batch may make. */
function templatesOf(kind: BatchEntity['kind'], definition: Definition | undefined): readonly string[] {
  if (kind === 'correction') return [CORRECTION_TEMPLATE];
  if (!definition) return [ENQUIRY_TEMPLATE];
  const { steps, kits, ask } = definition.delivery;
  if (kind === 'questionnaire') return [...new Set(Object.values(ask))];
  return [...steps, ...Object.values(kits)].map(({ template }) => template);
}
