import { migration, type MigrationContext } from '../../migration';
import { protectTable } from '../../row-security';

/**
 * Facts ready to be compared, one narrow row per resident and one per resident and programme with history; changed in
 * the transaction that changes a source. Latest dates and interval ends, not flags: a row is exact for every as-of date
 * from `exact_from` on, up to `exact_until` (when the edition of the resident's district ends or another begins). And
 * what previews may know of how somebody is reached, without touching identity.
 */
export const readModels = migration(5, 'read-models', async (db) => {
  await db.sql(`
    CREATE TABLE screening.resident_facts (
      resident_id bigint NOT NULL,
      birth_date date NOT NULL,
      exact_from date NOT NULL,
      exact_until date,
      residency_since date,
      area_type int,
      enquiry_last date, enquiry_count int NOT NULL DEFAULT 0,
      residency_status text, region text, municipality text, district text,
      organ_cervix text, organ_cervix_basis text, organ_breast text, organ_breast_basis text,
      organ_prostate text, organ_prostate_basis text, organ_colorectum text, organ_colorectum_basis text,
      attributes jsonb
    )`);
  await db.sql(`CREATE UNIQUE INDEX resident_facts_key ON screening.resident_facts (resident_id)`);
  await db.sql(
    `CREATE INDEX resident_facts_expiring ON screening.resident_facts (exact_until) WHERE exact_until IS NOT NULL`,
  );
  await db.sql(`CREATE INDEX resident_facts_inexact ON screening.resident_facts (exact_from)`);
  await db.sql(`
    CREATE TABLE screening.programme_facts (
      resident_id bigint NOT NULL,
      programme text NOT NULL,
      exact_from date NOT NULL,
      opt_out_until date, deferral_until date, care_until date, booking_last date, episode_until date,
      own_enquiry_last date, own_enquiry_count int NOT NULL DEFAULT 0,
      test_dates date[], test_counts int[], test_methods text[], test_results text[], test_values float8[],
      invitations date[],
      control_lists text[], control_until date[],
      manual_kinds text[], manual_codes text[], manual_until date[], manual_places int[],
      PRIMARY KEY (programme, resident_id)
    )`);
  await db.sql(`CREATE INDEX programme_facts_resident ON screening.programme_facts (resident_id)`);
  await db.sql(`CREATE INDEX programme_facts_inexact ON screening.programme_facts (programme, exact_from)`);
  await db.sql(`
    CREATE TABLE screening.resident_reach (
      resident_id bigint NOT NULL,
      protection text NOT NULL,
      address_class text NOT NULL CHECK (address_class IN ('domestic', 'foreign', 'none')),
      identity_type text NOT NULL,
      language text, format text, channel text,
      household_key bytea
    )`);
  await db.sql(`CREATE UNIQUE INDEX resident_reach_key ON screening.resident_reach (resident_id)`);
  const writers = {
    kallelse_import: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    kallelse_selection: ['SELECT'],
    kallelse_delivery: ['SELECT'],
  } as const;
  await protectTable(db, 'screening.resident_facts', {
    ...writers,
    kallelse_generate: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  });
  await protectTable(db, 'screening.programme_facts', {
    ...writers,
    kallelse_generate: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  });
  await protectTable(db, 'screening.resident_reach', { ...writers, kallelse_generate: ['SELECT'] });
  await firstLoad(db);
  await personSearch(db);
});

/** Tables that the first register file fills. */
const LOADED = [
  ...['identity.identifiers', 'identity.persons', 'screening.residencies', 'screening.organ_statements'],
  ...['screening.resident_facts', 'screening.resident_reach'],
];
/** Their indexes that every new resident enters; the others are partial and stay empty. */
const BUILT_AFTER = [
  ...['identity.identifiers_key', 'identity.identifiers_resident', 'identity.persons_current'],
  ...['screening.residencies_known', 'screening.organ_statements_known'],
  ...['screening.resident_facts_key', 'screening.resident_facts_inexact', 'screening.resident_reach_key'],
];

/**
 * What only an owner may do to make the first load of a whole population fast: while the tables are empty, and in the
 * transaction of that load alone, their indexes go and are built when the rows are there. (Truncated in the same
 * transaction, the rows need no write-ahead log where `wal_level` is `minimal`.) The statistics are coarse; the server's
 * own follow.
 */
async function firstLoad(db: MigrationContext): Promise<void> {
  await db.sql('CREATE TABLE identity.first_load_indexes (definition text NOT NULL)');
  await protectTable(db, 'identity.first_load_indexes', {});
  await db.sql(`
    CREATE FUNCTION identity.begin_first_load() RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
    DECLARE name text;
    BEGIN
      IF ${LOADED.map((table) => `EXISTS (SELECT FROM ${table})`).join(' OR ')} THEN
        RETURN false;
      END IF;
      TRUNCATE ${LOADED.join(', ')};
      FOREACH name IN ARRAY ARRAY[${BUILT_AFTER.map((index) => `'${index}'`).join(', ')}] LOOP
        INSERT INTO identity.first_load_indexes VALUES (pg_get_indexdef(name::regclass));
        EXECUTE 'DROP INDEX ' || name;
      END LOOP;
      RETURN true;
    END $$`);
  await db.sql(`
    CREATE FUNCTION identity.end_first_load() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET default_statistics_target = 25 AS $$
    DECLARE definition text;
    BEGIN
      FOR definition IN DELETE FROM identity.first_load_indexes AS dropped RETURNING dropped.definition LOOP
        EXECUTE definition;
      END LOOP;
      ANALYZE ${LOADED.join(', ')};
    END $$`);
  for (const name of ['begin_first_load', 'end_first_load'])
    await db.sql(`GRANT EXECUTE ON FUNCTION identity.${name}() TO kallelse_import`);
}

/** Most people one search may show. */
const MOST_FOUND = 50;

/**
 * The one way to find a person: by a whole number of the chain, or by words of a name. Somebody whose identity is
 * protected is found by number only, and nothing but the internal id is told.
 */
async function personSearch(db: MigrationContext): Promise<void> {
  await db.sql(`
    CREATE FUNCTION identity.search_residents(number text, words text[])
    RETURNS TABLE (resident_id bigint, birth_year int, municipality text, is_protected boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
      SELECT facts.resident_id,
        CASE WHEN person.protection = 'none' THEN extract(year FROM facts.birth_date)::int END,
        CASE WHEN person.protection = 'none' THEN facts.municipality END,
        person.protection <> 'none'
      FROM (
        SELECT identifier.resident_id FROM identity.identifiers AS identifier WHERE identifier.value = number
        UNION
        SELECT named.resident_id FROM identity.persons AS named
        WHERE cardinality(words) > 0 AND named.superseded_at IS NULL AND named.protection = 'none' AND NOT EXISTS (
          SELECT FROM unnest(words) AS word WHERE position(' ' || word IN
            ' ' || translate(lower(concat_ws(' ', named.given_names, named.family_name)), 'ÅÄÖÉÜ-', 'åäöéü ')) = 0)
      ) AS found
      JOIN screening.resident_facts AS facts USING (resident_id)
      JOIN identity.persons AS person ON person.resident_id = found.resident_id AND person.superseded_at IS NULL
      ORDER BY facts.resident_id LIMIT ${MOST_FOUND}
    $$`);
  await db.sql('GRANT EXECUTE ON FUNCTION identity.search_residents(text, text[]) TO kallelse_app');
}
