import { migration } from '../../migration';

/** What settling rounds and waking chunks stand on. */
export const settling = migration(12, 'settling', async (db) => {
  // Somebody absorbed may have been merged into somebody who was absorbed later: both ways follow the chain.
  await db.sql(`
    CREATE FUNCTION screening.present_resident(resident bigint) RETURNS bigint LANGUAGE sql STABLE
    SET search_path = pg_catalog, screening AS $$
      WITH RECURSIVE chain AS (
        SELECT resident AS id, 0 AS depth
        UNION ALL
        SELECT merge.survivor_id, chain.depth + 1 FROM chain
        JOIN screening.resident_merges AS merge ON merge.absorbed_id = chain.id AND merge.split_at IS NULL)
      SELECT id FROM chain ORDER BY depth DESC LIMIT 1
    $$`);
  await db.sql(`
    CREATE FUNCTION screening.residents_in(resident bigint) RETURNS SETOF bigint LANGUAGE sql STABLE
    SET search_path = pg_catalog, screening AS $$
      WITH RECURSIVE tree AS (
        SELECT resident AS id
        UNION
        SELECT merge.absorbed_id FROM tree
        JOIN screening.resident_merges AS merge ON merge.survivor_id = tree.id AND merge.split_at IS NULL)
      SELECT id FROM tree
    $$`);
  for (const name of ['present_resident', 'residents_in']) {
    await db.sql(
      `GRANT EXECUTE ON FUNCTION screening.${name}(bigint) TO kallelse_generate, kallelse_delivery`,
    );
  }
  await db.sql(
    'CREATE INDEX resident_merges_survivor ON screening.resident_merges (survivor_id) WHERE split_at IS NULL',
  );

  // Whose round or enquiry it was before a merge, so that a split gives it back.
  for (const table of ['episodes', 'contacts']) {
    await db.sql(`ALTER TABLE screening.${table} ADD COLUMN former_resident_id bigint`);
    await db.sql(
      `CREATE INDEX ${table}_moved ON screening.${table} (former_resident_id) WHERE former_resident_id IS NOT NULL`,
    );
  }

  // When workers were first called for a chunk's present generation: a job that got lost is sent again under a new id.
  await db.sql('ALTER TABLE screening.chunks ADD COLUMN woken_at timestamptz');

  // What the sweeper looks for among many rows.
  await db.sql(
    `CREATE INDEX resident_reach_protected ON screening.resident_reach (resident_id) WHERE protection <> 'none'`,
  );
  await db.sql(
    `CREATE INDEX dispatches_came_back ON screening.dispatches (contact_id) WHERE state IN ('returned', 'expired')`,
  );
  await db.sql(
    `CREATE INDEX contacts_outreach ON screening.contacts (id) WHERE state = 'held' AND reason = 'outreach'`,
  );
  await db.sql(
    `CREATE INDEX contacts_open_enquiries ON screening.contacts (handed_over_on) WHERE kind = 'enquiry' AND closed_on IS NULL`,
  );
});
