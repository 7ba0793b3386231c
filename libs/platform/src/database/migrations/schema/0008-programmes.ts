import { migration } from '../../migration';
import { protectTable } from '../../row-security';

/** Versions of programme definitions: immutable once submitted, approved by somebody else than their author. */
export const programmes = migration(8, 'programmes', async (db) => {
  await db.sql(`
    CREATE TABLE screening.definitions (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      programme text NOT NULL,
      version text NOT NULL,
      region text,
      valid_from date NOT NULL,
      document jsonb NOT NULL,
      hash text NOT NULL,
      state text NOT NULL CHECK (state IN ('submitted', 'approved', 'withdrawn')),
      submitted_by text NOT NULL,
      submitted_at timestamptz NOT NULL,
      approved_by text,
      approved_at timestamptz,
      CONSTRAINT definitions_four_eyes CHECK (approved_by <> submitted_by),
      CONSTRAINT definitions_approved CHECK ((state = 'submitted') = (approved_by IS NULL) OR state = 'withdrawn')
    )`);
  await db.sql(`
    CREATE UNIQUE INDEX definitions_version ON screening.definitions (programme, version, region) NULLS NOT DISTINCT`);
  await db.sql(`
    CREATE UNIQUE INDEX definitions_one_a_day ON screening.definitions (programme, region, valid_from) NULLS NOT DISTINCT
      WHERE state = 'approved'`);
  // What has been approved can be withdrawn, but never altered.
  await db.sql(`
    CREATE FUNCTION screening.definitions_are_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF (NEW.programme, NEW.version, NEW.region, NEW.valid_from, NEW.document, NEW.hash, NEW.submitted_by, NEW.submitted_at)
         IS DISTINCT FROM
         (OLD.programme, OLD.version, OLD.region, OLD.valid_from, OLD.document, OLD.hash, OLD.submitted_by, OLD.submitted_at) THEN
        RAISE EXCEPTION 'a submitted definition is immutable' USING ERRCODE = 'check_violation', CONSTRAINT = 'definitions_immutable';
      END IF;
      RETURN NEW;
    END $$`);
  await db.sql(`
    CREATE TRIGGER definitions_immutable BEFORE UPDATE ON screening.definitions
      FOR EACH ROW EXECUTE FUNCTION screening.definitions_are_immutable()`);
  await protectTable(db, 'screening.definitions', {
    kallelse_app: ['SELECT', 'INSERT', 'UPDATE'],
    kallelse_selection: ['SELECT'],
    kallelse_generate: ['SELECT'],
    kallelse_delivery: ['SELECT'],
    kallelse_publisher: ['SELECT'],
  });
  await db.sql('GRANT USAGE ON SCHEMA screening TO kallelse_publisher');
});
