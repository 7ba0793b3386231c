import { mergeResidents } from './merge-residents';
import { affected, refuseRows, type RegisterImport, type Rows } from './register-context';

/** What following `replaces` did in one pass. */
export interface LinkCounts {
  readonly linked: number;
  readonly merged: number;
}

/** Finds whose each row is by its number; `is_former` when another number has replaced it. */
export async function findKnown({ tx }: Pick<RegisterImport, 'tx'>, rows: Rows): Promise<void> {
  await tx.query('TRUNCATE known, linked');
  await tx.query(`
    INSERT INTO known SELECT staged.row_number, identifier.resident_id, identifier.replaced_by IS NOT NULL
    FROM ${rows} AS staged JOIN identity.identifiers AS identifier USING (value, domain, type)`);
  await tx.query('ANALYZE known');
}

/**
 * Follows `replaces`: a new number joins the old one's resident with all its history; two residents found to be one are
 * merged. What cannot be right is refused, each with its own code. Rows that changed a chain stand in `linked`.
 */
export async function linkNumbers(job: RegisterImport, rows: Rows): Promise<LinkCounts> {
  const { tx } = job;
  await findReplaced(job, rows);
  await refuseRows(
    tx,
    `SELECT row_number, 'replaces' AS column_name, verdict AS code FROM replacing WHERE verdict LIKE 'replaces-%'`,
  );
  await tx.query(`DELETE FROM replacing WHERE verdict <> 'link'`);
  const linked = await addNumbers(job);
  const merged = await mergePairs(job);
  await tx.query('DROP TABLE replacing');
  return { linked, merged };
}

/**
 * Walks the chain of a resident from one number towards those that replaced it, and tells whether it meets another. The
 * columns come with their table's name: a bare `value` would be that of the chain itself.
 */
function leadsTo(from: string, to: string, resident: string): string {
  return (
    `EXISTS (WITH RECURSIVE later (value) AS (` +
    `SELECT replaced_by FROM identity.identifiers AS i WHERE i.resident_id = ${resident} AND i.value = ${from} ` +
    `UNION SELECT i.replaced_by FROM later JOIN identity.identifiers AS i ON i.value = later.value AND i.resident_id = ${resident}) ` +
    `SELECT 1 FROM later WHERE later.value = ${to})`
  );
}

/**
 * `replacing`: rows with `replaces`, whose number it is now, whose the old one is, and what follows from that. A link that
 * is there already, or that a split has declared wrong, says nothing new.
 */
async function findReplaced({ tx }: RegisterImport, rows: Rows): Promise<void> {
  await tx.query(`
    CREATE TEMPORARY TABLE replacing ON COMMIT DROP AS
    SELECT *, CASE
      WHEN candidates = 0 THEN 'replaces-unknown'
      WHEN candidates > 1 AND old_domain <> domain THEN 'replaces-ambiguous'
      WHEN is_wrong THEN 'declared wrong'
      WHEN old_resident = new_resident AND ${leadsTo('found.old_value', 'found.value', 'found.old_resident')} THEN 'known'
      WHEN old_resident = new_resident AND ${leadsTo('found.value', 'found.old_value', 'found.old_resident')} THEN 'replaces-cycle'
      WHEN old_replaced_by IS NOT NULL THEN 'replaces-taken'
      ELSE 'link' END AS verdict
    FROM (
      SELECT staged.row_number, staged.value, staged.domain, staged.type, known.resident_id AS new_resident,
        former.resident_id AS old_resident, former.value AS old_value, former.domain AS old_domain, former.type AS old_type,
        former.replaced_by AS old_replaced_by, coalesce(former.candidates, 0) AS candidates,
        EXISTS (SELECT 1 FROM identity.wrong_links AS wrong
          WHERE wrong.value = staged.value AND wrong.replaces = staged.replaces) AS is_wrong
      FROM ${rows} AS staged LEFT JOIN known USING (row_number)
      LEFT JOIN LATERAL (
        SELECT *, count(*) OVER () AS candidates FROM identity.identifiers AS identifier
        WHERE identifier.value = staged.replaces ORDER BY identifier.domain = staged.domain DESC LIMIT 1) AS former ON true
      WHERE staged.replaces IS NOT NULL) AS found`);
}

/** New numbers of known residents; their rows are then known too. */
async function addNumbers({ tx, now }: RegisterImport): Promise<number> {
  await tx.query(
    `UPDATE identity.identifiers AS i SET current = false, replaced_by = r.value FROM replacing AS r
     WHERE (i.value, i.domain, i.type) = (r.old_value, r.old_domain, r.old_type)`,
  );
  const added = await affected(
    tx,
    `INSERT INTO identity.identifiers (value, domain, type, resident_id, recorded_at)
     SELECT value, domain, type, old_resident, $1 FROM replacing WHERE new_resident IS NULL`,
    [now],
  );
  await tx.query(
    'INSERT INTO known SELECT row_number, old_resident, false FROM replacing WHERE new_resident IS NULL',
  );
  await tx.query('INSERT INTO linked SELECT row_number FROM replacing');
  await tx.query('INSERT INTO touched SELECT old_resident FROM replacing');
  return added;
}

interface Pair {
  readonly new_resident: number;
  readonly old_resident: number;
  readonly value: string;
  readonly old_value: string;
  readonly old_domain: string;
  readonly old_type: string;
}

/** Both numbers had residents of their own: they become one. */
async function mergePairs(job: RegisterImport): Promise<number> {
  const pairs = await job.tx.query<Pair[]>(
    'SELECT * FROM replacing WHERE new_resident <> old_resident ORDER BY row_number',
  );
  for (const pair of pairs) {
    await mergeResidents(job, {
      holder: pair.new_resident,
      other: pair.old_resident,
      link: { value: pair.old_value, domain: pair.old_domain, type: pair.old_type, linkedTo: pair.value },
    });
  }
  return pairs.length;
}
