import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A version somebody is still writing: a text that may have errors. */
@Entity({ schema: 'screening', name: 'definition_drafts' })
export class DraftEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column({ type: 'text' })
  programme!: string;

  @Column({ type: 'text' })
  version!: string;

  @Column({ type: 'text', nullable: true })
  region!: string | null;

  /** YAML or JSON, as it was saved. */
  @Column({ type: 'text' })
  source!: string;

  @Column({ type: 'text' })
  savedBy!: string;

  @Column({ type: 'timestamptz' })
  savedAt!: Date;
}
