import { migration } from '../../migration';

/** Letters that came back are asked for by resident, at every selection and gate. */
export const returnedLetters = migration(25, 'returned-letters', async (db) => {
  await db.sql(`
    CREATE INDEX exceptions_resident ON screening.exceptions (kind, resident_id) WHERE resolved_at IS NULL AND resident_id IS NOT NULL`);
});
