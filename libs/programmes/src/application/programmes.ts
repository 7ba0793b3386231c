import { basename } from 'node:path';
import type { Actor, AuditLog } from '@kallelse/access';
import {
  formatIssue,
  leavesOf,
  parseDefinition,
  parseDocumentText,
  type Definition,
  type Issue,
} from '@kallelse/eligibility';
import { nearestName, ProblemError, today, type Clock, type PlainDate } from '@kallelse/kernel';
import { isConstraint, type Databases } from '@kallelse/platform';
import { IsNull } from 'typeorm';
import { activeVersion } from '../domain/active-version';
import { DefinitionEntity } from '../infra/definition.entity';
import { readDefinitionFile } from '../infra/definition-file';

/** A stored version with its parsed rules. */
export interface ProgrammeVersion {
  readonly id: number;
  readonly state: DefinitionEntity['state'];
  readonly submittedBy: string;
  readonly approvedBy: string | null;
  readonly validFrom: PlainDate;
  readonly definition: Definition;
}

/** Submits, approves and finds versions of programme definitions. */
export class Programmes {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /** Reads a definition file without storing it; throws with every error and its path (exit code 2). */
  async read(path: string): Promise<{ definition: Definition; document: object }> {
    const name = basename(path);
    const document = parseDocumentText(await readDefinitionFile(path));
    if (!document.ok) throw badDefinition(name, document.issues);
    const parsed = parseDefinition(document.value);
    const issues = parsed.ok ? missingSafeguards(parsed.value) : parsed.issues;
    if (!parsed.ok || issues.length > 0) throw badDefinition(name, issues);
    return { definition: parsed.value, document: document.value as object };
  }

  /** Stores a version for approval by somebody else. The same content again is the same version. */
  async submit(path: string, actor: Actor): Promise<ProgrammeVersion> {
    const { definition, document } = await this.read(path);
    const repository = await this.repository();
    const where = {
      programme: definition.programme,
      version: definition.version,
      region: definition.region ?? IsNull(),
    };
    const existing = await repository.findOne({ where });
    if (existing) return this.sameOrRefuse(existing, definition);
    const entity = repository.create({
      programme: definition.programme,
      version: definition.version,
      region: definition.region ?? null,
      validFrom: requireValidFrom(definition),
      document,
      hash: definition.hash,
      state: 'submitted',
      submittedBy: actor.user,
      submittedAt: this.clock.now(),
    });
    await this.recordStep('programme.submit', entity, actor);
    return toVersion(await repository.save(entity));
  }

  /** Approves a submitted version; its author may not. From its first day on it is the active one. */
  async approve(
    programme: string,
    version: string,
    actor: Actor,
    region: string | null = null,
  ): Promise<ProgrammeVersion> {
    const repository = await this.repository();
    const entity = await this.find(programme, version, region);
    if (entity.state === 'approved') return toVersion(entity);
    if (entity.submittedBy === actor.user) {
      throw new ProblemError(
        'PROGRAMME_FOUR_EYES',
        `${programme}@${version} was submitted by ${actor.user}, who may not approve it`,
        {
          fix: 'let somebody else approve it',
        },
      );
    }
    Object.assign(entity, { state: 'approved', approvedBy: actor.user, approvedAt: this.clock.now() });
    await this.recordStep('programme.approve', entity, actor);
    try {
      return toVersion(await repository.save(entity));
    } catch (error) {
      if (!isConstraint(error, 'definitions_one_a_day')) throw error;
      throw new ProblemError(
        'PROGRAMME_CLASH',
        `another version of ${programme} already begins on ${entity.validFrom}`,
        {
          fix: 'give the new version another validFrom and version',
        },
      );
    }
  }

  /** Refuses a programme that has no version at all, with the nearest name; figures of it would be empty, not wrong. */
  async mustExist(programme: string): Promise<void> {
    if (await (await this.repository()).existsBy({ programme })) return;
    throw new ProblemError(
      'PROGRAMME_UNKNOWN',
      `there is no ${shownName(`programme ${programme}`, 'programme')}`,
      {
        fix: await this.hint(programme),
      },
    );
  }

  async list(): Promise<ProgrammeVersion[]> {
    const repository = await this.repository();
    return (await repository.find({ order: { programme: 'ASC', validFrom: 'ASC', id: 'ASC' } })).map(
      toVersion,
    );
  }

  async show(
    programme: string,
    version: string,
    region: string | null = null,
  ): Promise<ProgrammeVersion & { document: object }> {
    const entity = await this.find(programme, version, region);
    return { ...toVersion(entity), document: entity.document };
  }

  async byId(id: number): Promise<ProgrammeVersion> {
    const entity = await (await this.repository()).findOneBy({ id });
    if (!entity) throw new ProblemError('PROGRAMME_UNKNOWN', `there is no definition ${id}`);
    return toVersion(entity);
  }

  /** The version in force for a programme and region on a day; throws when there is none. */
  async active(
    programme: string,
    region: string | null,
    on: PlainDate = today(this.clock),
  ): Promise<ProgrammeVersion> {
    const approved = await (await this.repository()).findBy({ programme, state: 'approved' });
    const entity = activeVersion(approved, region, on);
    if (entity) return toVersion(entity);
    throw new ProblemError(
      'PROGRAMME_NOT_ACTIVE',
      `no approved version of ${shownName(programme, 'a programme')} is in force on ${on}`,
      {
        fix: await this.hint(programme),
      },
    );
  }

