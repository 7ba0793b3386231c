import { migration } from '../../migration';
import { openStagingTable, protectTable } from '../../row-security';

/** Numbers, names and addresses: the only place of the database that holds them. */
export const identity = migration(3, 'identity', async (db) => {
  // An import takes ids in blocks, one for every row of its file, and sets the sequence behind them.
  await db.sql('CREATE SEQUENCE screening.resident_ids');
  await db.sql('GRANT USAGE, UPDATE ON SEQUENCE screening.resident_ids TO kallelse_import');
  // The order of first import over all sources; an object that has to wait for its resident gets its place at once.
  await db.sql('CREATE SEQUENCE screening.source_seq');
  await db.sql('GRANT USAGE ON SEQUENCE screening.source_seq TO kallelse_import, kallelse_generate');

  // One number of a resident's identity chain. The key is (value, domain, type); a number is never reused for another.
  // Keys of the tables of a first load are unique indexes, not constraints, so that they can be built after it (0005).
  await db.sql(`
    CREATE TABLE identity.identifiers (
      value text NOT NULL,
      domain text NOT NULL,
      type text NOT NULL CHECK (type IN ('personnummer', 'samordningsnummer', 'reservnummer')),
      resident_id bigint NOT NULL,
      current boolean NOT NULL DEFAULT true,
      replaced_by text,
      recorded_at timestamptz NOT NULL
    )`);
  await db.sql(`CREATE UNIQUE INDEX identifiers_key ON identity.identifiers (value, domain, type)`);
  await db.sql(`CREATE INDEX identifiers_resident ON identity.identifiers (resident_id)`);

  // Which numbers a merge of two residents moved or linked, so that a split can take it back, and links that a split
  // has declared wrong: the register may say them again, they are not followed.
  await db.sql(`
    CREATE TABLE identity.merged_identifiers (
      merge_id bigint NOT NULL,
      value text NOT NULL, domain text NOT NULL, type text NOT NULL,
      was_moved boolean NOT NULL,
      linked_to text
    )`);
  await db.sql(`CREATE INDEX merged_identifiers_merge ON identity.merged_identifiers (merge_id)`);
  await db.sql(`
    CREATE TABLE identity.wrong_links (
      value text NOT NULL, replaces text NOT NULL,
      split_at timestamptz NOT NULL,
      CONSTRAINT wrong_links_key PRIMARY KEY (value, replaces)
    )`);

  // What the register said of a resident, version by version: names, addresses, protection. 'merge_id': the merge that
  // closed the version, which a split brings back.
  await db.sql(`
    CREATE TABLE identity.persons (
      resident_id bigint NOT NULL,
      given_names text, family_name text,
      protection text NOT NULL CHECK (protection IN ('none', 'marked', 'protected')),
      care_of text, address1 text, address2 text, postcode text, city text, country text,
      special_care_of text, special_address1 text, special_address2 text,
      special_postcode text, special_city text, special_country text,
      dwelling text CHECK (dwelling IN ('address', 'municipality-only', 'unknown')),
      language text, format text,
      register_time timestamptz NOT NULL,
      import_id bigint NOT NULL,
      recorded_at timestamptz NOT NULL,
      superseded_at timestamptz,
      merge_id bigint
    )`);
  await db.sql(
    `CREATE UNIQUE INDEX persons_current ON identity.persons (resident_id) WHERE superseded_at IS NULL`,
  );
  await db.sql(
    `CREATE INDEX persons_former ON identity.persons (resident_id) WHERE superseded_at IS NOT NULL`,
  );

  // A row of a register file, checked by itself, before it is merged: the cells as they came, those that every step
  // needs first. 'pass': 0 for rows that go together, then one after another; -1 refused. Emptied after every import.
  await db.sql(`
    CREATE UNLOGGED TABLE identity.residents_staging (
      row_number int NOT NULL,
      pass int NOT NULL DEFAULT 0,
      birth_date date, since date, status_date date, recorded timestamptz,
      event text NOT NULL, identity text NOT NULL, identity_type text NOT NULL,
      status text, protection text, region text, municipality text, district text, first_registered_sex text,
      identity_domain text, replaces text,
      dwelling text, language text, format text,
      address1 text, address2 text, postcode text, city text, country text,
      special_address1 text, special_address2 text, special_postcode text, special_city text, special_country text,
      given_names text, family_name text, care_of text, special_care_of text
    )`);
  await db.sql(`CREATE INDEX residents_staging_pass ON identity.residents_staging (pass) WHERE pass > 0`);

  // An object of an events file, before it is merged; 'seq' and 'parked_id' of one that has been waiting.
  await db.sql(`
    CREATE UNLOGGED TABLE identity.events_staging (
      row_number int NOT NULL,
      value text NOT NULL, type text, domain text,
      kind text NOT NULL,
      object jsonb NOT NULL,
      ref text,
      fingerprint bytea NOT NULL,
      is_void boolean NOT NULL,
      seq bigint,
      parked_id bigint
    )`);

  // Objects of residents that are not (yet) known, tried again at every register import.
  await db.sql(`
    CREATE TABLE identity.parked_events (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      import_id bigint NOT NULL,
      row_number int NOT NULL,
      value text NOT NULL, type text, domain text,
      kind text NOT NULL,
      object jsonb NOT NULL,
      ref text,
      fingerprint bytea NOT NULL,
      is_void boolean NOT NULL,
      seq bigint NOT NULL DEFAULT nextval('screening.source_seq'),
      reason text NOT NULL,
      parked_at timestamptz NOT NULL
    )`);
  await db.sql(`CREATE INDEX parked_events_value ON identity.parked_events (value)`);
  await db.sql(`CREATE UNIQUE INDEX parked_events_ref ON identity.parked_events (ref) WHERE ref IS NOT NULL`);
  await db.sql(
    `CREATE UNIQUE INDEX parked_events_line ON identity.parked_events (value, fingerprint) WHERE ref IS NULL`,
  );

  // Changes that wait for a clerk: removed protection, reversed death, mass change of status. A review holds the change
  // itself, not the row: when it is approved the rest of the row may long be outdated.
  await db.sql(`
    CREATE TABLE identity.register_reviews (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      import_id bigint NOT NULL,
      row_number int NOT NULL,
      resident_id bigint NOT NULL,
      kind text NOT NULL CHECK (kind IN ('protection-removed', 'death-reversed', 'mass-status-change')),
      protection text CHECK (protection IN ('none', 'marked', 'protected')),
      status text, status_date date, holds_from date,
      recorded timestamptz,
      raised_at timestamptz NOT NULL,
      decision text CHECK (decision IN ('approved', 'rejected', 'withdrawn')),
      decided_by text,
      decided_at timestamptz,
      CONSTRAINT register_reviews_change CHECK ((kind = 'protection-removed') = (protection IS NOT NULL)
        AND (kind = 'protection-removed') = (status IS NULL)),
      CONSTRAINT register_reviews_decided CHECK ((decision IS NULL) = (decided_by IS NULL) AND (decision IS NULL) = (decided_at IS NULL))
    )`);
  await db.sql(
    `CREATE UNIQUE INDEX register_reviews_open ON identity.register_reviews (resident_id, (kind = 'protection-removed'))
      WHERE decision IS NULL`,
  );

  // Keys of keyed hashes that others may compare but not undo; made here, readable by the import alone.
  await db.sql('CREATE TABLE identity.keys (name text PRIMARY KEY, value bytea NOT NULL)');
  await db.sql(
    `INSERT INTO identity.keys VALUES ('household', sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())))`,
  );

  const everything = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;
  await protectTable(db, 'identity.identifiers', {
    kallelse_import: everything,
    kallelse_delivery: ['SELECT'],
  });
  await protectTable(db, 'identity.merged_identifiers', { kallelse_import: everything });
  await protectTable(db, 'identity.wrong_links', { kallelse_import: everything });
  await protectTable(db, 'identity.persons', { kallelse_import: everything, kallelse_delivery: ['SELECT'] });
  await protectTable(db, 'identity.parked_events', { kallelse_import: everything });
  await protectTable(db, 'identity.register_reviews', { kallelse_import: everything });
  await protectTable(db, 'identity.keys', { kallelse_import: ['SELECT'] });
  await openStagingTable(db, 'identity.residents_staging', 'kallelse_import');
  await openStagingTable(db, 'identity.events_staging', 'kallelse_import');
  // Plans for a file are only as good as what is known of it, and only an owner may ANALYZE.
  await db.sql(`
    CREATE FUNCTION identity.analyze_staging() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET default_statistics_target = 25 AS $$
    BEGIN
      ANALYZE identity.residents_staging (row_number, pass, event, identity, identity_type, replaces, district),
        identity.events_staging (row_number, value, kind, ref, fingerprint);
    END $$`);
  await db.sql('GRANT EXECUTE ON FUNCTION identity.analyze_staging() TO kallelse_import');
});
