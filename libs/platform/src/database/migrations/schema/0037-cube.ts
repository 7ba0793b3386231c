import { migration, type MigrationContext } from '../../migration';
import { protectTable } from '../../row-security';

/**
 * The cube of participation: counts of rounds by what was true when they began and by how they went, and for every round the cell it
 * is counted in, so that a change moves it and nothing is counted anew. Nobody stands in it: a round has its number and no more.
 */
export const cube = migration(37, 'cube', async (db) => {
  await db.sql(
    'ALTER TABLE screening.episodes ADD COLUMN age smallint, ADD COLUMN language text, ADD COLUMN is_first boolean',
  );
  await db.sql(`
    UPDATE screening.episodes AS episode SET age = extract(year FROM age(episode.opened_on, facts.birth_date)), language = coalesce(reach.language, 'sv'),
      is_first = NOT EXISTS (SELECT FROM screening.episodes AS earlier WHERE earlier.resident_id = episode.resident_id
        AND earlier.programme = episode.programme AND earlier.id < episode.id)
    FROM screening.resident_facts AS facts LEFT JOIN screening.resident_reach AS reach USING (resident_id)
    WHERE facts.resident_id = screening.present_resident(episode.resident_id)`);
  // The way by which a letter left the house, whatever became of it then.
  await db.sql('ALTER TABLE screening.contacts ADD COLUMN channel text');
  await db.sql(`
    UPDATE screening.contacts AS contact SET channel = (SELECT dispatch.channel FROM screening.dispatches AS dispatch
      WHERE dispatch.contact_id = contact.id AND dispatch.state NOT IN ('planned', 'rendered', 'suppressed', 'cancelled') ORDER BY attempt LIMIT 1)
    WHERE state = 'handed-over'`);
  await db.sql(`
    CREATE TABLE analytics.cells (
      id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      key text NOT NULL UNIQUE,
      programme text NOT NULL,
      cohort date NOT NULL CHECK (extract(day FROM cohort) = 1),
      district text, area_type smallint,
      age_band smallint,
      channel text NOT NULL,
      letters smallint NOT NULL,
      language text NOT NULL,
      is_first boolean NOT NULL
    )`);
  await db.sql('CREATE INDEX cells_cohort ON analytics.cells (programme, cohort)');
  await db.sql(`
    CREATE TABLE analytics.counted_rounds (
      episode_id bigint PRIMARY KEY,
      cell_id int NOT NULL,
      outcome smallint NOT NULL,
      days int
    )`);
  await db.sql(`
    CREATE TABLE analytics.cube (
      cell_id int PRIMARY KEY REFERENCES analytics.cells (id),
      invited int NOT NULL CHECK (invited >= 0),
      participated int NOT NULL CHECK (participated BETWEEN 0 AND invited),
      within_90 int NOT NULL, within_180 int NOT NULL, within_365 int NOT NULL,
      undeliverable int NOT NULL CHECK (undeliverable >= 0),
      opted_out int NOT NULL CHECK (opted_out BETWEEN 0 AND invited),
      days bigint NOT NULL,
      CONSTRAINT cube_within CHECK (0 <= within_90 AND within_90 <= within_180 AND within_180 <= within_365 AND within_365 <= participated)
    )`);
  await db.sql('CREATE TABLE analytics.changed_rounds (episode_id bigint NOT NULL)');
  await db.sql(
    'ALTER TABLE analytics.published_participation ADD COLUMN within_months smallint CHECK (within_months IN (3, 6, 12))',
  );
  await changes(db);
  const all = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;
  for (const table of ['cells', 'counted_rounds', 'cube', 'changed_rounds'])
    await protectTable(db, `analytics.${table}`, { kallelse_publisher: all });
});

/** A round that changes, or sends another letter, is counted again; written by the change itself, so that nothing is forgotten. */
async function changes(db: MigrationContext): Promise<void> {
  await db.sql(`
    CREATE FUNCTION analytics.note_changed_rounds() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, analytics AS $$
    BEGIN
      INSERT INTO analytics.changed_rounds SELECT id FROM changed WHERE handed_over_on IS NOT NULL;
      RETURN NULL;
    END $$`);
  for (const change of ['INSERT', 'UPDATE'])
    await db.sql(`
      CREATE TRIGGER episodes_counted_${change.toLowerCase()} AFTER ${change} ON screening.episodes REFERENCING NEW TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION analytics.note_changed_rounds()`);
  await db.sql(`
    CREATE FUNCTION analytics.note_further_letters() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, analytics AS $$
    BEGIN
      INSERT INTO analytics.changed_rounds SELECT changed.episode_id FROM changed JOIN before USING (id)
        WHERE changed.handed_over_on IS DISTINCT FROM before.handed_over_on AND changed.episode_id IS NOT NULL AND changed.kind = 'reminder';
      RETURN NULL;
    END $$`);
  await db.sql(`
    CREATE TRIGGER contacts_counted AFTER UPDATE ON screening.contacts REFERENCING OLD TABLE AS before NEW TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION analytics.note_further_letters()`);
}
