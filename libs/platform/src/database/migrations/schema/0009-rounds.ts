import { migration } from '../../migration';
import { protectTable } from '../../row-security';

/** Batches, rounds and the messages in them. */
export const rounds = migration(9, 'rounds', async (db) => {
  await db.sql(`
    CREATE TABLE screening.batches (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      kind text NOT NULL CHECK (kind IN ('invitation', 'enquiry')),
      programme text,
      region text,
      filters jsonb NOT NULL DEFAULT '{}',
      capacity int CHECK (capacity > 0),
      seed text NOT NULL,
      state text NOT NULL CHECK (state IN ('planned', 'previewed', 'submitted', 'approved', 'generated', 'released', 'cancelled')),
      definition_id bigint REFERENCES screening.definitions (id),
      definition_hash text,
      as_of date,
      preview jsonb,
      previewed_at timestamptz,
      selected int,
      selected_hash text,
      author text NOT NULL,
      planned_at timestamptz NOT NULL,
      submitted_at timestamptz,
      approver text,
      approved_at timestamptz,
      override_reason text,
      generated_at timestamptz,
      generated int,
      releaser text,
      released_at timestamptz,
      cancelled_by text,
      cancelled_at timestamptz,
      CONSTRAINT batches_four_eyes CHECK (approver <> author),
      CONSTRAINT batches_programme CHECK ((kind = 'enquiry') = (programme IS NULL))
    )`);
  await db.sql(`
    CREATE TABLE screening.episodes (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      resident_id bigint NOT NULL,
      programme text NOT NULL,
      definition_id bigint NOT NULL REFERENCES screening.definitions (id),
      batch_id bigint NOT NULL REFERENCES screening.batches (id),
      region text, municipality text, district text, area_type int,
      is_protected boolean NOT NULL,
      opened_on date NOT NULL,
      handed_over_on date,
      valid_until date,
      state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
      closed_on date,
      close_reason text,
      participated_on date,
      CONSTRAINT episodes_closed CHECK ((state = 'closed') = (closed_on IS NOT NULL) AND (state = 'closed') = (close_reason IS NOT NULL)),
      CONSTRAINT episodes_no_area_of_protected CHECK (NOT is_protected OR (district IS NULL AND municipality IS NULL AND area_type IS NULL))
    )`);
  await db.sql(`
    CREATE UNIQUE INDEX episodes_one_open_round ON screening.episodes (resident_id, programme) WHERE state = 'open'`);
  await db.sql(`CREATE INDEX episodes_resident ON screening.episodes (resident_id)`);
  await db.sql(`CREATE INDEX episodes_batch ON screening.episodes (batch_id)`);
  await db.sql(`CREATE INDEX episodes_open ON screening.episodes (programme) WHERE state = 'open'`);
  await db.sql(`
    CREATE TABLE screening.contacts (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      batch_id bigint NOT NULL REFERENCES screening.batches (id),
      episode_id bigint REFERENCES screening.episodes (id),
      resident_id bigint NOT NULL,
      kind text NOT NULL CHECK (kind IN ('invitation', 'reminder', 'enquiry')),
      step text NOT NULL,
      ordinal int NOT NULL DEFAULT 1,
      template text NOT NULL,
      organs text[],
      due_on date NOT NULL,
      state text NOT NULL DEFAULT 'waiting' CHECK (state IN
        ('waiting', 'in-progress', 'handed-over', 'suppressed', 'held', 'cancelled', 'failed', 'unknown')),
      reason text,
      chunk_id bigint,
      handed_over_on date,
      settled_on date,
      closed_on date,
      changed_at timestamptz NOT NULL,
      CONSTRAINT contacts_reason CHECK (state IN ('waiting', 'in-progress', 'handed-over') OR reason IS NOT NULL),
      CONSTRAINT contacts_handed_over CHECK ((state = 'handed-over') = (handed_over_on IS NOT NULL)),
      CONSTRAINT contacts_round CHECK ((kind = 'enquiry') = (episode_id IS NULL))
    )`);
  await db.sql(
    `CREATE UNIQUE INDEX contacts_once ON screening.contacts (episode_id, step, ordinal) WHERE episode_id IS NOT NULL`,
  );
  await db.sql(`
    CREATE UNIQUE INDEX contacts_one_open_enquiry ON screening.contacts (resident_id) WHERE kind = 'enquiry' AND closed_on IS NULL`);
  await db.sql(`CREATE INDEX contacts_batch ON screening.contacts (batch_id, state)`);
  await db.sql(`CREATE INDEX contacts_chunk ON screening.contacts (chunk_id)`);
  await db.sql(`CREATE INDEX contacts_resident ON screening.contacts (resident_id)`);
  await db.sql(`CREATE INDEX contacts_due ON screening.contacts (due_on) WHERE state = 'waiting'`);
  await db.sql(`
    CREATE INDEX contacts_unsettled ON screening.contacts (id) WHERE state = 'handed-over' AND settled_on IS NULL`);

  const all = ['SELECT', 'INSERT', 'UPDATE'] as const;
  await protectTable(db, 'screening.batches', {
    kallelse_app: all,
    kallelse_selection: ['SELECT'],
    kallelse_generate: all,
    kallelse_delivery: ['SELECT'],
  });
  await protectTable(db, 'screening.episodes', {
    kallelse_app: ['SELECT'],
    kallelse_selection: ['SELECT'],
    kallelse_generate: all,
    kallelse_delivery: ['SELECT'],
    kallelse_publisher: ['SELECT'],
  });
  await protectTable(db, 'screening.contacts', {
    kallelse_app: ['SELECT'],
    kallelse_selection: ['SELECT'],
    kallelse_generate: all,
    kallelse_delivery: ['SELECT', 'UPDATE'],
    kallelse_publisher: ['SELECT'],
  });
});
