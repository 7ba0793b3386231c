import { readReason, type Actor, type AuditLog } from '@kallelse/access';
import { definitionId } from '@kallelse/eligibility';
import { ProblemError, today, type Clock } from '@kallelse/kernel';
import { isConstraint, type Databases } from '@kallelse/platform';
import { holdsOn } from '../domain/active-version';
import { DefinitionEntity } from '../infra/definition.entity';
import type { Programmes } from './programmes';
import type { SimulationChecked } from './simulation/simulation-check';
import type { RunControl } from './simulation/simulation-runs';
import type { ProgrammeVersion, StoredVersion } from './stored-version';

/** A version approved. */
export interface Approved {
  readonly version: ProgrammeVersion;
  /** Of a national version: regions whose own version was made from an older national one and stays in force there. */
  readonly regionsOnOlderBase: readonly string[];
  /** What it was approved on; null: it had been approved before. */
  readonly simulation: SimulationChecked | null;
}

/** What speaks against an approval until somebody gives a reason to override it. */
export interface Warning {
  readonly code: string;
  readonly message: string;
}

/** What a change would do to the population. */
export interface Guarded {
  readonly warnings: readonly Warning[];
  readonly simulation?: SimulationChecked;
}

/** Asked before an approval; may take a minute of millions of residents. */
export type Guard = (version: StoredVersion, actor: Actor, control: RunControl) => Promise<Guarded>;

/** Puts a submitted version in force, by somebody who neither wrote nor submitted it. */
export class ApproveProgramme {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly programmes: Programmes,
    private readonly guard: Guard,
  ) {}

  /**
   * Approves a submitted version. From its first day on it is the active one. Again: nothing happens.
   * @throws ProblemError PROGRAMME_WARNED something speaks against it, and there is no reason to override
   */
  async run(
    name: { readonly programme: string; readonly version: string; readonly region?: string | null },
    actor: Actor,
    overrideReason?: string,
    control: RunControl = {},
  ): Promise<Approved> {
    const version = await this.programmes.show(name.programme, name.version, name.region ?? null);
    if (version.state === 'withdrawn') throw isWithdrawn(version);
    if (version.state !== 'submitted') return this.approved(version, null);
    if ([version.author, version.submittedBy].includes(actor.user)) throw fourEyes(version, actor);
    const override = overrideReason === undefined ? null : readReason(overrideReason);
    const guarded = await this.guard(version, actor, control);
    const simulation = guarded.simulation ?? null;
    const warnings = [...(await this.retroactive(version)), ...guarded.warnings];
    if (warnings.length > 0 && override === null) throw warned(version, warnings, simulation);
    const { hash, programme } = version.definition;
    const { region } = version;
    await this.audit.record({
      actor,
      action: 'programme.approve',
      subject: definitionId(version.definition),
      details: {
        ...{ region, hash, warnings: warnings.map(({ code }) => code) },
        ...(simulation?.simulation ? { simulation: simulation.simulation } : {}),
      },
      ...(override === null ? {} : { reason: override }),
    });
    await this.store(version, actor, warnings.length > 0 ? override : null);
    return this.approved(await this.programmes.show(programme, name.version, region), simulation);
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

  private async approved(version: ProgrammeVersion, simulation: SimulationChecked | null): Promise<Approved> {
    if (version.region !== null) return { version, regionsOnOlderBase: [], simulation };
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
    return { version, regionsOnOlderBase: [...new Set(regionsOnOlderBase)].sort(), simulation };
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

function warned(
  { definition }: ProgrammeVersion,
  warnings: readonly Warning[],
  simulation: SimulationChecked | null,
): ProblemError {
  const lines = warnings.map(({ message }) => `\n  ${message}`).join('');
  const look = simulation?.simulation
    ? `look at it: kallelse programme simulations ${simulation.simulation}; `
    : '';
  return new ProblemError('PROGRAMME_WARNED', `${definitionId(definition)} is not approved:${lines}`, {
    fix: `${look}if it is meant, approve it with --override REASON, else withdraw it`,
  });
}
