import { readReason, type Actor, type AuditLog } from '@kallelse/access';
import { definitionId } from '@kallelse/eligibility';
import { ProblemError, today, type Clock } from '@kallelse/kernel';
import { isConstraint, type Databases } from '@kallelse/platform';
import { holdsOn } from '../domain/active-version';
import { DefinitionEntity } from '../infra/definition.entity';
import type { Programmes } from './programmes';
import type { ProgrammeVersion } from './stored-version';

/** A version approved. */
export interface Approved {
  readonly version: ProgrammeVersion;
  /** Of a national version: regions whose own version was made from an older national one and stays in force there. */
  readonly regionsOnOlderBase: readonly string[];
}

/** What speaks against an approval until somebody gives a reason to override it. */
export interface Warning {
  readonly code: string;
  readonly message: string;
}

/** Asked before an approval: what the change would do to the population. */
export type WarningsOf = (version: ProgrammeVersion) => Promise<readonly Warning[]>;

/** Puts a submitted version in force, by somebody who neither wrote nor submitted it. */
export class ApproveProgramme {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly programmes: Programmes,
    private readonly warningsOf: WarningsOf,
  ) {}

  /** Approves a submitted version. From its first day on it is the active one. Again: nothing happens. */
  async run(
    name: { readonly programme: string; readonly version: string; readonly region?: string | null },
    actor: Actor,
    overrideReason?: string,
  ): Promise<Approved> {
    const version = await this.programmes.show(name.programme, name.version, name.region ?? null);
    if (version.state === 'withdrawn') throw isWithdrawn(version);
    if (version.state !== 'submitted') return this.approved(version);
    if ([version.author, version.submittedBy].includes(actor.user)) throw fourEyes(version, actor);
    const override = overrideReason === undefined ? null : readReason(overrideReason);
    const warnings = [...(await this.retroactive(version)), ...(await this.warningsOf(version))];
    if (warnings.length > 0 && override === null) throw warned(version, warnings);
    const { hash, programme } = version.definition;
    const { region } = version;
    await this.audit.record({
      actor,
      action: 'programme.approve',
      subject: definitionId(version.definition),
      details: { region, hash, warnings: warnings.map(({ code }) => code) },
      ...(override === null ? {} : { reason: override }),
    });
    await this.store(version, actor, warnings.length > 0 ? override : null);
    return this.approved(await this.programmes.show(programme, name.version, region));
  }

  private async store(version: ProgrammeVersion, actor: Actor, overrideReason: string | null): Promise<void> {
    const repository = (await this.databases.source('kallelse_app')).getRepository(DefinitionEntity);
    try {
      await repository.update(
        { id: version.id, state: 'submitted' },
        { state: 'approved', approvedBy: actor.user, approvedAt: this.clock.now(), overrideReason },
      );
    } catch (error) {
      if (!isConstraint(error, 'definitions_one_a_day')) throw error;
      throw clash(version);
    }
  }

  /** Rules that begin in the past change what was decided by others: a mistake, or a reason that somebody can give. */
  private async retroactive(version: ProgrammeVersion): Promise<readonly Warning[]> {
    const day = today(this.clock);
    if (version.validFrom >= day) return [];
    const others = await this.sameRegion(version);
    const wasInForce = others.some(
      (other) => holdsOn(other, day) && other.state !== 'submitted' && other.approvedOn !== null,
    );
    const message = `it begins on ${version.validFrom}, which has passed: other rules were in force since`;
    return wasInForce ? [{ code: 'RETROACTIVE', message }] : [];
  }

  private async sameRegion({ definition, region }: ProgrammeVersion): Promise<ProgrammeVersion[]> {
    const all = await this.programmes.list();
    return all.filter((one) => one.definition.programme === definition.programme && one.region === region);
  }

  private async approved(version: ProgrammeVersion): Promise<Approved> {
    if (version.region !== null) return { version, regionsOnOlderBase: [] };
    const all = await this.programmes.list();
    const regionsOnOlderBase = all.flatMap(({ definition, region, state, baseId }) =>
      definition.programme === version.definition.programme &&
      region !== null &&
      ['active', 'scheduled'].includes(state) &&
      baseId !== null &&
      baseId !== version.id
        ? region
        : [],
    );
    return { version, regionsOnOlderBase: [...new Set(regionsOnOlderBase)].sort() };
  }
}

function isWithdrawn({ definition, withdrawnOn }: ProgrammeVersion): ProblemError {
  return new ProblemError(
    'PROGRAMME_WITHDRAWN',
    `${definitionId(definition)} was withdrawn on ${withdrawnOn}`,
    { fix: 'copy it to a new version and submit that: kallelse programme copy' },
  );
}

function fourEyes({ definition, author, submittedBy }: ProgrammeVersion, { user }: Actor): ProblemError {
  const id = definitionId(definition);
  const did = submittedBy === user ? 'submitted' : 'written';
  return new ProblemError(
    'PROGRAMME_FOUR_EYES',
    `${id} was ${did} by ${did === 'written' ? author : submittedBy}, who may not approve it`,
    { fix: 'let somebody else approve it' },
  );
}

function clash({ definition, validFrom }: ProgrammeVersion): ProblemError {
  return new ProblemError(
    'PROGRAMME_CLASH',
    `another version of ${definition.programme} already begins on ${validFrom}`,
    { fix: 'give the new version another validFrom and version' },
  );
}

function warned({ definition }: ProgrammeVersion, warnings: readonly Warning[]): ProblemError {
  const lines = warnings.map(({ message }) => `\n  ${message}`).join('');
  return new ProblemError('PROGRAMME_WARNED', `${definitionId(definition)} is not approved:${lines}`, {
    fix: 'find out why; to approve it all the same give --override REASON',
  });
}