  /** Regions with a version of their own in force on a day: national batches are not for them. */
  async regionsApart(programme: string, on: PlainDate): Promise<string[]> {
    const approved = await (await this.repository()).findBy({ programme, state: 'approved' });
    const begun = approved.filter(({ validFrom }) => validFrom <= on);
    return [...new Set(begun.flatMap(({ region }) => region ?? []))].sort();
  }

  /** The versions in force on a day, one of each programme that has one. */
  async activeProgrammes(
    region: string | null,
    on: PlainDate = today(this.clock),
  ): Promise<ProgrammeVersion[]> {
    const approved = await (await this.repository()).findBy({ state: 'approved' });
    const names = [...new Set(approved.map(({ programme }) => programme))].sort();
    return names.flatMap((name) => {
      const entity = activeVersion(
        approved.filter(({ programme }) => programme === name),
        region,
        on,
      );
      return entity ? [toVersion(entity)] : [];
    });
  }

  private async repository() {
    return (await this.databases.source('kallelse_app')).getRepository(DefinitionEntity);
  }

  private async find(programme: string, version: string, region: string | null): Promise<DefinitionEntity> {
    const repository = await this.repository();
    const entity = await repository.findOne({ where: { programme, version, region: region ?? IsNull() } });
    if (entity) return entity;
    throw new ProblemError(
      'PROGRAMME_UNKNOWN',
      `there is no ${shownName(`${programme}@${version}`, 'version')}`,
      {
        fix: await this.hint(programme),
      },
    );
  }

  private async hint(programme: string): Promise<string> {
    const names = [...new Set((await this.list()).map(({ definition }) => definition.programme))];
    const near = nearestName(programme, names);
    if (near !== undefined && near !== programme) return `did you mean ${near}?`;
    return names.includes(programme)
      ? 'see kallelse programme list'
      : 'submit and approve a definition: kallelse programme submit FILE';
  }

  private sameOrRefuse(existing: DefinitionEntity, definition: Definition): ProgrammeVersion {
    if (existing.hash === definition.hash) return toVersion(existing);
    throw new ProblemError(
      'PROGRAMME_VERSION_TAKEN',
      `${definition.programme}@${definition.version} exists with other content`,
      {
        fix: 'a submitted version is immutable; give the new content a new version and validFrom',
      },
    );
  }

  private async recordStep(
    action: string,
    { programme, version, region, hash }: DefinitionEntity,
    actor: Actor,
  ): Promise<void> {
    await this.audit.record({ actor, action, subject: `${programme}@${version}`, details: { region, hash } });
  }
}

/** A name as a message may repeat it: anything may have been typed in its place, also a number of a person. */
function shownName(name: string, what: string): string {
  return /^[a-z][a-z0-9 @.-]*$/.test(name) && !/\d{6}/.test(name) ? name : `${what} of that name`;
}

function toVersion(entity: DefinitionEntity): ProgrammeVersion {
  const parsed = parseDefinition(entity.document);
  if (!parsed.ok) {
    throw new ProblemError(
      'PROGRAMME_UNREADABLE',
      `${entity.programme}@${entity.version} cannot be read by this version of Kallelse`,
      {
        fix: 'run the version of Kallelse that it was approved with, or submit a new version',
      },
    );
  }
  const { id, state, submittedBy, approvedBy, validFrom } = entity;
  return { id, state, submittedBy, approvedBy, validFrom, definition: parsed.value };
}

function requireValidFrom(definition: Definition): PlainDate {
  if (definition.validFrom === undefined)
    throw badDefinition(definition.programme, [{ path: 'validFrom', message: 'is missing' }]);
  return definition.validFrom;
}

/**
 * What a definition must have before it may be used: it asks for residency, excludes who has opted out, holds who is
 * deferred, says when it begins and what is sent.
 */
function missingSafeguards(definition: Definition): readonly Issue[] {
  const { eligibility, exclusions, holds, validFrom, delivery } = definition;
  const asks = (
    criteria: readonly { when: Definition['eligibility'] }[],
    facts: readonly string[],
  ): boolean => criteria.some(({ when }) => leavesOf(when).some((leaf) => facts.includes(leaf.fact.name)));
  const checks: (readonly [boolean, string, string])[] = [
    [asks([{ when: eligibility }], ['residency.status']), 'eligibility', 'does not ask for residency.status'],
    [asks(exclusions, ['optOut']), 'exclusions', 'do not exclude who has opted out (fact optOut)'],
    [asks(holds, ['deferred', 'deferredUntil']), 'holds', 'do not hold who is deferred (fact deferred)'],
    [validFrom !== undefined, 'validFrom', 'is missing'],
    [delivery.steps.length > 0, 'steps', 'are missing: a batch needs at least an invitation'],
  ];
  return checks.flatMap(([ok, path, message]) => (ok ? [] : [{ path, message }]));
}

function badDefinition(name: string, issues: readonly Issue[]): ProblemError {
  const lines = issues.map((issue) => `\n  ${formatIssue(issue)}`).join('');
  return new ProblemError(
    'DEFINITION_BAD',
    `${name} has ${issues.length} error${issues.length === 1 ? '' : 's'}:${lines}`,
    {
      fix: 'correct them and try again; nothing was stored',
      exitCode: 2,
    },
  );
}
