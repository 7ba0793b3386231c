import { migration } from '../../migration';
import { protectTable } from '../../row-security';

/**
 * What definitions would decide of the whole population: one row a run, kept to be compared. Results are counts and a
 * few internal ids. A run ends once, and only one that is done has a result.
 */
export const simulations = migration(16, 'simulations', async (db) => {
  await db.sql(`
    CREATE TABLE screening.simulations (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      kind text NOT NULL CHECK (kind IN ('simulation', 'forecast')),
      programme text NOT NULL,
      version text NOT NULL,
      definition_region text,
      definition_hash text NOT NULL,
      document jsonb NOT NULL,
      base_version text,
      base_hash text,
      as_of date NOT NULL,
      region text,
      state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'cancelled', 'failed')),
      started_by text NOT NULL,
      started_at timestamptz NOT NULL,
      done bigint NOT NULL DEFAULT 0,
      total bigint NOT NULL DEFAULT 0,
      progress_at timestamptz NOT NULL,
      finished_at timestamptz,
      failure text,
      result jsonb,
      CONSTRAINT simulations_finished CHECK ((state = 'running') = (finished_at IS NULL)),
      CONSTRAINT simulations_result CHECK ((state = 'done') = (result IS NOT NULL)),
      CONSTRAINT simulations_failure CHECK ((state = 'failed') = (failure IS NOT NULL)),
      CONSTRAINT simulations_base CHECK ((base_version IS NULL) = (base_hash IS NULL))
    )`);
  await db.sql(`CREATE INDEX simulations_definition ON screening.simulations (definition_hash, started_at)`);
  await db.sql(`
    CREATE FUNCTION screening.simulations_end_once() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF OLD.state <> 'running' THEN
        RAISE EXCEPTION 'a simulation that has ended does not change' USING ERRCODE = 'check_violation', CONSTRAINT = 'simulations_ended';
      END IF;
      RETURN NEW;
    END $$`);
  await db.sql(`
    CREATE TRIGGER simulations_end_once BEFORE UPDATE ON screening.simulations
      FOR EACH ROW EXECUTE FUNCTION screening.simulations_end_once()`);
  await protectTable(db, 'screening.simulations', { kallelse_app: ['SELECT', 'INSERT', 'UPDATE'] });
});
