import { basename } from 'node:path';
import type { Actor, AuditLog } from '@kallelse/access';
import type { Issue } from '@kallelse/eligibility';
import { plainDate, ProblemError, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import { IsNull } from 'typeorm';
import { isMap, parseDocument } from 'yaml';
import { isOverride, readOverride } from '../domain/regional-override';
import type { LetterTemplates } from '../domain/letter-templates';
import { badDefinition, checkDefinition, documentOf } from '../infra/definition-document';
import { documentText } from '../infra/document-text';
import { readDefinitionFile } from '../infra/definition-file';
import { DefinitionEntity } from '../infra/definition.entity';
import { DraftEntity } from '../infra/draft.entity';
import type { Programmes } from './programmes';

/** A draft as it stands. */
export interface Draft {
  readonly programme: string;
  readonly version: string;
  readonly region: string | null;
  readonly savedBy: string;
  readonly savedAt: Date;
  readonly source: string;
  readonly document: object;
  /** What keeps it from being submitted. */
  readonly issues: readonly Issue[];
}

/** What a copy must have of its own. */
export interface CopyOf {
  readonly programme: string;
  readonly version: string;
  readonly region: string | null;
  readonly newVersion: string;
  readonly validFrom: string;
}

/** Keeps definitions that somebody is still writing; they may have errors and decide nothing. */
export class ProgrammeDrafts {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly programmes: Programmes,
    private readonly templates: LetterTemplates,
  ) {}

  /** Saves a file as a draft, with its errors; only its programme and version must be readable. */
  async save(path: string, actor: Actor): Promise<Draft> {
    return this.store(await readDefinitionFile(path), basename(path), actor);
  }

  /** Copies a submitted or approved version into a draft under a new version and first day. */
  async copy(of: CopyOf, actor: Actor): Promise<Draft> {
    const { programme, version, region, newVersion, validFrom } = of;
    const from = await this.programmes.show(programme, version, region);
    if (newVersion === version) throw sameVersion(programme, version);
    plainDate(validFrom);
    const document = { ...from.document, version: newVersion, validFrom };
    return this.store(documentText(document), `${programme}@${newVersion}`, actor);
  }

  async list(): Promise<Draft[]> {
    const rows = await (await this.repository()).find({ order: { programme: 'ASC', version: 'ASC' } });
    return rows.map((row) => toDraft(row, this.templates));
  }

  /** One draft; throws when there is none of that name. */
  async show(programme: string, version: string, region: string | null = null): Promise<Draft> {
    const row = await (await this.repository()).findOneBy({ programme, version, region: region ?? IsNull() });
    if (row) return toDraft(row, this.templates);
    throw await this.programmes.unknown(programme, `draft ${programme}@${version}`, 'draft');
  }

  async delete(programme: string, version: string, region: string | null, actor: Actor): Promise<void> {
    await this.show(programme, version, region);
    const subject = `${programme}@${version}`;
    await this.audit.record({ actor, action: 'programme.draft.delete', subject, details: { region } });
    await (await this.repository()).delete({ programme, version, region: region ?? IsNull() });
  }

  private async store(source: string, name: string, actor: Actor): Promise<Draft> {
    const { programme, version, region } = headOf(source, name);
    const id = { programme, version, region: region ?? IsNull() };
    const source_ = await this.databases.source('kallelse_app');
    if (await source_.getRepository(DefinitionEntity).existsBy(id))
      throw submittedAlready(programme, version);
    const subject = `${programme}@${version}`;
    await this.audit.record({ actor, action: 'programme.draft.save', subject, details: { region } });
    const row = await this.databases.transaction('kallelse_app', async (tx) => {
      const repository = tx.getRepository(DraftEntity);
      const existing = await repository.findOne({ where: id, lock: { mode: 'pessimistic_write' } });
      const entity = existing ?? repository.create({ programme, version, region });
      return repository.save(
        Object.assign(entity, { source, savedBy: actor.user, savedAt: this.clock.now() }),
      );
    });
    return toDraft(row, this.templates);
  }

  private async repository() {
    return (await this.databases.source('kallelse_app')).getRepository(DraftEntity);
  }
}

/** Which draft a text is; as much of it must be readable, whatever else is wrong. */
function headOf(source: string, name: string): { programme: string; version: string; region: string | null } {
  const document = parseDocument(source);
  const text = (key: string): string | undefined => {
    const value = isMap(document.contents) ? document.contents.get(key) : undefined;
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const [programme, version] = [text('programme'), text('version')];
  const issues = [
    ...(programme !== undefined && /^[a-z][a-z0-9-]*$/.test(programme) ? [] : ['programme']),
    ...(version !== undefined && !version.includes('@') ? [] : ['version']),
  ].map((path) => ({ path, message: 'expected a text; a draft is known by its programme and version' }));
  if (programme === undefined || version === undefined || issues.length > 0)
    throw badDefinition(name, issues);
  return { programme, version, region: text('region') ?? null };
}

function toDraft(
  { programme, version, region, savedBy, savedAt, source }: DraftEntity,
  templates: LetterTemplates,
): Draft {
  const draft = { programme, version, region, savedBy, savedAt, source };
  try {
    const document = documentOf(source, 'the draft');
    return { ...draft, document, issues: issuesOf(document, templates) };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { ...draft, document: {}, issues: [{ path: '', message: error.message }] };
  }
}

/** Of an override, what is wrong with it by itself; its values are checked with the national version at submission. */
function issuesOf(document: object, templates: LetterTemplates): readonly Issue[] {
  if (isOverride(document)) {
    const read = readOverride(document);
    return Array.isArray(read) ? (read as readonly Issue[]) : [];
  }
  const checked = checkDefinition(document, templates);
  return checked.ok ? [] : checked.issues;
}

function sameVersion(programme: string, version: string): ProblemError {
  return new ProblemError('PROGRAMME_COPY', `the copy would be ${programme}@${version} again`, {
    fix: 'give the copy a version and validFrom of its own',
    exitCode: 2,
  });
}

function submittedAlready(programme: string, version: string): ProblemError {
  return new ProblemError('PROGRAMME_VERSION_TAKEN', `${programme}@${version} was submitted already`, {
    fix: 'a submitted version is immutable: save the draft under a new version',
  });
}
