import type { EntityManager } from 'typeorm';
import { NO_NUMBER, OBJECT_TABLES } from '../../domain/event-line';
import { affected } from '../register/register-context';
import { EVENTS_STAGING } from './stage-events';

/**
 * Finds whose each staged object is. `found`: the lines and their resident. `resolved`: of each object its last line,
 * the first line that spoke of it, and whether any line but annulments did. What cannot be right is `refused`; lines of
 * numbers nobody has stay in `found` without a resident.
 */
export async function resolveObjects(tx: EntityManager): Promise<void> {
  await tx.query(`
    CREATE TEMPORARY TABLE found ON COMMIT DROP AS
    SELECT staged.row_number, min(identifier.resident_id) AS resident_id, count(DISTINCT identifier.resident_id) AS residents
    FROM ${EVENTS_STAGING} AS staged LEFT JOIN identity.identifiers AS identifier ON identifier.value = staged.value
      AND (staged.type IS NULL OR identifier.type = staged.type) AND (staged.domain IS NULL OR identifier.domain = staged.domain)
    GROUP BY staged.row_number`);
  await findByKit(tx);
  await refuse(tx, `SELECT row_number, 'identity', 'identity-ambiguous' FROM found WHERE residents > 1`);
  await refuseOtherKinds(tx);
  await tx.query('ANALYZE found');
  await tx.query(`
    CREATE TEMPORARY TABLE resolved ON COMMIT DROP AS
    SELECT * FROM (
      SELECT staged.row_number, found.resident_id, kind, object, ref, fingerprint, is_void, seq,
        min(staged.row_number) OVER same AS first_row, bool_or(NOT is_void) OVER same AS has_object,
        row_number() OVER (PARTITION BY fingerprint, CASE WHEN ref IS NULL THEN found.resident_id END ORDER BY staged.row_number DESC) AS newest
      FROM ${EVENTS_STAGING} AS staged JOIN found USING (row_number) WHERE found.residents = 1
      WINDOW same AS (PARTITION BY fingerprint, CASE WHEN ref IS NULL THEN found.resident_id END)) AS ranked WHERE newest = 1`);
  await refuseUnknownVoids(tx);
  await tx.query('ANALYZE resolved');
}

/**
 * Whose a kit is that a line names: the only way to its resident where there is no number, and where there is one a check: a
 * result of another's kit is refused before anybody gets the answer of somebody else.
 */
async function findByKit(tx: EntityManager): Promise<void> {
  await tx.query(`
    CREATE TEMPORARY TABLE named_kits ON COMMIT DROP AS
    SELECT staged.row_number, staged.value = '${NO_NUMBER}' AS is_alone, known.resident_id AS owner
    FROM ${EVENTS_STAGING} AS staged
    LEFT JOIN screening.kit_owners((SELECT array_agg(object ->> 'kit') FROM ${EVENTS_STAGING} WHERE object ? 'kit')) AS known
      ON known.kit = staged.object ->> 'kit'
    WHERE staged.object ? 'kit'`);
  await tx.query(
    `UPDATE found SET resident_id = named.owner, residents = 1 FROM named_kits AS named
     WHERE named.row_number = found.row_number AND named.is_alone AND named.owner IS NOT NULL`,
  );
  await refuse(
    tx,
    `SELECT row_number, 'kit', 'kit-unknown' FROM named_kits WHERE is_alone AND owner IS NULL`,
  );
  await refuse(
    tx,
    `SELECT named.row_number, 'kit', 'kit-of-another' FROM named_kits AS named JOIN found USING (row_number)
     WHERE found.residents = 1 AND named.owner IS NOT NULL AND screening.present_resident(found.resident_id) <> named.owner`,
  );
  await tx.query('DROP TABLE named_kits');
}

async function refuse(tx: EntityManager, rows: string, table = 'found'): Promise<void> {
  const refused = await affected(tx, `INSERT INTO refused ${rows}`);
  if (refused > 0)
    await tx.query(`DELETE FROM ${table} USING refused WHERE refused.row_number = ${table}.row_number`);
}

/** A ref belongs to one object: neither a line of the file nor an earlier import may make it another kind's. */
async function refuseOtherKinds(tx: EntityManager): Promise<void> {
  await refuse(
    tx,
    `SELECT row_number, 'ref', 'ref-kind' FROM (
       SELECT row_number, kind, first_value(kind) OVER (PARTITION BY ref ORDER BY row_number) AS first_kind
       FROM ${EVENTS_STAGING} JOIN found USING (row_number) WHERE ref IS NOT NULL AND kind <> 'any') AS given
     WHERE kind <> first_kind`,
  );
  const elsewhere = Object.entries(OBJECT_TABLES).map(
    ([kind, table]) =>
      `SELECT row_number FROM ${EVENTS_STAGING} AS staged JOIN found USING (row_number) JOIN screening.${table} AS live ` +
      `ON live.ref = staged.ref AND live.superseded_at IS NULL WHERE staged.kind NOT IN ('${kind}', 'any')`,
  );
  await refuse(tx, `SELECT row_number, 'ref', 'ref-kind' FROM (${elsewhere.join(' UNION ')}) AS other`);
}

/** Nothing to annul: neither the sources nor the file itself have such an object. */
async function refuseUnknownVoids(tx: EntityManager): Promise<void> {
  const known = Object.entries(OBJECT_TABLES).map(
    ([kind, table]) =>
      `SELECT 1 FROM screening.${table} AS stored WHERE CASE WHEN resolved.ref IS NOT NULL THEN stored.ref = resolved.ref ` +
      `ELSE resolved.kind = '${kind}' AND stored.resident_id = resolved.resident_id AND stored.fingerprint = resolved.fingerprint END`,
  );
  await refuse(
    tx,
    `SELECT row_number, CASE WHEN ref IS NULL THEN '' ELSE 'ref' END, 'void-unknown' FROM resolved
     WHERE is_void AND NOT has_object AND NOT EXISTS (${known.join(' UNION ALL ')})`,
    'resolved',
  );
}
