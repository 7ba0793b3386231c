import { mergeResidents } from './merge-residents';
import type { RegisterImport, Rows } from './register-context';

export interface LinkCounts {
  readonly linked: number;
  readonly merged: number;
}

/**
 * Finds the resident of each row, and follows `replaces`: a new number joins the old one's resident with all its
 * history; two residents found to be one are merged. What cannot be right is refused, each with its own code.
 */
export async function linkNumbers(job: RegisterImport, rows: Rows): Promise<LinkCounts> {
  const { tx } = job;
  await tx.query('TRUNCATE known');
  await tx.query(`
    INSERT INTO known SELECT staged.row_number, identifier.resident_id FROM ${rows} AS staged
    JOIN identity.identifiers AS identifier USING (value, domain, type)`);
  await tx.query('ANALYZE known');
  const [first] = await tx.query<unknown[]>(
    `SELECT 1 FROM ${rows} AS staged WHERE replaces IS NOT NULL LIMIT 1`,
  );
  if (first === undefined) return { linked: 0, merged: 0 };
  await findReplaced(job, rows);
  await refuseWrongLinks(job);
  const linked = await addNumbers(job);
  const merged = await mergePairs(job);
  await tx.query('DROP TABLE replacing');
  return { linked, merged };
}

/** `replacing`: rows with `replaces`, whose number it is now, and whose the old one is. */
async function findReplaced({ tx }: RegisterImport, rows: Rows): Promise<void> {
  await tx.query(`
    CREATE TEMPORARY TABLE replacing ON COMMIT DROP AS
    SELECT staged.row_number, staged.value, staged.domain, staged.type, known.resident_id AS new_resident,
           former.resident_id AS old_resident, former.value AS old_value, former.domain AS old_domain, former.type AS old_type,
           former.replaced_by AS old_replaced_by
    FROM ${rows} AS staged LEFT JOIN known USING (row_number)
    LEFT JOIN LATERAL (
      SELECT * FROM identity.identifiers AS identifier WHERE identifier.value = staged.replaces
      ORDER BY identifier.domain = staged.domain DESC, identifier.domain LIMIT 1) AS former ON true
    WHERE staged.replaces IS NOT NULL`);
}

async function refuseWrongLinks({ tx }: RegisterImport): Promise<void> {
  await tx.query(`
    INSERT INTO refused SELECT row_number, 'replaces', CASE
      WHEN old_resident IS NULL THEN 'replaces-unknown'
      WHEN EXISTS (
        WITH RECURSIVE later (value) AS (
          SELECT replaced_by FROM identity.identifiers AS i WHERE (i.value, i.domain, i.type) = (r.value, r.domain, r.type)
          UNION SELECT i.replaced_by FROM later JOIN identity.identifiers AS i ON i.value = later.value)
        SELECT 1 FROM later WHERE later.value = r.old_value) THEN 'replaces-cycle'
      ELSE 'replaces-taken' END
    FROM replacing AS r
    WHERE old_resident IS NULL OR old_replaced_by <> value OR EXISTS (
        WITH RECURSIVE later (value) AS (
          SELECT replaced_by FROM identity.identifiers AS i WHERE (i.value, i.domain, i.type) = (r.value, r.domain, r.type)
          UNION SELECT i.replaced_by FROM later JOIN identity.identifiers AS i ON i.value = later.value)
        SELECT 1 FROM later WHERE later.value = r.old_value)`);
  await tx.query('DELETE FROM replacing USING refused WHERE refused.row_number = replacing.row_number');
  await tx.query('DELETE FROM known USING refused WHERE refused.row_number = known.row_number');
}

/** New numbers of known residents; their rows are then known too. */
async function addNumbers({ tx, now }: RegisterImport): Promise<number> {
  await tx.query(
    `UPDATE identity.identifiers AS i SET current = false, replaced_by = r.value FROM replacing AS r
     WHERE (i.value, i.domain, i.type) = (r.old_value, r.old_domain, r.old_type)`,
  );
  const added = await tx.query<unknown[]>(
    `INSERT INTO identity.identifiers (value, domain, type, resident_id, recorded_at)
     SELECT value, domain, type, old_resident, $1 FROM replacing WHERE new_resident IS NULL RETURNING 1`,
    [now],
  );
  await tx.query(
    'INSERT INTO known SELECT row_number, old_resident FROM replacing WHERE new_resident IS NULL',
  );
  await tx.query('INSERT INTO touched SELECT old_resident FROM replacing');
  return added.length;
}

/** Both numbers had residents of their own: the older id survives. */
async function mergePairs(job: RegisterImport): Promise<number> {
  const pairs = await job.tx.query<{ survivor: number; absorbed: number }[]>(
    `SELECT DISTINCT least(new_resident, old_resident) AS survivor, greatest(new_resident, old_resident) AS absorbed
     FROM replacing WHERE new_resident <> old_resident`,
  );
  for (const { survivor, absorbed } of pairs) await mergeResidents(job, survivor, absorbed);
  return pairs.length;
}
