import { migration } from '../../migration';

/**
 * A released batch that turns out to be wrong is recalled: what has not gone out stays. Annulled besides, its invitations
 * were none: they count neither as invited nor as missed.
 */
export const recall = migration(19, 'recall', async (db) => {
  await db.sql('ALTER TABLE screening.batches DROP CONSTRAINT batches_state_check');
  await db.sql(`
    ALTER TABLE screening.batches
      ADD CONSTRAINT batches_state_check CHECK (state IN
        ('planned', 'previewed', 'submitted', 'approved', 'generated', 'released', 'recalled', 'cancelled')),
      ADD COLUMN recalled_by text,
      ADD COLUMN recalled_at timestamptz,
      ADD COLUMN annulled_by text,
      ADD COLUMN annulled_at timestamptz,
      ADD CONSTRAINT batches_recalled CHECK ((state = 'recalled') = (recalled_at IS NOT NULL)),
      ADD CONSTRAINT batches_annulled CHECK (annulled_at IS NULL OR state = 'recalled')`);
});
