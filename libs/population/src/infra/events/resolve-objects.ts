import type { EntityManager } from 'typeorm';

/**
 * Finds whose each staged object is. `resolved`: the last line of each object in the file with its resident, and the
 * first line that spoke of it. Numbers nobody has are parked, ambiguous ones refused.
 * @returns how many objects were parked
 */
export async function resolveObjects(tx: EntityManager, importId: number, now: Date): Promise<number> {
  await tx.query(`
    CREATE TEMPORARY TABLE found ON COMMIT DROP AS
    SELECT staged.row_number, min(identifier.resident_id) AS resident_id, count(DISTINCT identifier.resident_id) AS residents
    FROM identity.events_staging AS staged LEFT JOIN identity.identifiers AS identifier ON identifier.value = staged.value
      AND (staged.type IS NULL OR identifier.type = staged.type) AND (staged.domain IS NULL OR identifier.domain = staged.domain)
    GROUP BY staged.row_number`);
  await tx.query(
    `INSERT INTO refused SELECT row_number, 'identity', 'identity-ambiguous' FROM found WHERE residents > 1`,
  );
  await tx.query(`
    CREATE TEMPORARY TABLE resolved ON COMMIT DROP AS
    SELECT * FROM (
      SELECT staged.row_number, found.resident_id, kind, object, ref, fingerprint, is_void,
        min(staged.row_number) OVER same AS first_row, row_number() OVER (same ORDER BY staged.row_number DESC) AS newest
      FROM identity.events_staging AS staged JOIN found USING (row_number) WHERE found.residents = 1
      WINDOW same AS (PARTITION BY ref, CASE WHEN ref IS NULL THEN found.resident_id END, fingerprint)) AS ranked WHERE newest = 1`);
  await refuseOtherKinds(tx);
  return park(tx, importId, now);
}

/** A ref that belongs to an object of another kind may not silently become a second object. */
async function refuseOtherKinds(tx: EntityManager): Promise<void> {
  const tables = {
    event: 'events',
    organ: 'organ_statements',
    'opt-out': 'opt_outs',
    manual: 'manual_routes',
    attribute: 'attributes',
    preference: 'preferences',
  };
  const elsewhere = Object.entries(tables).map(
    ([kind, table]) =>
      `SELECT resolved.row_number FROM resolved JOIN screening.${table} AS row ON row.ref = resolved.ref ` +
      `AND row.superseded_at IS NULL WHERE resolved.kind NOT IN ('${kind}', 'any')`,
  );
  await tx.query(
    `INSERT INTO refused SELECT row_number, 'ref', 'ref-kind' FROM (${elsewhere.join(' UNION ')}) AS other`,
  );
  await tx.query('DELETE FROM resolved USING refused WHERE refused.row_number = resolved.row_number');
  await tx.query(
    `INSERT INTO refused SELECT row_number, 'ref', 'void-unknown' FROM resolved WHERE kind = 'any' AND NOT EXISTS (
       ${Object.values(tables)
         .map((table) => `SELECT 1 FROM screening.${table} AS row WHERE row.ref = resolved.ref`)
         .join(' UNION ALL ')})`,
  );
  await tx.query('DELETE FROM resolved USING refused WHERE refused.row_number = resolved.row_number');
}

async function park(tx: EntityManager, importId: number, now: Date): Promise<number> {
  const unknown = `SELECT DISTINCT ON (ref, CASE WHEN ref IS NULL THEN value END, fingerprint) staged.*
    FROM identity.events_staging AS staged JOIN found USING (row_number) WHERE found.residents = 0
    ORDER BY ref, CASE WHEN ref IS NULL THEN value END, fingerprint, row_number DESC`;
  await tx.query(
    `DELETE FROM identity.parked_events AS parked USING (${unknown}) AS newer
     WHERE parked.ref = newer.ref OR (parked.ref IS NULL AND newer.ref IS NULL AND parked.value = newer.value AND parked.fingerprint = newer.fingerprint)`,
  );
  const parked = await tx.query<unknown[]>(
    `INSERT INTO identity.parked_events (import_id, row_number, value, type, domain, kind, object, ref, fingerprint, is_void, reason, parked_at)
     SELECT $1, row_number, value, type, domain, kind, object, ref, fingerprint, is_void, 'identity-unknown', $2
     FROM (${unknown}) AS unknown ORDER BY row_number RETURNING 1`,
    [importId, now],
  );
  return parked.length;
}
