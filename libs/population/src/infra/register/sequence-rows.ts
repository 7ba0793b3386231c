import type { EntityManager } from 'typeorm';
import type { Rows } from './register-context';

const STAGING = 'identity.residents_staging';

/**
 * Orders rows that speak of the same person: all others go at once (pass 0); rows whose number stands several times in
 * the file, or is linked to another by `replaces`, go one after another in the order of the file.
 * @returns the rows of each pass, as subselects
 */
export async function sequenceRows(tx: EntityManager): Promise<Rows[]> {
  await tx.query(`
    CREATE TEMPORARY TABLE sequenced ON COMMIT DROP AS
    WITH RECURSIVE repeated AS (SELECT value FROM ${STAGING} GROUP BY value HAVING count(*) > 1),
    edges AS (SELECT DISTINCT value, replaces FROM ${STAGING} WHERE replaces IS NOT NULL),
    links AS (SELECT value AS x, replaces AS y FROM edges UNION SELECT replaces, value FROM edges),
    reach (x, y) AS (SELECT x, x FROM links UNION SELECT reach.x, links.y FROM reach JOIN links ON links.x = reach.y),
    chains AS (SELECT x AS value, min(y) AS root FROM reach GROUP BY x),
    several AS (
      SELECT row_number, coalesce(chains.root, staged.value) AS root FROM ${STAGING} AS staged LEFT JOIN chains USING (value)
      WHERE chains.root IS NOT NULL OR staged.value IN (SELECT value FROM repeated))
    SELECT row_number, row_number() OVER (PARTITION BY root ORDER BY row_number)::int AS pass FROM several`);
  await tx.query('CREATE INDEX ON sequenced (pass)');
  await tx.query('ANALYZE sequenced');
  const [last] = await tx.query<{ passes: number }[]>(
    'SELECT coalesce(max(pass), 0)::int AS passes FROM sequenced',
  );
  const passes = last?.passes ?? 0;
  const single = `(SELECT staged.* FROM ${STAGING} AS staged WHERE NOT EXISTS
    (SELECT 1 FROM sequenced WHERE sequenced.row_number = staged.row_number))`;
  const numbered = Array.from(
    { length: passes },
    (_, i) =>
      `(SELECT staged.* FROM sequenced JOIN ${STAGING} AS staged USING (row_number) WHERE pass = ${i + 1})`,
  );
  return [passes === 0 ? `(SELECT * FROM ${STAGING})` : single, ...numbered];
}
