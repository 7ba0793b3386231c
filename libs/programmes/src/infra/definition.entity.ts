import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { PlainDate } from '@kallelse/kernel';

export type DefinitionState = 'submitted' | 'approved' | 'withdrawn';

/** A submitted version of a programme's rules. The document never changes; the database refuses it. */
@Entity({ schema: 'screening', name: 'definitions' })
export class DefinitionEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column({ type: 'text' })
  programme!: string;

  @Column({ type: 'text' })
  version!: string;

  @Column({ type: 'text', nullable: true })
  region!: string | null;

  @Column({ type: 'date' })
  validFrom!: PlainDate;

  @Column({ type: 'jsonb' })
  document!: object;

  @Column({ type: 'text' })
  hash!: string;

  @Column({ type: 'text' })
  state!: DefinitionState;

  /** Who wrote it; whoever submitted it may be another. Neither may approve it. */
  @Column({ type: 'text' })
  author!: string;

  /** Of a regional override: the national version it was made from, and the values it changed. */
  @Column({ type: 'bigint', nullable: true })
  baseId!: number | null;

  @Column({ type: 'jsonb', nullable: true })
  overrides!: object | null;

  @Column({ type: 'text' })
  submittedBy!: string;

  @Column({ type: 'timestamptz' })
  submittedAt!: Date;

  @Column({ type: 'text', nullable: true })
  approvedBy!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  approvedAt!: Date | null;

  /** Why it was approved although something warned against it. */
  @Column({ type: 'text', nullable: true })
  overrideReason!: string | null;

  @Column({ type: 'text', nullable: true })
  withdrawnBy!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  withdrawnAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  withdrawnReason!: string | null;
}
