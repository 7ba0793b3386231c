import { migration } from '../../migration';

/** Rounds that may open again are looked at whenever rounds are settled. */
export const readmission = migration(27, 'readmission', async (db) => {
  await db.sql(`
    CREATE INDEX episodes_readmittable ON screening.episodes (valid_until)
      WHERE state = 'closed' AND close_reason IN ('opted-out', 'deceased', 'emigrated', 'missing', 'deregistered')`);
});
