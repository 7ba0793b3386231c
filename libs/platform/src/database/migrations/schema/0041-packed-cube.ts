import { migration } from '../../migration';
import { protectTable } from '../../row-security';

/**
 * The cube again, each cell with a number that its dimensions are packed into, so that no cell has to be looked up by them: of
 * ten million rounds nearly each has a cell of its own. All rounds are counted anew at the next refresh.
 */
export const packedCube = migration(41, 'packed-cube', async (db) => {
  for (const table of ['cube', 'counted_rounds', 'cells']) await db.sql(`DROP TABLE analytics.${table}`);
  await db.sql(`
    CREATE TABLE analytics.cube_words (
      kind text NOT NULL CHECK (kind IN ('programme', 'district', 'channel', 'language')),
      word text NOT NULL,
      -- As many as have room in a cell's number.
      id int NOT NULL,
      PRIMARY KEY (kind, word), UNIQUE (kind, id),
      CHECK (id >= 1 AND id < CASE kind WHEN 'programme' THEN 64 WHEN 'district' THEN 65536 WHEN 'channel' THEN 16 ELSE 256 END)
    )`);
  await db.sql(`
    CREATE TABLE analytics.counted_rounds (
      episode_id bigint PRIMARY KEY,
      cell bigint NOT NULL,
      outcome smallint NOT NULL,
      days int
    ) WITH (fillfactor = 90)`);
  await db.sql(`
    CREATE TABLE analytics.cube (
      cell bigint PRIMARY KEY,
      programme text NOT NULL,
      cohort date NOT NULL CHECK (extract(day FROM cohort) = 1),
      district text, area_type smallint,
      age_band smallint,
      channel text NOT NULL,
      letters smallint NOT NULL,
      language text NOT NULL,
      is_first boolean NOT NULL,
      invited int NOT NULL CHECK (invited >= 0),
      participated int NOT NULL CHECK (participated BETWEEN 0 AND invited),
      within_90 int NOT NULL, within_180 int NOT NULL, within_365 int NOT NULL,
      undeliverable int NOT NULL CHECK (undeliverable >= 0),
      opted_out int NOT NULL CHECK (opted_out BETWEEN 0 AND invited),
      days bigint NOT NULL,
      CONSTRAINT cube_within CHECK (0 <= within_90 AND within_90 <= within_180 AND within_180 <= within_365 AND within_365 <= participated)
    ) WITH (fillfactor = 90)`);
  await db.sql('CREATE INDEX cube_cohort ON analytics.cube (programme, cohort)');
  for (const table of ['cube_words', 'counted_rounds', 'cube'])
    await protectTable(db, `analytics.${table}`, {
      kallelse_publisher: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    });
  // Millions of rows that are made anew are emptied, not deleted one by one.
  await db.sql('GRANT TRUNCATE ON analytics.cube, analytics.counted_rounds TO kallelse_publisher');
  await db.sql(
    'INSERT INTO analytics.changed_rounds SELECT id FROM screening.episodes WHERE handed_over_on IS NOT NULL',
  );
});
