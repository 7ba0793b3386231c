import { migration, type MigrationContext } from '../../migration';
import { openStagingTable, protectTable } from '../../row-security';

/** Organ statements in practice: rights, settings by region, codes of enquiries, what was answered, and comparisons. */
export const organInventory = migration(17, 'organ-inventory', async (db) => {
  // Who took a statement down by hand; one from a file came with its import.
  await db.sql('ALTER TABLE screening.organ_statements ADD COLUMN recorded_by text');
  await rightsAndSettings(db);
  await replies(db);
  await codes(db);
  await confirmations(db);
  await comparisons(db);
  for (const name of ['present_resident', 'residents_in'])
    await db.sql(`GRANT EXECUTE ON FUNCTION screening.${name}(bigint) TO kallelse_import`);
});

async function rightsAndSettings(db: MigrationContext): Promise<void> {
  await db.sql(`
    CREATE TABLE screening.user_rights (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      user_name text NOT NULL,
      right_name text NOT NULL CHECK (right_name IN ('organ-inventory', 'protected-identity')),
      reason text NOT NULL,
      granted_by text NOT NULL,
      granted_at timestamptz NOT NULL,
      revoked_by text,
      revoked_at timestamptz,
      CONSTRAINT user_rights_four_eyes CHECK (granted_by <> user_name),
      CONSTRAINT user_rights_revoked CHECK ((revoked_by IS NULL) = (revoked_at IS NULL))
    )`);
  await db.sql(
    `CREATE UNIQUE INDEX user_rights_held ON screening.user_rights (user_name, right_name) WHERE revoked_at IS NULL`,
  );
  await protectTable(db, 'screening.user_rights', { kallelse_app: ['SELECT', 'INSERT', 'UPDATE'] });

  // What a first entry presumes of organs (product.md); without region: wherever a region has said nothing.
  await db.sql(`
    CREATE TABLE screening.presumption_settings (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      region text,
      presumption text NOT NULL CHECK (presumption IN ('first-registered-sex', 'none')),
      reason text NOT NULL,
      set_by text NOT NULL,
      set_at timestamptz NOT NULL,
      superseded_at timestamptz
    )`);
  await db.sql(
    `CREATE UNIQUE INDEX presumption_settings_now ON screening.presumption_settings (region) NULLS NOT DISTINCT
      WHERE superseded_at IS NULL`,
  );
  await protectTable(db, 'screening.presumption_settings', {
    kallelse_app: ['SELECT', 'INSERT', 'UPDATE'],
    kallelse_import: ['SELECT'],
  });
}

/** What was answered to an enquiry. `absent` by code waits ('held') until its confirmation letter has been out for a time. */
async function replies(db: MigrationContext): Promise<void> {
  await db.sql(`
    CREATE TABLE screening.enquiry_replies (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      resident_id bigint NOT NULL,
      contact_id bigint REFERENCES screening.contacts (id),
      source text NOT NULL CHECK (source IN ('clerk', 'file', '1177')),
      present text[] NOT NULL DEFAULT '{}', absent text[] NOT NULL DEFAULT '{}', declined text[] NOT NULL DEFAULT '{}',
      answered_on date NOT NULL,
      state text NOT NULL CHECK (state IN ('taken', 'held', 'confirmed', 'revoked')),
      letter_on date,
      recorded_by text NOT NULL,
      recorded_at timestamptz NOT NULL,
      decided_by text,
      decided_at timestamptz,
      CONSTRAINT enquiry_replies_said CHECK (cardinality(present || absent || declined) > 0),
      CONSTRAINT enquiry_replies_held CHECK (state = 'taken' OR (cardinality(absent) > 0 AND contact_id IS NOT NULL)),
      CONSTRAINT enquiry_replies_decided CHECK ((state IN ('confirmed', 'revoked')) = (decided_at IS NOT NULL))
    )`);
  await db.sql(`CREATE INDEX enquiry_replies_resident ON screening.enquiry_replies (resident_id)`);
  await db.sql(
    `CREATE INDEX enquiry_replies_contact ON screening.enquiry_replies (contact_id) WHERE contact_id IS NOT NULL`,
  );
  await db.sql(`CREATE INDEX enquiry_replies_open ON screening.enquiry_replies (id) WHERE state = 'held'`);
  await protectTable(db, 'screening.enquiry_replies', {
    kallelse_import: ['SELECT', 'INSERT', 'UPDATE'],
    kallelse_generate: ['SELECT', 'UPDATE'],
    kallelse_delivery: ['SELECT'],
  });
}

/**
 * One code for each letter that asks or confirms, as its HMAC alone; `sealed` keeps it, encrypted, while the letter may
 * have to be made again, and no longer.
 */
