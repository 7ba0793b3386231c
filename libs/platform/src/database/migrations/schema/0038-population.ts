import { migration } from '../../migration';
import { protectTable } from '../../row-security';

/**
 * The population as it stood at the end of a month, by programme: who was in the target group, what the rules decided of
 * them and why, and whether they were covered. Counts people who were never invited, which no count of rounds does.
 */
export const population = migration(38, 'population', async (db) => {
  await db.sql(`
    CREATE TABLE analytics.population_snapshots (
      id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      programme text NOT NULL,
      as_of date NOT NULL,
      -- By which versions: cervical@2026.1, and those of regions.
      definitions text[] NOT NULL,
      residents int NOT NULL CHECK (residents >= 0),
      -- The lowest age at which anybody is in the target group.
      youngest smallint,
      made_at timestamptz NOT NULL,
      UNIQUE (programme, as_of)
    )`);
  await db.sql(`
    CREATE TABLE analytics.population (
      snapshot_id int NOT NULL REFERENCES analytics.population_snapshots (id) ON DELETE CASCADE,
      district text, area_type smallint,
      age_band smallint NOT NULL,
      -- Null: not known, since an organ is not.
      target boolean,
      status text NOT NULL,
      reason text,
      -- Tested within the interval that the rules give after a test.
      covered boolean NOT NULL,
      called boolean NOT NULL,
      -- Years since the last test, as far as it matters: less than 10, 10 to 19, 20 and more; null: none known.
      tested_ago smallint CHECK (tested_ago IN (0, 10, 20)),
      residents int NOT NULL CHECK (residents > 0)
    )`);
  await db.sql('CREATE INDEX population_snapshot ON analytics.population (snapshot_id)');
  for (const table of ['population_snapshots', 'population'])
    await protectTable(db, `analytics.${table}`, {
      kallelse_import: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
      kallelse_publisher: ['SELECT'],
    });
});
