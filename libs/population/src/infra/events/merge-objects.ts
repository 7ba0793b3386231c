import type { EntityManager } from 'typeorm';
import { OBJECT_TABLES, type ObjectKind } from '../../domain/event-line';

/** The columns of each source that an object brings. */
const CONTENT: Readonly<Record<ObjectKind, readonly string[]>> = {
  event: ['programme', 'type', 'from_date', 'until_date', 'method', 'result', 'value', 'list'],
  organ: ['present', 'absent', 'source', 'effective', 'withdrawn', 'recorded'],
  'opt-out': ['programme', 'kind', 'from_date', 'until_date', 'revoked'],
  manual: ['programme', 'kind', 'code', 'from_date', 'until_date'],
  attribute: ['name', 'value', 'from_date', 'until_date', 'recorded'],
  preference: ['name', 'value'],
};

export interface ObjectCounts {
  readonly added: number;
  readonly changed: number;
  readonly voided: number;
  readonly unchanged: number;
}

interface Merge {
  readonly tx: EntityManager;
  readonly importId: number | null;
  readonly now: Date;
}

/**
 * Merges the resolved objects (temporary table `resolved`: the last line of each object in the file) of one kind into
 * its source: a known ref with other content is a new version with the old `seq`, an annulled object is superseded, the
 * same content changes nothing. Residents whose facts change go to `touched`.
 */
export async function mergeObjects(merge: Merge, kind: ObjectKind): Promise<ObjectCounts> {
  const table = OBJECT_TABLES[kind];
  const { tx, now } = merge;
  await tx.query(`
    CREATE TEMPORARY TABLE wanted ON COMMIT DROP AS
    SELECT resolved.row_number, resolved.first_row, resolved.resident_id, resolved.ref, resolved.fingerprint, resolved.is_void,
      ${CONTENT[kind].map((column) => `content.${column}`).join(', ')},
      live.resident_id AS live_resident, live.seq AS live_seq, former.seq AS former_seq,
      ${same(kind)} AS is_same
    FROM resolved CROSS JOIN LATERAL jsonb_populate_record(NULL::screening.${table}, resolved.object) AS content
    LEFT JOIN LATERAL (SELECT * FROM screening.${table} AS row WHERE ${matches('row')} AND row.superseded_at IS NULL) AS live ON true
    LEFT JOIN LATERAL (SELECT max(seq) AS seq FROM screening.${table} AS row WHERE ${matches('row')} AND row.superseded_at IS NOT NULL) AS former ON true
    WHERE resolved.kind = '${kind}' OR (resolved.kind = 'any' AND (live.seq IS NOT NULL OR former.seq IS NOT NULL))`);
  await refuseUnknownVoids(tx);
  const voided = await supersede(tx, table, now, 'wanted.is_void');
  const changed = await supersede(tx, table, now, 'NOT wanted.is_void AND NOT is_same');
  const added = await insert(merge, kind);
  const [unchanged] = await tx.query<{ n: number }[]>(
    `SELECT count(*) AS n FROM wanted WHERE CASE WHEN is_void THEN live_seq IS NULL ELSE live_seq IS NOT NULL AND is_same END`,
  );
  await tx.query('DROP TABLE wanted');
  return { added: added - changed, changed, voided, unchanged: unchanged?.n ?? 0 };
}

/** The same object: by ref wherever it is, else by content with the same resident. */
function matches(row: string): string {
  return (
    `CASE WHEN resolved.ref IS NOT NULL THEN ${row}.ref = resolved.ref ` +
    `ELSE ${row}.resident_id = resolved.resident_id AND ${row}.fingerprint = resolved.fingerprint END`
  );
}

function same(kind: ObjectKind): string {
  const columns = CONTENT[kind].map((column) => `live.${column} IS NOT DISTINCT FROM content.${column}`);
  return `coalesce(live.resident_id = resolved.resident_id AND ${columns.join(' AND ')}, false)`;
}

async function refuseUnknownVoids(tx: EntityManager): Promise<void> {
  await tx.query(
    `INSERT INTO refused SELECT row_number, '', 'void-unknown' FROM wanted WHERE is_void AND live_seq IS NULL AND former_seq IS NULL`,
  );
  await tx.query('DELETE FROM wanted USING refused WHERE refused.row_number = wanted.row_number');
}

async function supersede(tx: EntityManager, table: string, now: Date, which: string): Promise<number> {
  const [rows] = await tx.query<[{ resident_id: number }[], number]>(
    `UPDATE screening.${table} AS row SET superseded_at = $1 FROM wanted
     WHERE row.seq = wanted.live_seq AND row.resident_id = wanted.live_resident AND row.superseded_at IS NULL AND ${which}
     RETURNING row.resident_id`,
    [now],
  );
  if (rows.length > 0) {
    await tx.query('INSERT INTO touched SELECT unnest($1::bigint[])', [rows.map((row) => row.resident_id)]);
  }
  return rows.length;
}

/** New objects and new versions; `seq` is the order of first import, kept by every later version. */
async function insert({ tx, importId, now }: Merge, kind: ObjectKind): Promise<number> {
  const place = kind === 'manual' ? ', place' : '';
  const content = CONTENT[kind].join(', ');
  const [row] = await tx.query<{ n: number }[]>(
    `WITH added AS (
       INSERT INTO screening.${OBJECT_TABLES[kind]} (seq, resident_id, ${content}${place}, ref, fingerprint, import_id, recorded_at)
       SELECT coalesce(live_seq, former_seq, nextval('screening.source_seq')), resident_id, ${content}${place}, ref, fingerprint, $1, $2
       FROM (SELECT * ${kind === 'manual' ? `, ${PLACE} AS place` : ''} FROM wanted
         WHERE NOT is_void AND (live_seq IS NULL OR NOT is_same) ORDER BY first_row OFFSET 0) AS ordered
       RETURNING resident_id),
     told AS (INSERT INTO touched SELECT resident_id FROM added)
     SELECT count(*) AS n FROM added`,
    [importId, now],
  );
  return row?.n ?? 0;
}

/** The place of a manual route in its resident's list: after those already there, in the order of the file. */
const PLACE = `coalesce(
  (SELECT max(route.place) FROM screening.manual_routes AS route WHERE route.seq = coalesce(live_seq, former_seq)),
  (SELECT coalesce(max(route.place) + 1, 0) FROM screening.manual_routes AS route WHERE route.resident_id = wanted.resident_id)
    + row_number() OVER (PARTITION BY wanted.resident_id, live_seq IS NULL AND former_seq IS NULL ORDER BY first_row) - 1)`;
