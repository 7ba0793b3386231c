import { migration } from '../../migration';

/** An import finds whose a kit is, when a laboratory names it by the code on it alone; of rounds it learns nothing else. */
export const kitResults = migration(33, 'kit-results', async (db) => {
  await db.sql(`
    CREATE FUNCTION screening.kit_owners(codes text[]) RETURNS TABLE (kit text, resident_id bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, screening AS $$
      SELECT kit.id, screening.present_resident(round.resident_id) FROM screening.kits AS kit
      JOIN screening.kit_orders AS kit_order ON kit_order.id = kit.order_id
      JOIN screening.episodes AS round ON round.id = kit_order.episode_id WHERE kit.id = ANY (codes)
    $$`);
  await db.sql('REVOKE ALL ON FUNCTION screening.kit_owners FROM PUBLIC');
  await db.sql('GRANT EXECUTE ON FUNCTION screening.kit_owners TO kallelse_import');
  await db.sql('GRANT SELECT ON screening.kit_states TO kallelse_generate');
  await db.sql(
    'CREATE POLICY kit_states_kallelse_generate ON screening.kit_states FOR SELECT TO kallelse_generate USING (true)',
  );
  // Nobody has read them until now: orders are brought up to date by what comes from here on.
  await db.sql('TRUNCATE screening.kit_results_in_doubt');
});