async function codes(db: MigrationContext): Promise<void> {
  await db.sql(`
    CREATE TABLE screening.enquiry_codes (
      code_hmac bytea PRIMARY KEY CHECK (octet_length(code_hmac) = 32),
      dispatch_id bigint NOT NULL UNIQUE REFERENCES screening.dispatches (id),
      contact_id bigint NOT NULL REFERENCES screening.contacts (id),
      reply_id bigint REFERENCES screening.enquiry_replies (id),
      organs text[] NOT NULL,
      sealed bytea,
      expires_on date NOT NULL,
      issued_at timestamptz NOT NULL,
      used_at timestamptz
    )`);
  await db.sql(`CREATE INDEX enquiry_codes_contact ON screening.enquiry_codes (contact_id)`);
  await db.sql(
    `CREATE INDEX enquiry_codes_sealed ON screening.enquiry_codes (dispatch_id) WHERE sealed IS NOT NULL`,
  );
  await protectTable(db, 'screening.enquiry_codes', {
    kallelse_delivery: ['SELECT', 'INSERT'],
    kallelse_import: { privileges: ['SELECT', 'UPDATE'], columns: [...ANSWERING] },
    kallelse_generate: { privileges: ['SELECT', 'UPDATE'], columns: ['dispatch_id', 'contact_id', 'sealed'] },
  });
  // Whose enquiry a code is of, for answering: contacts themselves are closed to the import.
  await db.sql(`
    CREATE FUNCTION screening.resident_of_contact(contact bigint) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, screening AS $$
      SELECT screening.present_resident(resident_id) FROM screening.contacts WHERE id = contact
    $$`);
  await db.sql(`
    CREATE FUNCTION screening.open_enquiry_of(resident bigint) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, screening AS $$
      SELECT id FROM screening.contacts WHERE resident_id = resident AND kind = 'enquiry' AND closed_on IS NULL
    $$`);
  for (const name of ['resident_of_contact', 'open_enquiry_of'])
    await db.sql(`GRANT EXECUTE ON FUNCTION screening.${name}(bigint) TO kallelse_import`);

  // Wrong codes by who gave them and hour, so that guessing is slowed down in all processes alike.
  await db.sql(`
    CREATE TABLE screening.code_guesses (
      source text NOT NULL,
      hour timestamptz NOT NULL,
      wrong int NOT NULL,
      PRIMARY KEY (source, hour)
    )`);
  await protectTable(db, 'screening.code_guesses', {
    kallelse_import: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  });
}

const ANSWERING = ['code_hmac', 'contact_id', 'reply_id', 'organs', 'expires_on', 'used_at'];

/** A letter that confirms an answer: of no round, in the batch of its enquiry, one for each answer. */
async function confirmations(db: MigrationContext): Promise<void> {
  await db.sql(`ALTER TABLE screening.contacts
    ADD COLUMN reply_id bigint REFERENCES screening.enquiry_replies (id),
    DROP CONSTRAINT contacts_kind_check, DROP CONSTRAINT contacts_round`);
  await db.sql(`ALTER TABLE screening.contacts
    ADD CONSTRAINT contacts_kind_check CHECK (kind IN ('invitation', 'reminder', 'enquiry', 'confirmation')),
    ADD CONSTRAINT contacts_round CHECK ((kind IN ('enquiry', 'confirmation')) = (episode_id IS NULL)),
    ADD CONSTRAINT contacts_reply CHECK ((kind = 'confirmation') = (reply_id IS NOT NULL))`);
  await db.sql(
    `CREATE UNIQUE INDEX contacts_one_confirmation ON screening.contacts (reply_id) WHERE reply_id IS NOT NULL`,
  );
}

/** Shadow runs against the call list of another system; the list of rows is an artefact, its key here until it expires. */
async function comparisons(db: MigrationContext): Promise<void> {
  await db.sql(`
    CREATE TABLE screening.call_comparisons (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      sha256 text NOT NULL,
      result jsonb NOT NULL,
      artefact text,
      wrapped_key bytea,
      expires_at timestamptz NOT NULL,
      compared_by text NOT NULL,
      compared_at timestamptz NOT NULL,
      CONSTRAINT call_comparisons_key CHECK ((artefact IS NULL) = (wrapped_key IS NULL))
    )`);
  await protectTable(db, 'screening.call_comparisons', { kallelse_app: ['SELECT', 'INSERT', 'UPDATE'] });
  await db.sql(`
    CREATE UNLOGGED TABLE identity.calls_staging (
      row_number int NOT NULL,
      value text NOT NULL,
      programme text NOT NULL,
      called_on date NOT NULL
    )`);
  await openStagingTable(db, 'identity.calls_staging', 'kallelse_import');
}
