import { definitionId, type Definition } from '@kallelse/eligibility';
import { toDay, today, toPlainDate, type Clock, type PlainDate } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import { Between, IsNull, MoreThanOrEqual } from 'typeorm';
import { CHANGES } from '../../domain/simulation/simulation';
import { SimulationEntity, simulationOf } from '../../infra/simulation/simulation.entity';
import type { Programmes } from '../programmes';
import type { ProgrammeVersion } from '../stored-version';

/** How much of those concerned a new version may decide differently before somebody has to say why. */
export const CHANGE_THRESHOLD = 0.05;

/** A population changes: a simulation that is older, or as of a day so much earlier than the first day, is run again. */
const LASTS_DAYS = 30;

/** Whether a version has been simulated as it is, whom it would invite, and how much it would change. */
export interface SimulationChecked {
  /** False also where the rules compared with are no longer those it would follow, and where it was long ago. */
  readonly simulated: boolean;
  /** The latest simulation that counts. */
  readonly simulation: number | null;
  readonly simulatedAt: Date | null;
  /** Of the simulation: residents decided, and those whom the version invites on its day. */
  readonly asOf: PlainDate | null;
  readonly population: number | null;
  readonly invited: number | null;
  /** How many are decided differently; null as the share is. */
  readonly changed: number | null;
  /** Rules that the version would follow: `cervical@2026.1`; null: it is the first, and changes nothing. */
  readonly follows: string | null;
  /** Those decided differently, of those whom either rules invite, hold or ask (0–1); null: not known, or the first. */
  readonly changeShare: number | null;
  /** Of the rules that it would follow (`expected.change`), else {@link CHANGE_THRESHOLD}: no draft loosens its own. */
  readonly threshold: number;
  /** False where it was not simulated. */
  readonly withinThreshold: boolean;
}

/** Tells, before a version is approved, what its latest simulation says. */
export class SimulationCheck {
  constructor(
    private readonly databases: Databases,
    private readonly programmes: Programmes,
    private readonly clock: Clock,
  ) {}

  async run({ id, definition, region, validFrom }: ProgrammeVersion): Promise<SimulationChecked> {
    const day = today(this.clock);
    const on = validFrom > day ? validFrom : day;
    const followed = await this.followedBy(id, definition.programme, region, on);
    const threshold = followed?.delivery.expected?.change ?? CHANGE_THRESHOLD;
    const run = await this.latest(definition, region, followed, on);
    const result = run ? simulationOf(run) : undefined;
    const changeShare = result?.changeShare ?? null;
    return {
      simulated: run !== null,
      simulation: run?.id ?? null,
      simulatedAt: run?.finishedAt ?? null,
      asOf: result?.asOf ?? null,
      population: result?.population ?? null,
      invited: result ? (result.decisions.draft.invite ?? 0) : null,
      changed:
        result && changeShare !== null
          ? CHANGES.reduce((sum, change) => sum + (result.changes[change] ?? 0), 0)
          : null,
      follows: followed ? definitionId(followed) : null,
      changeShare,
      threshold,
      withinThreshold: run !== null && (changeShare ?? 0) <= threshold,
    };
  }

  /** What is in force, without the version itself, when it begins. */
  private async followedBy(
    id: number,
    programme: string,
    region: string | null,
    on: PlainDate,
  ): Promise<Definition | undefined> {
    const active = (await this.programmes.activeProgrammes(region, on)).find(
      (version) => version.definition.programme === programme,
    );
    return active && active.id !== id ? active.definition : undefined;
  }

  /** Of the whole population the rules would be for; a part of it says nothing of the rest. */
  private async latest(
    { hash }: Definition,
    region: string | null,
    followed: Definition | undefined,
    on: PlainDate,
  ): Promise<SimulationEntity | null> {
    const since = new Date(this.clock.now().getTime() - LASTS_DAYS * 24 * 3_600_000);
    const repository = (await this.databases.source('kallelse_app')).getRepository(SimulationEntity);
    return repository.findOne({
      where: {
        ...{ kind: 'simulation', state: 'done', definitionHash: hash },
        region: region ?? IsNull(),
        baseHash: followed?.hash ?? IsNull(),
        asOf: Between(toPlainDate(toDay(on) - LASTS_DAYS), on),
        finishedAt: MoreThanOrEqual(since),
      },
      order: { id: 'DESC' },
    });
  }
}
