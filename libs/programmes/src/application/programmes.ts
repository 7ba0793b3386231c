import {
  dateInStockholm,
  nearestName,
  ProblemError,
  today,
  type Clock,
  type PlainDate,
} from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import { IsNull, Not, type FindOptionsWhere } from 'typeorm';
import { activeVersion, holdsOn, type DatedVersion } from '../domain/active-version';
import { DefinitionEntity } from '../infra/definition.entity';
import { decided, toVersion, type ProgrammeVersion, type StoredVersion } from './stored-version';

/** Finds versions of programme definitions. */
export class Programmes {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
  ) {}

  /** Refuses a programme that has no version at all, with the nearest name; figures of it would be empty, not wrong. */
  async mustExist(programme: string): Promise<void> {
    if (await (await this.repository()).existsBy({ programme })) return;
    throw await this.unknown(programme, `programme ${programme}`, 'programme');
  }

  async list(): Promise<ProgrammeVersion[]> {
    const all = await this.find({});
    return all.map((entity) => this.read(entity, all));
  }

  /** One version with its document; throws when there is none of that name. */
  async show(programme: string, version: string, region: string | null = null): Promise<StoredVersion> {
    const all = await this.find({ programme });
    const entity = all.find((one) => one.version === version && one.region === region);
    if (entity) return { ...this.read(entity, all), document: entity.document };
    const where = region === null ? '' : ` of region ${region}`;
    throw await this.unknown(programme, `${programme}@${version}${where}`, 'version');
  }

  async byId(id: number): Promise<ProgrammeVersion> {
    const [entity] = await this.find({ id });
    if (!entity) throw new ProblemError('PROGRAMME_UNKNOWN', `there is no definition ${id}`);
    return this.read(entity, await this.find({ programme: entity.programme }));
  }

  /**
   * The version in force for a programme and region on a day; throws when there is none.
   * @param knownAt as approved by the end of that day; absent: as approved by now
   */
  async active(
    programme: string,
    region: string | null,
    on: PlainDate = today(this.clock),
    knownAt?: PlainDate,
  ): Promise<ProgrammeVersion> {
    const found = this.inForce(await this.approved({ programme }, knownAt), region, on, knownAt);
    if (found) return found;
    const name = shownName(programme, 'a programme');
    throw new ProblemError('PROGRAMME_NOT_ACTIVE', `no approved version of ${name} is in force on ${on}`, {
      fix: await this.hint(programme),
    });
  }

  /** Regions with a version of their own in force on a day: national batches are not for them. */
  async regionsApart(programme: string, on: PlainDate): Promise<string[]> {
    const approved = await this.approved({ programme });
    const begun = approved.filter((entity) => holdsOn(decided(entity), on));
    return [...new Set(begun.flatMap(({ region }) => region ?? []))].sort();
  }

  /** The versions in force on a day, one of each programme that has one. */
  async activeProgrammes(
    region: string | null,
    on: PlainDate = today(this.clock),
  ): Promise<ProgrammeVersion[]> {
    const approved = await this.approved({});
    const names = [...new Set(approved.map(({ programme }) => programme))].sort();
    return names.flatMap(
      (name) =>
        this.inForce(
          approved.filter(({ programme }) => programme === name),
          region,
          on,
        ) ?? [],
    );
  }

  private inForce(
    approved: readonly DefinitionEntity[],
    region: string | null,
    on: PlainDate,
    knownAt?: PlainDate,
  ): ProgrammeVersion | undefined {
    const known = approved.map((entity) => asKnown(decided(entity), knownAt));
    const best = activeVersion(known, region, on);
    const entity = approved.find(({ id }) => id === best?.id);
    return entity && this.read(entity, approved);
  }

  /** What was ever approved (by a day): one that was withdrawn was in force until then. */
  private async approved(
    where: FindOptionsWhere<DefinitionEntity>,
    knownAt?: PlainDate,
  ): Promise<DefinitionEntity[]> {
    const entities = await this.find({ ...where, approvedAt: Not(IsNull()) });
    return entities.filter(
      ({ approvedAt }) =>
        knownAt === undefined || (approvedAt !== null && dateInStockholm(approvedAt) <= knownAt),
    );
  }

  private async find(where: FindOptionsWhere<DefinitionEntity>): Promise<DefinitionEntity[]> {
    const repository = await this.repository();
    return repository.find({ where, order: { programme: 'ASC', validFrom: 'ASC', id: 'ASC' } });
  }

  private read(entity: DefinitionEntity, versions: readonly DefinitionEntity[]): ProgrammeVersion {
    return toVersion(entity, versions, today(this.clock));
  }

  private async repository() {
    return (await this.databases.source('kallelse_app')).getRepository(DefinitionEntity);
  }

  /** The problem of a name that nothing has, with the nearest one that something has. */
  async unknown(programme: string, name: string, what: string): Promise<ProblemError> {
    const message = `there is no ${shownName(name, what)}`;
    return new ProblemError('PROGRAMME_UNKNOWN', message, { fix: await this.hint(programme) });
  }

  private async hint(programme: string): Promise<string> {
    const names = [...new Set((await this.find({})).map((entity) => entity.programme))];
    const near = nearestName(programme, names);
    if (near !== undefined && near !== programme) return `did you mean ${near}?`;
    return names.includes(programme)
      ? 'see kallelse programme list'
      : 'submit and approve a definition: kallelse programme submit FILE';
  }
}

/** A withdrawal that came later was not known yet. */
function asKnown<T extends DatedVersion>(version: T, knownAt: PlainDate | undefined): T {
  const { withdrawnOn } = version;
  const isLater = knownAt !== undefined && withdrawnOn !== null && withdrawnOn > knownAt;
  return isLater ? { ...version, withdrawnOn: null } : version;
}

/** A name as a message may repeat it: anything may have been typed in its place, also a number of a person. */
function shownName(name: string, what: string): string {
  return /^[a-z][a-z0-9 @.-]*$/.test(name) && !/\d{6}/.test(name) ? name : `${what} of that name`;
}
