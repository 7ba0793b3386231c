import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { PlainDate } from '@kallelse/kernel';
import type { BatchLimits } from '../domain/allot';
import type { BatchFilters } from '../domain/batch-filters';
import type { BatchState } from '../domain/batch-state';
import type { BatchPreview } from '../domain/preview';

/** A planned, previewed, approved, generated and released set of contacts. */
@Entity({ schema: 'screening', name: 'batches' })
export class BatchEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column({ type: 'text' })
  /**
   * `enquiry` asks for organs, for every programme; `questionnaire` for what one programme asks; `correction` takes back
   * what another batch sent by mistake.
   */
  kind!: 'invitation' | 'enquiry' | 'questionnaire' | 'correction';

  /** Of a correction: the batch whose letters were wrong. */
  @Column({ type: 'bigint', nullable: true })
  corrects!: number | null;

  @Column({ type: 'text', nullable: true })
  programme!: string | null;

  @Column({ type: 'text', nullable: true })
  region!: string | null;

  @Column({ type: 'jsonb' })
  filters!: BatchFilters;

  @Column({ type: 'int', nullable: true })
  capacity!: number | null;

  @Column({ type: 'jsonb', nullable: true })
  limits!: BatchLimits | null;

  @Column({ type: 'text' })
  seed!: string;

  @Column({ type: 'text' })
  state!: BatchState;

  @Column({ type: 'bigint', nullable: true })
  definitionId!: number | null;

  @Column({ type: 'text', nullable: true })
  definitionHash!: string | null;

  @Column({ type: 'date', nullable: true })
  asOf!: PlainDate | null;

  @Column({ type: 'jsonb', nullable: true })
  preview!: BatchPreview | null;

  @Column({ type: 'timestamptz', nullable: true })
  previewedAt!: Date | null;

  @Column({ type: 'int', nullable: true })
  selected!: number | null;

  @Column({ type: 'text', nullable: true })
  selectedHash!: string | null;

  @Column({ type: 'text' })
  author!: string;

  @Column({ type: 'timestamptz' })
  plannedAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  submittedAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  approver!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  approvedAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  overrideReason!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  generatedAt!: Date | null;

  @Column({ type: 'int', nullable: true })
  generated!: number | null;

  @Column({ type: 'text', nullable: true })
  releaser!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  releasedAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  cancelledBy!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  cancelledAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  recalledBy!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  recalledAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  annulledBy!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  annulledAt!: Date | null;
}
