import { migration } from '../../migration';

/** The table of a dispatch's steps cannot be passed by under another id: an identity column may be set to its default. */
export const dispatchSteps = migration(14, 'dispatch-steps', async (db) => {
  await db.sql(`
    CREATE OR REPLACE FUNCTION screening.dispatch_moves() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, screening AS $$
    BEGIN
      IF EXISTS (
        SELECT 1 FROM after LEFT JOIN before USING (id) WHERE before.state IS NULL OR (before.state <> after.state AND NOT EXISTS (
          SELECT 1 FROM screening.dispatch_states WHERE from_state = before.state AND to_state = after.state))) THEN
        RAISE EXCEPTION 'a dispatch cannot take this step' USING ERRCODE = 'check_violation', CONSTRAINT = 'dispatches_transition';
      END IF;
      INSERT INTO screening.dispatch_transitions
        SELECT id, before.state, after.state, after.reason, after.changed_at FROM before JOIN after USING (id)
        WHERE before.state <> after.state;
      RETURN NULL;
    END $$`);
});
