import { definitionId, type Definition } from '@kallelse/eligibility';
import { today, type Clock, type PlainDate } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import { IsNull } from 'typeorm';
import { SimulationEntity, simulationOf } from '../../infra/simulation/simulation.entity';
import type { Programmes } from '../programmes';
import type { ProgrammeVersion } from '../stored-version';

/** How much of those concerned a new version may decide differently before somebody has to say why. */
export const CHANGE_THRESHOLD = 0.05;

/** Whether a version has been simulated as it is, and how much it would change. */
export interface SimulationChecked {
  /** False also where the rules compared with are no longer those it would follow. */
  readonly simulated: boolean;
  /** The latest simulation that counts. */
  readonly simulation: number | null;
  readonly simulatedAt: Date | null;
  /** Rules that the version would follow: `cervical@2026.1`; null: it is the first, and changes nothing. */
  readonly follows: string | null;
  /** Those decided differently, of those whom either rules invite, hold or ask (0–1); null: not known, or the first. */
  readonly changeShare: number | null;
  /** Of the rules that it would follow (`expected.change`), else {@link CHANGE_THRESHOLD}: no draft loosens its own. */
  readonly threshold: number;
  /** False where it was not simulated. */
  readonly withinThreshold: boolean;
}

/** Asked before a version is approved: what its latest simulation says. */
export class SimulationCheck {
  constructor(
    private readonly databases: Databases,
    private readonly programmes: Programmes,
    private readonly clock: Clock,
  ) {}

  async run({ id, definition, region, validFrom }: ProgrammeVersion): Promise<SimulationChecked> {
    const followed = await this.followedBy(id, definition.programme, region, validFrom);
    const threshold = followed?.delivery.expected?.change ?? CHANGE_THRESHOLD;
    const run = await this.latest(definition, region, followed);
    const changeShare = (run ? simulationOf(run)?.changeShare : null) ?? null;
    return {
      simulated: run !== null,
      simulation: run?.id ?? null,
      simulatedAt: run?.finishedAt ?? null,
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
    validFrom: PlainDate,
  ): Promise<Definition | undefined> {
    const day = today(this.clock);
    const on = validFrom > day ? validFrom : day;
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
  ): Promise<SimulationEntity | null> {
    const repository = (await this.databases.source('kallelse_app')).getRepository(SimulationEntity);
    return repository.findOne({
      where: {
        ...{ kind: 'simulation', state: 'done', definitionHash: hash },
        region: region ?? IsNull(),
        ...(followed ? { baseHash: followed.hash } : {}),
      },
      order: { id: 'DESC' },
    });
  }
}
