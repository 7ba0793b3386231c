import type { EntityManager } from 'typeorm';
import { countOf, refuseRows } from './register-context';
import { RESIDENTS_STAGING as STAGING } from './stage-residents';

/** More rows about one person in one file are an error of the file. */
const MOST_ROWS_OF_ONE = 200;

/**
 * Orders rows that speak of the same person. All others go at once (pass 0). Rows that share a number, a resident or a
 * link by `replaces` go one after another (pass 0 or 1, then 2 …): former numbers before those that replace them, wherever they
 * stand in the file; of one number the earlier recorded first, else as they stand.
 * @returns the number of passes after pass 0
 */
export async function sequenceRows(tx: EntityManager, hasKnown: boolean): Promise<number> {
  await tx.query(`
    CREATE TEMPORARY TABLE links ON COMMIT DROP AS
    SELECT row_number, identity AS value, replaces, recorded FROM ${STAGING} WHERE replaces IS NOT NULL`);
  await tx.query('ANALYZE links');
  await refuseHopelessLinks(tx);
  await findKeys(tx, hasKnown);
  if ((await countOf(tx, 'SELECT count(*) AS n FROM keys')) > 0) await joinKeys(tx);
  await numberPasses(tx);
  const passes = await countOf(tx, `SELECT coalesce(max(pass), 0) AS n FROM ${STAGING} WHERE pass > 0`);
  await tx.query('DROP TABLE links, keys');
  return passes;
}

/** Links that the file itself rules out: to a number nobody has or brings, to one replaced twice, and in a circle. */
async function refuseHopelessLinks(tx: EntityManager): Promise<void> {
  const forget = (): Promise<unknown> =>
    tx.query('DELETE FROM links USING refused WHERE refused.row_number = links.row_number');
  if ((await countOf(tx, 'SELECT count(*) AS n FROM links')) === 0) return;
  await refuseRows(
    tx,
    `SELECT row_number, 'replaces' AS column_name, 'replaces-unknown' AS code FROM links
     WHERE NOT EXISTS (SELECT 1 FROM identity.identifiers AS known WHERE known.value = links.replaces)
       AND NOT EXISTS (SELECT 1 FROM ${STAGING} AS staged WHERE staged.identity = links.replaces)`,
  );
  await forget();
  // Of several numbers that claim to replace one, the number that is known to, else the earliest.
  await refuseRows(
    tx,
    `SELECT row_number, 'replaces' AS column_name, 'replaces-taken' AS code FROM (
       SELECT *, first_value(value) OVER (PARTITION BY replaces ORDER BY ${KNOWN_LINK} DESC, recorded, row_number) AS winner
       FROM links) AS claims WHERE value <> winner`,
  );
  await forget();
  await refuseRows(
    tx,
    `WITH RECURSIVE later (start, value, steps) AS (
       SELECT replaces, value, 1 FROM links
       UNION SELECT start, links.value, steps + 1 FROM later JOIN links ON links.replaces = later.value
         WHERE later.value <> start AND steps < ${MOST_ROWS_OF_ONE})
     SELECT row_number, 'replaces' AS column_name, 'replaces-cycle' AS code FROM links
     WHERE NOT ${KNOWN_LINK} AND EXISTS (SELECT 1 FROM later WHERE later.start = links.replaces AND later.value = later.start)`,
  );
  await forget();
}

const KNOWN_LINK = `EXISTS (SELECT 1 FROM identity.identifiers AS former
  WHERE former.value = links.replaces AND former.replaced_by = links.value)`;

/** `keys`: what rows have in common with other rows; only keys that several rows have, or that a link makes. */
async function findKeys(tx: EntityManager, hasKnown: boolean): Promise<void> {
  const residents = hasKnown
    ? `UNION ALL SELECT row_number, 'r' || resident_id FROM known
         WHERE resident_id IN (SELECT resident_id FROM known GROUP BY resident_id HAVING count(*) > 1)
       UNION ALL SELECT known.row_number, 'r' || known.resident_id FROM known
         JOIN identity.identifiers AS old USING (resident_id) JOIN links ON links.replaces = old.value
       UNION ALL SELECT links.row_number, 'r' || old.resident_id FROM links
         JOIN identity.identifiers AS old ON old.value = links.replaces`
    : '';
  await tx.query(`
    CREATE TEMPORARY TABLE keys ON COMMIT DROP AS
    SELECT DISTINCT row_number, key, row_number AS root FROM (
      SELECT row_number, 'v' || identity AS key FROM ${STAGING} AS staged WHERE pass = 0 AND identity IN (
        SELECT identity FROM ${STAGING} WHERE pass = 0 GROUP BY identity HAVING count(*) > 1
        UNION ALL SELECT value FROM links UNION ALL SELECT replaces FROM links)
      UNION ALL SELECT row_number, 'v' || replaces FROM links ${residents}) AS shared`);
  await tx.query('ANALYZE keys');
}

/** Gives all rows that are connected by keys the same root, the smallest row number among them. */
async function joinKeys(tx: EntityManager): Promise<void> {
  for (let changed = 1; changed > 0;) {
    changed = await countOf(
      tx,
      `WITH by_key AS (SELECT key, min(root) AS root FROM keys GROUP BY key HAVING min(root) < max(root)),
       by_row AS (
         SELECT row_number, min(by_key.root) AS root FROM keys JOIN by_key USING (key) GROUP BY row_number),
       moved AS (
         UPDATE keys SET root = by_row.root FROM by_row
         WHERE by_row.row_number = keys.row_number AND by_row.root < keys.root RETURNING 1)
       SELECT count(*) AS n FROM moved`,
    );
  }
}

/**
 * The first row of those connected waits for none of them: it goes with all others, unless it links numbers. (Found again
 * by its position in the table, which cannot change within the statement.)
 */
async function numberPasses(tx: EntityManager): Promise<void> {
  await refuseRows(
    tx,
    `SELECT DISTINCT row_number, '' AS column_name, 'too-many-rows' AS code FROM keys WHERE root IN (
       SELECT root FROM keys GROUP BY root HAVING count(DISTINCT row_number) > ${MOST_ROWS_OF_ONE})`,
  );
  await tx.query(`
    WITH RECURSIVE chain (value, depth) AS (
      SELECT value, 1 FROM links UNION
      SELECT links.value, depth + 1 FROM chain JOIN links ON links.replaces = chain.value WHERE depth < ${MOST_ROWS_OF_ONE}),
    depths AS (SELECT value, max(depth) AS depth FROM chain GROUP BY value),
    ordered AS (
      SELECT staged.ctid AS position, row_number() OVER lined_up::int AS place, first_value(staged.replaces IS NULL) OVER lined_up AS has_beginning
      FROM (SELECT DISTINCT row_number, root FROM keys) AS members JOIN ${STAGING} AS staged USING (row_number)
      LEFT JOIN depths ON depths.value = staged.identity WHERE staged.pass = 0
      WINDOW lined_up AS (PARTITION BY root ORDER BY coalesce(depth, 0), recorded, row_number))
    UPDATE ${STAGING} AS staged SET pass = place - has_beginning::int FROM ordered
    WHERE ordered.position = staged.ctid AND place > has_beginning::int`);
}
