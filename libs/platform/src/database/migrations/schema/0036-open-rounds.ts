import { migration } from '../../migration';

/**
 * Open rounds of a programme, and of a person in it: a plan made before there are statistics (after the first batches, and
 * whenever many rounds have begun) takes this index for either, and reads one row for one person.
 */
export const openRoundsIndex = migration(36, 'open-rounds', async (db) => {
  await db.sql('DROP INDEX screening.episodes_open');
  await db.sql(
    `CREATE INDEX episodes_open ON screening.episodes (programme, resident_id) WHERE state = 'open'`,
  );
});
