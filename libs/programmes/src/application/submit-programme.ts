import { basename } from 'node:path';
import { definitionId, parseDefinition, type Definition, type Issue } from '@kallelse/eligibility';
import type { Actor, AuditLog } from '@kallelse/access';
import { ProblemError, type Clock, type PlainDate } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import { IsNull } from 'typeorm';
import { isOverride, mergeOverride, readOverride } from '../domain/regional-override';
import type { LetterTemplates } from '../domain/letter-templates';
import { badDefinition, checkDefinition, readDocument } from '../infra/definition-document';
import { DefinitionEntity } from '../infra/definition.entity';
import { DraftEntity } from '../infra/draft.entity';
import type { ProgrammeDrafts } from './programme-drafts';
import type { Programmes } from './programmes';
import type { ProgrammeVersion } from './stored-version';

/** A definition as it would be stored: of an override, the region's whole definition and what it was made from. */
export interface ReadDefinition {
  readonly definition: Definition;
  readonly document: object;
  readonly base: { readonly id: number; readonly overrides: object } | null;
}

/** Where a definition comes from: a file, or a draft by its name. */
export type DefinitionSource =
  | { readonly path: string }
  | { readonly programme: string; readonly version: string; readonly region: string | null };

/** Takes a definition from a file or a draft and stores it, unchangeable from then on, for somebody else to approve. */
export class SubmitProgramme {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly programmes: Programmes,
    private readonly drafts: ProgrammeDrafts,
    private readonly templates: LetterTemplates,
  ) {}

  /** Reads and checks a definition without storing it; throws with every error and its path (exit code 2). */
  async read(source: DefinitionSource): Promise<ReadDefinition> {
    if ('path' in source) return this.check(await readDocument(source.path), basename(source.path));
    const draft = await this.drafts.show(source.programme, source.version, source.region);
    return this.check(draft.document, `the draft ${source.programme}@${source.version}`);
  }

  /** Stores a version for approval by somebody else. The same content again is the same version. */
  async run(source: DefinitionSource, actor: Actor): Promise<ProgrammeVersion> {
    const { definition, document, base } = await this.read(source);
    const { programme, version, region = null, hash } = definition;
    const id = { programme, version, region: region ?? IsNull() };
    const existing = await (await this.definitions()).findOneBy(id);
    if (existing && existing.hash !== hash) throw versionTaken(definition);
    if (existing) return this.programmes.byId(existing.id);
    const draft = await (await this.draftRows()).findOneBy(id);
    const author = 'path' in source ? actor.user : (draft?.savedBy ?? actor.user);
    const subject = definitionId(definition);
    await this.audit.record({ actor, action: 'programme.submit', subject, details: { region, hash } });
    const stored = await this.databases.transaction('kallelse_app', async (tx) => {
      const repository = tx.getRepository(DefinitionEntity);
      const entity = repository.create({
        ...{ programme, version, region, document, hash, author },
        validFrom: requireValidFrom(definition),
        baseId: base?.id ?? null,
        overrides: base?.overrides ?? null,
        state: 'submitted',
        submittedBy: actor.user,
        submittedAt: this.clock.now(),
      });
      await tx.delete(DraftEntity, id);
      return repository.save(entity);
    });
    return this.programmes.byId(stored.id);
  }

  private async check(document: object, name: string): Promise<ReadDefinition> {
    const whole = isOverride(document) ? await this.withNational(document, name) : { document, base: null };
    const checked = checkDefinition(whole.document, this.templates);
    if (!checked.ok) throw badDefinition(name, checked.issues);
    return { ...whole, definition: checked.value };
  }

  /** The region's values on the national version in force on the day they begin. */
  private async withNational(
    document: object,
    name: string,
  ): Promise<{ document: object; base: { id: number; overrides: object } }> {
    const override = readOverride(document);
    if (isIssues(override)) throw badDefinition(name, override);
    const { programme, validFrom, parameters } = override;
    const national = await this.programmes.active(programme, null, validFrom as PlainDate);
    const { document: whole } = await this.programmes.show(programme, national.definition.version);
    const withValues = parseDefinition(whole, { programme, parameters });
    if (!withValues.ok) throw badDefinition(name, withValues.issues);
    return { document: mergeOverride(whole, override), base: { id: national.id, overrides: parameters } };
  }

  private async definitions() {
    return (await this.databases.source('kallelse_app')).getRepository(DefinitionEntity);
  }

  private async draftRows() {
    return (await this.databases.source('kallelse_app')).getRepository(DraftEntity);
  }
}

function isIssues(value: object): value is readonly Issue[] {
  return Array.isArray(value);
}

function versionTaken(definition: Definition): ProblemError {
  return new ProblemError(
    'PROGRAMME_VERSION_TAKEN',
    `${definitionId(definition)} exists with other content`,
    { fix: 'a submitted version is immutable; give the new content a new version and validFrom' },
  );
}

function requireValidFrom(definition: Definition): PlainDate {
  if (definition.validFrom === undefined)
    throw badDefinition(definition.programme, [{ path: 'validFrom', message: 'is missing' }]);
  return definition.validFrom;
}
