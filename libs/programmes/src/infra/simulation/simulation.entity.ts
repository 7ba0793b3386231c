import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { PlainDate } from '@kallelse/kernel';
import type { Forecast } from '../../domain/forecast/forecast';
import type { SimulationResult } from '../../domain/simulation/simulation';

export type SimulationState = 'running' | 'done' | 'cancelled' | 'failed';

/** A run over the whole population: what was asked, how far it is, and once it is done what came of it. */
@Entity({ schema: 'screening', name: 'simulations' })
export class SimulationEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column({ type: 'text' })
  kind!: 'simulation' | 'forecast';

  @Column({ type: 'text' })
  programme!: string;

  @Column({ type: 'text' })
  version!: string;

  /** Of a region's own definition; null: national. */
  @Column({ type: 'text', nullable: true })
  definitionRegion!: string | null;

  @Column({ type: 'text' })
  definitionHash!: string;

  @Column({ type: 'jsonb' })
  document!: object;

  @Column({ type: 'text', nullable: true })
  baseVersion!: string | null;

  @Column({ type: 'text', nullable: true })
  baseHash!: string | null;

  @Column({ type: 'date' })
  asOf!: PlainDate;

  /** Whose residents; null: everybody's but those of regions with rules of their own. */
  @Column({ type: 'text', nullable: true })
  region!: string | null;

  @Column({ type: 'text' })
  state!: SimulationState;

  @Column({ type: 'text' })
  startedBy!: string;

  @Column({ type: 'timestamptz' })
  startedAt!: Date;

  /** Residents looked at, of `total`. */
  @Column({ type: 'bigint' })
  done!: number;

  @Column({ type: 'bigint' })
  total!: number;

  @Column({ type: 'timestamptz' })
  progressAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  finishedAt!: Date | null;

  /** A problem code. */
  @Column({ type: 'text', nullable: true })
  failure!: string | null;

  /** See {@link simulationOf} and {@link forecastOf}. */
  @Column({ type: 'jsonb', nullable: true })
  result!: SimulationResult | Forecast | null;
}

/** What came of a simulation; undefined: it is none, or not done. */
export function simulationOf({ kind, result }: SimulationEntity): SimulationResult | undefined {
  return kind === 'simulation' && result ? (result as SimulationResult) : undefined;
}

/** What came of a forecast; undefined: it is none, or not done. */
export function forecastOf({ kind, result }: SimulationEntity): Forecast | undefined {
  return kind === 'forecast' && result ? (result as Forecast) : undefined;
}
