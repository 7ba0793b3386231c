import { migration } from '../../migration';
import { protectTable } from '../../row-security';

/**
 * The way of a definition from draft to withdrawal. A draft is a text that may still have errors and change; what has
 * been submitted never changes again but in its state, and only along the steps listed here.
 */
export const definitionLifecycle = migration(15, 'definition-lifecycle', async (db) => {
  await db.sql(`
    CREATE TABLE screening.definition_drafts (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      programme text NOT NULL,
      version text NOT NULL,
      region text,
      source text NOT NULL,
      saved_by text NOT NULL,
      saved_at timestamptz NOT NULL
    )`);
  await db.sql(`
    CREATE UNIQUE INDEX definition_drafts_version ON screening.definition_drafts (programme, version, region) NULLS NOT DISTINCT`);
  // Whoever sends has no business with rules that nobody has approved.
  await protectTable(db, 'screening.definition_drafts', {
    kallelse_app: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  });

  await db.sql(`
    ALTER TABLE screening.definitions
      ADD COLUMN author text,
      ADD COLUMN base_id bigint REFERENCES screening.definitions (id),
      ADD COLUMN overrides jsonb,
      ADD COLUMN override_reason text,
      ADD COLUMN withdrawn_by text,
      ADD COLUMN withdrawn_at timestamptz,
      ADD COLUMN withdrawn_reason text`);
  await db.sql('UPDATE screening.definitions SET author = submitted_by');
  await db.sql(`
    ALTER TABLE screening.definitions
      ALTER COLUMN author SET NOT NULL,
      ADD CONSTRAINT definitions_author CHECK (approved_by <> author),
      ADD CONSTRAINT definitions_overrides CHECK ((overrides IS NULL) = (base_id IS NULL) AND (overrides IS NULL OR region IS NOT NULL)),
      ADD CONSTRAINT definitions_withdrawn CHECK ((state = 'withdrawn') = (withdrawn_at IS NOT NULL)
        AND (withdrawn_at IS NULL) = (withdrawn_by IS NULL) AND (withdrawn_at IS NULL) = (withdrawn_reason IS NULL))`);
  await db.sql(`
    CREATE OR REPLACE FUNCTION screening.definitions_are_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF (NEW.programme, NEW.version, NEW.region, NEW.valid_from, NEW.document, NEW.hash, NEW.submitted_by, NEW.submitted_at, NEW.author, NEW.base_id, NEW.overrides)
         IS DISTINCT FROM
         (OLD.programme, OLD.version, OLD.region, OLD.valid_from, OLD.document, OLD.hash, OLD.submitted_by, OLD.submitted_at, OLD.author, OLD.base_id, OLD.overrides)
         OR (OLD.state <> 'submitted' AND (NEW.approved_by, NEW.approved_at, NEW.override_reason)
           IS DISTINCT FROM (OLD.approved_by, OLD.approved_at, OLD.override_reason))
         OR OLD.state = 'withdrawn' THEN
        RAISE EXCEPTION 'a submitted definition is immutable' USING ERRCODE = 'check_violation', CONSTRAINT = 'definitions_immutable';
      END IF;
      IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (('submitted', 'approved'), ('submitted', 'withdrawn'), ('approved', 'withdrawn')) THEN
        RAISE EXCEPTION 'a definition cannot take this step' USING ERRCODE = 'check_violation', CONSTRAINT = 'definitions_transition';
      END IF;
      RETURN NEW;
    END $$`);
  await db.sql('DROP POLICY definitions_kallelse_delivery ON screening.definitions');
  await db.sql(`
    CREATE POLICY definitions_kallelse_delivery ON screening.definitions TO kallelse_delivery USING (state <> 'submitted')`);
});
