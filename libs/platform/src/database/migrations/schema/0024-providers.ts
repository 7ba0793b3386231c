import { migration } from '../../migration';
import { protectTable } from '../../row-security';

/** How a provider is treated by all processes together: when the next message may go, and whether it rests after failures. */
export const providers = migration(24, 'providers', async (db) => {
  await db.sql(`
    CREATE TABLE screening.providers (
      name text PRIMARY KEY,
      next_at timestamptz NOT NULL DEFAULT '-infinity',
      failures int NOT NULL DEFAULT 0 CHECK (failures >= 0),
      rests_until timestamptz
    )`);
  await db.sql(`INSERT INTO screening.providers (name) VALUES ('1177')`);
  await protectTable(db, 'screening.providers', {
    kallelse_delivery: ['SELECT', 'UPDATE'],
    kallelse_app: ['SELECT'],
  });
});
