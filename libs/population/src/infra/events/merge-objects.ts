import type { EntityManager } from 'typeorm';
import { OBJECT_TABLES, type ObjectKind } from '../../domain/event-line';
import { affected } from '../register/register-context';
import type { ObjectMerge } from './object-merge';

/** The columns of each source that an object brings. */
const CONTENT: Readonly<Record<ObjectKind, readonly string[]>> = {
  event: ['programme', 'type', 'from_date', 'until_date', 'method', 'result', 'value', 'list', 'kit'],
  organ: ['present', 'absent', 'source', 'effective', 'withdrawn', 'recorded'],
  'opt-out': ['programme', 'kind', 'from_date', 'until_date', 'revoked'],
  manual: ['programme', 'kind', 'code', 'from_date', 'until_date'],
  attribute: ['name', 'value', 'from_date', 'until_date', 'recorded'],
  preference: ['name', 'value', 'recorded'],
};

/** What became of the objects of one kind. */
export interface ObjectCounts {
  readonly added: number;
  readonly changed: number;
  readonly voided: number;
}

/**
 * Merges the resolved objects (temporary table `resolved`: the last line of each object in the file) of one kind into
 * its source: a known ref with other content is a new version with the old `seq`, an annulled object is superseded, the
 * same content changes nothing. Residents whose facts change go to `touched`.
 */
export async function mergeObjects(merge: ObjectMerge, kind: ObjectKind): Promise<ObjectCounts> {
  const { tx } = merge;
  await findWanted(tx, kind);
  const voided = await supersede(merge, kind, 'wanted.is_void');
  const changed = await supersede(merge, kind, 'NOT wanted.is_void AND NOT is_same');
  const added = await insert(merge, kind);
  await tx.query('DROP TABLE wanted');
  return { added: added - changed, changed, voided };
}

/**
 * `wanted`: each object beside the version of it that is known, if any, and the place in the order of first import that
 * it has had. With a ref it is the same object wherever it is, else with the same content at the same resident.
 */
async function findWanted(tx: EntityManager, kind: ObjectKind): Promise<void> {
  const table = `screening.${OBJECT_TABLES[kind]}`;
  const content = CONTENT[kind];
  const same = content.map((column) => sameSql(kind, column)).join(' AND ');
  await tx.query(`
    CREATE TEMPORARY TABLE wanted ON COMMIT DROP AS
    SELECT resolved.row_number, resolved.first_row, resolved.resident_id, resolved.ref, resolved.fingerprint, resolved.is_void, resolved.seq,
      ${content.map((column) => `content.${column}`).join(', ')},
      coalesce(own.resident_id, moved.resident_id) AS live_resident, coalesce(own.seq, moved.seq) AS live_seq,
      former.seq AS former_seq, coalesce(${same}, false) AND own.seq IS NOT NULL AS is_same
    FROM ${resolvedOf(kind)} CROSS JOIN LATERAL jsonb_populate_record(NULL::${table}, resolved.object) AS content
    LEFT JOIN ${table} AS own ON own.resident_id = resolved.resident_id AND own.fingerprint = resolved.fingerprint
      AND own.superseded_at IS NULL
    LEFT JOIN ${table} AS moved ON moved.ref = resolved.ref AND moved.superseded_at IS NULL AND moved.resident_id <> resolved.resident_id
    LEFT JOIN LATERAL (SELECT max(earlier.seq) AS seq FROM ${table} AS earlier
      WHERE own.seq IS NULL AND moved.seq IS NULL AND earlier.superseded_at IS NOT NULL
        AND CASE WHEN resolved.ref IS NOT NULL THEN earlier.ref = resolved.ref
          ELSE earlier.resident_id = resolved.resident_id AND earlier.fingerprint = resolved.fingerprint END) AS former ON true
    WHERE resolved.kind = '${kind}' OR (resolved.kind = 'any' AND (own.seq IS NOT NULL OR moved.seq IS NOT NULL))`);
}

/**
 * Whether a column is as it was. A statement that the office has withdrawn stays withdrawn when a file says it again as
 * it said it before.
 */
function sameSql(kind: ObjectKind, column: string): string {
  const same = `own.${column} IS NOT DISTINCT FROM content.${column}`;
  if (kind !== 'organ' || column !== 'withdrawn') return same;
  return `(${same} OR (content.withdrawn IS NULL AND own.import_id IS NULL))`;
}

/** Objects of this kind alone, fenced: those of another kind do not fit the columns of this source. */
function resolvedOf(kind: ObjectKind): string {
  return `(SELECT * FROM resolved WHERE kind IN ('${kind}', 'any') OFFSET 0) AS resolved`;
}

async function supersede({ tx, now }: ObjectMerge, kind: ObjectKind, which: string): Promise<number> {
  const result = await tx.query<{ n: number }[]>(
    `WITH ended AS (
       UPDATE screening.${OBJECT_TABLES[kind]} AS stored SET superseded_at = $1 FROM wanted
       WHERE stored.seq = wanted.live_seq AND stored.resident_id = wanted.live_resident AND stored.superseded_at IS NULL AND ${which}
       RETURNING stored.resident_id),
     told AS (INSERT INTO touched SELECT resident_id FROM ended)
     SELECT count(*) AS n FROM ended`,
    [now],
  );
  return result[0]?.n ?? 0;
}

/** New objects and new versions; `seq` is the order of first import, kept by every later version. */
async function insert({ tx, importId, now }: ObjectMerge, kind: ObjectKind): Promise<number> {
  const place = kind === 'manual' ? ', place' : '';
  const content = CONTENT[kind].join(', ');
  await tx.query(
    `INSERT INTO touched SELECT resident_id FROM wanted WHERE NOT is_void AND (live_seq IS NULL OR NOT is_same)`,
  );
  return affected(
    tx,
    `INSERT INTO screening.${OBJECT_TABLES[kind]} (seq, resident_id, ${content}${place}, ref, fingerprint, import_id, recorded_at)
     SELECT coalesce(live_seq, former_seq, seq, nextval('screening.source_seq')), resident_id, ${content}${place}, ref, fingerprint, $1, $2
     FROM (SELECT * ${kind === 'manual' ? `, ${PLACE} AS place` : ''} FROM wanted
       WHERE NOT is_void AND (live_seq IS NULL OR NOT is_same) ORDER BY first_row OFFSET 0) AS ordered`,
    [importId, now],
  );
}

/** The place of a manual route in its resident's list: where it was, else behind those already there, in the order of the file. */
const PLACE = `coalesce(
  (SELECT max(route.place) FROM screening.manual_routes AS route
    WHERE route.resident_id = wanted.resident_id AND route.seq = coalesce(live_seq, former_seq)),
  (SELECT coalesce(max(route.place) + 1, 0) FROM screening.manual_routes AS route WHERE route.resident_id = wanted.resident_id)
    + row_number() OVER (PARTITION BY wanted.resident_id, live_seq IS NULL AND former_seq IS NULL ORDER BY first_row) - 1)`;
