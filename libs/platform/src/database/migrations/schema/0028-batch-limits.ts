import { migration } from '../../migration';

/** Most letters of a batch for each unit or region, and how what one does not need is divided among others. */
export const batchLimits = migration(28, 'batch-limits', async (db) => {
  await db.sql('ALTER TABLE screening.batches ADD COLUMN limits jsonb');
});
