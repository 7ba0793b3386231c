import { migration, type MigrationContext } from '../../migration';

/**
 * What coverage by year and the yield of channels and kits are counted from: in the population, whether somebody was invited and
 * tested within a year; of a round, whether a kit was sent in it and whether its digital invitation stayed unread; and how many
 * organ enquiries were answered, by region alone. Populations are counted anew when they are next asked for, rounds at the next refresh.
 */
export const coverageAndYield = migration(42, 'coverage-and-yield', async (db) => {
  await db.sql('DELETE FROM analytics.population_snapshots');
  await db.sql(
    'ALTER TABLE analytics.population ADD COLUMN invited_lately boolean NOT NULL, ADD COLUMN tested_lately boolean NOT NULL',
  );
  await db.sql('TRUNCATE analytics.cube, analytics.counted_rounds');
  await db.sql(`
    ALTER TABLE analytics.cube ADD COLUMN kit boolean NOT NULL, ADD COLUMN unread int NOT NULL CHECK (unread BETWEEN 0 AND invited + undeliverable)`);
  await db.sql(
    'INSERT INTO analytics.changed_rounds SELECT id FROM screening.episodes WHERE handed_over_on IS NOT NULL',
  );
  await db.sql('GRANT SELECT (episode_id, state) ON screening.kit_orders TO kallelse_publisher');
  await db.sql(
    'CREATE POLICY kit_orders_kallelse_publisher ON screening.kit_orders FOR SELECT TO kallelse_publisher USING (true)',
  );
  await changes(db);
  await enquiries(db);
});

/** A round whose kit is packed or stopped, or whose digital invitation expires or is read after all, is counted again. */
async function changes(db: MigrationContext): Promise<void> {
  await db.sql(`
    CREATE FUNCTION analytics.note_kits() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, analytics AS $$
    BEGIN
      INSERT INTO analytics.changed_rounds SELECT kit_order.episode_id FROM made
        JOIN screening.kit_orders AS kit_order ON kit_order.id = made.order_id
        WHERE made.to_state = 'cancelled' OR made.from_state IN ('listed', 'cancelled');
      RETURN NULL;
    END $$`);
  await db.sql(`
    CREATE FUNCTION analytics.note_unread() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, analytics AS $$
    BEGIN
      INSERT INTO analytics.changed_rounds SELECT contact.episode_id FROM made
        JOIN screening.dispatches AS dispatch ON dispatch.id = made.dispatch_id
        JOIN screening.contacts AS contact ON contact.id = dispatch.contact_id
        WHERE 'expired' IN (made.from_state, made.to_state) AND contact.kind = 'invitation' AND contact.episode_id IS NOT NULL;
      RETURN NULL;
    END $$`);
  for (const [table, note] of [
    ['kit_transitions', 'note_kits'],
    ['dispatch_transitions', 'note_unread'],
  ])
    await db.sql(`
      CREATE TRIGGER ${table}_counted AFTER INSERT ON screening.${table} REFERENCING NEW TABLE AS made
        FOR EACH STATEMENT EXECUTE FUNCTION analytics.${note}()`);
}

/** Counts alone leave the function: whose enquiry it was, and the district, are told to nobody who publishes. */
async function enquiries(db: MigrationContext): Promise<void> {
  await db.sql(`
    CREATE FUNCTION analytics.enquiries(of_programme text, first_day date, last_day date, within_days int)
    RETURNS TABLE (region text, answered bigint, asked bigint) LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, screening AS $$
      WITH organs AS (
        SELECT DISTINCT substr(fact #>> '{}', 7) AS organ FROM screening.definitions AS definition,
          jsonb_path_query(definition.document, '$.**.fact ? (@ starts with "organ.")') AS fact
        WHERE definition.programme = of_programme AND definition.state = 'approved')
      SELECT CASE WHEN reach.protection = 'none' THEN place.region END AS region,
        count(*) FILTER (WHERE EXISTS (SELECT FROM screening.enquiry_replies AS reply
          WHERE reply.contact_id = contact.id AND reply.state <> 'revoked' AND reply.answered_on <= contact.handed_over_on + within_days)) AS answered,
        count(*) AS asked
      FROM screening.contacts AS contact
      LEFT JOIN screening.resident_reach AS reach ON reach.resident_id = screening.present_resident(contact.resident_id)
      LEFT JOIN LATERAL (
        SELECT residency.region FROM screening.residencies AS residency
        WHERE residency.resident_id = screening.present_resident(contact.resident_id) AND residency.superseded_at IS NULL
          AND coalesce(residency.from_date, '-infinity') <= contact.handed_over_on
          AND coalesce(residency.until_date, 'infinity') >= contact.handed_over_on
        ORDER BY residency.from_date DESC NULLS LAST LIMIT 1) AS place ON true
      WHERE contact.kind = 'enquiry' AND contact.handed_over_on BETWEEN first_day AND last_day
        AND contact.organs && ARRAY(SELECT organ FROM organs)
      GROUP BY 1
    $$`);
  const signature = 'analytics.enquiries(text, date, date, int)';
  await db.sql(`REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC`);
  await db.sql(`GRANT EXECUTE ON FUNCTION ${signature} TO kallelse_publisher`);
  await db.sql(
    `CREATE INDEX contacts_enquiries ON screening.contacts (handed_over_on) WHERE kind = 'enquiry' AND handed_over_on IS NOT NULL`,
  );
}
