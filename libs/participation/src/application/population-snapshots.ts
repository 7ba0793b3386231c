import type { Actor, AuditLog } from '@kallelse/access';
import { today, type Clock, type PlainDate } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import { type Programmes, type ProgrammeVersion } from '@kallelse/programmes';
import { monthEndsBefore } from '../domain/month-ends';
import { countPopulation, type RulesOfRegion } from '../infra/population';

/** Months that are counted when nothing has been counted yet. */
export const BACK_FILLED_MONTHS = 36;

/** A month-end that was counted. */
export interface CountedMonth {
  readonly programme: string;
  readonly asOf: PlainDate;
  readonly residents: number;
  /** Of those still to be counted, with this one: which it is, and how many there are. */
  readonly place: number;
  readonly of: number;
}

export interface MissingRequest {
  /** Absent: every programme that has rules. */
  readonly programme?: string;
  /** Most month-ends that are counted now; absent: all. */
  readonly most?: number;
  /** Only months after the last that was counted: what a worker does by itself, once an office has begun. */
  readonly onlyNew?: boolean;
  readonly onCounted?: (month: CountedMonth) => void;
}

/**
 * Keeps the population of every month-end by programme: of the last three years when an office asks for it first, with
 * register and events loaded, and then month by month. Each is counted once, by the rules in force on the day (before there
 * were any: by the first), from what is known when it is counted.
 */
export class PopulationSnapshots {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly programmes: Programmes,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Counts what is missing, the latest month first, each in a transaction of its own.
   * @returns how many month-ends were counted
   */
  async makeMissing(request: MissingRequest = {}): Promise<number> {
    const { most = Infinity, onCounted } = request;
    const missing = await this.missing(request);
    let counted = 0;
    for (const [i, one] of missing.entries()) {
      if (counted >= most) break;
      const rules = await this.rulesOn(one.programme, one.asOf);
      if (rules.length === 0) continue;
      const residents = await this.databases.transaction(
        'kallelse_import',
        (tx) => countPopulation(tx, { ...one, rules, now: this.clock.now() }),
        'REPEATABLE READ',
      );
      if (residents === undefined) continue;
      counted++;
      onCounted?.({ ...one, residents, place: i + 1, of: missing.length });
    }
    return counted;
  }

  /**
   * Forgets what was counted of a programme, so that it is counted from what is known now: when events came later than the
   * register. What has been published stays.
   */
  async forget(programme: string, actor: Actor): Promise<void> {
    await this.databases.query(
      'kallelse_import',
      'DELETE FROM analytics.population_snapshots WHERE programme = $1',
      [programme],
    );
    await this.audit.record({ actor, action: 'population.forget', subject: programme });
  }

  private async missing({
    programme,
    onlyNew = false,
  }: MissingRequest): Promise<{ programme: string; asOf: PlainDate }[]> {
    const [register] = await this.databases.query<{ any: boolean }>(
      'kallelse_import',
      'SELECT EXISTS (SELECT FROM screening.resident_facts) AS any',
    );
    if (!register?.any) return [];
    const approved = await this.approved();
    const names = [...new Set(approved.map(({ definition }) => definition.programme))]
      .filter((name) => programme === undefined || name === programme)
      .sort();
    const done = await this.databases.query<{ programme: string; as_of: PlainDate }>(
      'kallelse_import',
      'SELECT programme, as_of FROM analytics.population_snapshots',
    );
    const isMissing = (name: string, asOf: PlainDate): boolean => {
      const made = done.filter((row) => row.programme === name).map((row) => row.as_of);
      return onlyNew ? made.length > 0 && made.every((day) => day < asOf) : !made.includes(asOf);
    };
    return monthEndsBefore(today(this.clock), BACK_FILLED_MONTHS).flatMap((asOf) =>
      names.flatMap((name) => (isMissing(name, asOf) ? [{ programme: name, asOf }] : [])),
    );
  }

  private async rulesOn(programme: string, day: PlainDate): Promise<RulesOfRegion[]> {
    const own = (region: string | null): Promise<ProgrammeVersion | undefined> =>
      this.programmes
        .activeProgrammes(region, day)
        .then((active) => active.find(({ definition }) => definition.programme === programme));
    const regionsApart = await this.programmes.regionsApart(programme, day);
    const national = (await own(null)) ?? (await this.firstOf(programme));
    const regional = await Promise.all(
      regionsApart.map(async (region) => ({ region, version: await own(region) })),
    );
    return [
      ...(national ? [{ definition: national.definition, region: null, regionsApart }] : []),
      ...regional.flatMap(({ region, version }) =>
        version ? [{ definition: version.definition, region, regionsApart: [] }] : [],
      ),
    ];
  }

  private async firstOf(programme: string): Promise<ProgrammeVersion | undefined> {
    const versions = (await this.approved()).filter(
      (version) => version.definition.programme === programme && version.region === null,
    );
    return versions.sort((a, b) => a.validFrom.localeCompare(b.validFrom))[0];
  }

  private async approved(): Promise<ProgrammeVersion[]> {
    return (await this.programmes.list()).filter(({ approvedOn }) => approvedOn !== null);
  }
}
