import { migration } from '../../migration';
import { openStagingTable, protectTable } from '../../row-security';

/** Numbers, names and addresses: the only place of the database that holds them. */
export const identity = migration(3, 'identity', async (db) => {
  await db.sql('CREATE SEQUENCE screening.resident_ids');
  await db.sql('GRANT USAGE ON SEQUENCE screening.resident_ids TO kallelse_import');

  // One number of a resident's identity chain. The key is (value, domain, type); a number is never reused for another.
  await db.sql(`
    CREATE TABLE identity.identifiers (
      value text NOT NULL,
      domain text NOT NULL,
      type text NOT NULL CHECK (type IN ('personnummer', 'samordningsnummer', 'reservnummer')),
      resident_id bigint NOT NULL,
      current boolean NOT NULL DEFAULT true,
      replaced_by text,
      merged_from bigint,
      recorded_at timestamptz NOT NULL,
      CONSTRAINT identifiers_key PRIMARY KEY (value, domain, type)
    )`);
  await db.sql(`CREATE INDEX identifiers_resident ON identity.identifiers (resident_id)`);

  // What the register said of a resident, version by version: names, addresses, protection.
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
      superseded_at timestamptz
    )`);
  await db.sql(
    `CREATE UNIQUE INDEX persons_current ON identity.persons (resident_id) WHERE superseded_at IS NULL`,
  );
  await db.sql(
    `CREATE INDEX persons_former ON identity.persons (resident_id) WHERE superseded_at IS NOT NULL`,
  );

  // A row of a register file, checked by itself, before it is merged; `candidate_id` is the id of a
  // resident whom it turns out to bring. Emptied after every import.
  await db.sql(`
    CREATE UNLOGGED TABLE identity.residents_staging (
      candidate_id bigint NOT NULL DEFAULT nextval('screening.resident_ids'),
      row_number int NOT NULL,
      is_full boolean NOT NULL,
      value text NOT NULL, type text NOT NULL, domain text NOT NULL, replaces text,
      recorded timestamptz, birth_date date, given_names text, family_name text, first_registered_sex text,
      status text, status_date date, region text, municipality text, district text, since date, protection text,
      care_of text, address1 text, address2 text, postcode text, city text, country text,
      special_care_of text, special_address1 text, special_address2 text,
      special_postcode text, special_city text, special_country text,
      dwelling text, language text, format text,
      approved boolean NOT NULL DEFAULT false
    )`);

  // An object of an events file, before it is merged.
  await db.sql(`
    CREATE UNLOGGED TABLE identity.events_staging (
      row_number int NOT NULL,
      value text NOT NULL, type text, domain text,
      kind text NOT NULL,
      object jsonb NOT NULL,
      ref text,
      fingerprint bytea NOT NULL,
      is_void boolean NOT NULL
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
      reason text NOT NULL,
      parked_at timestamptz NOT NULL
    )`);
  await db.sql(`CREATE INDEX parked_events_value ON identity.parked_events (value)`);
  await db.sql(`CREATE UNIQUE INDEX parked_events_ref ON identity.parked_events (ref) WHERE ref IS NOT NULL`);
  await db.sql(
    `CREATE UNIQUE INDEX parked_events_line ON identity.parked_events (value, fingerprint) WHERE ref IS NULL`,
  );

  // Changes that wait for a clerk: removed protection, reversed death, mass change of status.
  await db.sql(`
    CREATE TABLE identity.register_reviews (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      import_id bigint NOT NULL,
      row_number int NOT NULL,
      resident_id bigint NOT NULL,
      kinds text[] NOT NULL,
      staged jsonb NOT NULL,
      raised_at timestamptz NOT NULL,
      decision text CHECK (decision IN ('approved', 'rejected')),
      decided_by text,
      decided_at timestamptz
    )`);
  await db.sql(
    `CREATE INDEX register_reviews_open ON identity.register_reviews (resident_id) WHERE decision IS NULL`,
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
  await protectTable(db, 'identity.persons', { kallelse_import: everything, kallelse_delivery: ['SELECT'] });
  await protectTable(db, 'identity.parked_events', { kallelse_import: everything });
  await protectTable(db, 'identity.register_reviews', { kallelse_import: everything });
  await protectTable(db, 'identity.keys', { kallelse_import: ['SELECT'] });
  await openStagingTable(db, 'identity.residents_staging', 'kallelse_import');
  await openStagingTable(db, 'identity.events_staging', 'kallelse_import');
});
