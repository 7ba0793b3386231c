import { migration } from '../../migration';

/** An import finds whose a kit is, when a laboratory names it by the code on it alone. */
export const kitResults = migration(33, 'kit-results', async (db) => {
  await db.sql('GRANT SELECT (id, resident_id) ON screening.episodes TO kallelse_import');
  await db.sql(
    'CREATE POLICY episodes_kallelse_import ON screening.episodes FOR SELECT TO kallelse_import USING (true)',
  );
  await db.sql('GRANT SELECT ON screening.kit_states TO kallelse_generate');
  await db.sql(
    'CREATE POLICY kit_states_kallelse_generate ON screening.kit_states FOR SELECT TO kallelse_generate USING (true)',
  );
  // Nobody has read them until now: orders are brought up to date by what comes from here on.
  await db.sql('TRUNCATE screening.kit_results_in_doubt');
});
