import { migration } from '../../migration';

/** What a print supplier may not like of a run, for the office to see; it stops nothing. */
export const runLints = migration(35, 'run-lints', async (db) => {
  await db.sql(`ALTER TABLE screening.print_runs ADD COLUMN lints jsonb NOT NULL DEFAULT '[]'`);
});
