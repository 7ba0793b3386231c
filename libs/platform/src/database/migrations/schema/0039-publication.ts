import { migration } from '../../migration';
import { protectTable } from '../../row-security';

/**
 * What analysts read: tables that are published once, of an indicator and a closed period, protected together. Counts of the
 * moment are the office's own and are written nowhere.
 */
export const publication = migration(39, 'publication', async (db) => {
  await db.sql('DROP TABLE analytics.published_participation');
  await db.sql(`
    CREATE TABLE analytics.published_tables (
      id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      programme text NOT NULL,
      indicator text NOT NULL,
      period text NOT NULL CHECK (period ~ '^[0-9]{4}H[12]$'),
      method text NOT NULL,
      published_at timestamptz NOT NULL,
      -- Of the cells, so that a figure can be traced to what it was read from.
      digest text NOT NULL,
      cells int NOT NULL, hidden int NOT NULL, hidden_for_others int NOT NULL,
      gap float8 NOT NULL, attacks int NOT NULL,
      -- Why nothing of it is shown.
      refused text,
      UNIQUE (programme, indicator, period)
    )`);
  await db.sql(`
    CREATE TABLE analytics.published_cells (
      table_id int NOT NULL REFERENCES analytics.published_tables (id) ON DELETE CASCADE,
      place int NOT NULL,
      level text NOT NULL,
      area text, parent text, name text,
      area_type smallint,
      dimension text NOT NULL,
      category text,
      numerator int, denominator int,
      rate float8, lower float8, upper float8,
      suppressed boolean NOT NULL,
      CONSTRAINT published_nothing_suppressed CHECK (NOT suppressed OR coalesce(numerator, denominator, rate, lower, upper) IS NULL),
      PRIMARY KEY (table_id, place)
    )`);
  await db.sql(
    'CREATE INDEX published_cells_shape ON analytics.published_cells (table_id, dimension, level)',
  );
  for (const table of ['published_tables', 'published_cells'])
    await protectTable(db, `analytics.${table}`, {
      kallelse_publisher: ['SELECT', 'INSERT'],
      kallelse_analyst: ['SELECT'],
    });
});
