import type { EntityManager } from 'typeorm';

/** Sources whose objects are told apart by fingerprint, with the columns that a copy of a row takes over. */
export const OBJECT_SOURCES = {
  organ_statements: 'present, absent, source, effective, withdrawn, recorded, recorded_by, ref, fingerprint',
  opt_outs: 'programme, kind, from_date, until_date, revoked, ref, fingerprint',
  events: 'programme, type, from_date, until_date, method, result, value, list, ref, fingerprint',
  attributes: 'name, value, from_date, until_date, recorded, ref, fingerprint',
  manual_routes:
    'programme, kind, code, from_date, until_date, ref, fingerprint, recorded_by, reason, revoked_by',
  preferences: 'name, value, recorded, ref, fingerprint',
} as const;
export type ObjectSource = keyof typeof OBJECT_SOURCES;

/** What a merge did to one source, by `seq`: given to the survivor, or closed because the survivor has the same. */
export interface MovedRows {
  readonly moved: readonly number[];
  readonly closed: readonly number[];
}

/** A move of rows from one resident to another, known from `at`. */
export interface Move {
  readonly from: number;
  readonly to: number;
  readonly at: Date;
  readonly importId: number | null;
}

/**
 * Gives all objects of one resident to another. Nothing is rewritten: what was known until now stays as it was, and the
 * other has new versions of the same objects (`seq`) from now on. What both had alike counts once.
 */
export async function moveObjects(tx: EntityManager, source: ObjectSource, move: Move): Promise<MovedRows> {
  const alike = await sequences(
    tx,
    `SELECT theirs.seq FROM screening.${source} AS theirs JOIN screening.${source} AS ours USING (fingerprint)
     WHERE theirs.resident_id = $1 AND ours.resident_id = $2 AND theirs.superseded_at IS NULL AND ours.superseded_at IS NULL`,
    [move.from, move.to],
  );
  const moved = await passOn(tx, source, move, `NOT seq = ANY ($5)`, alike);
  await tx.query(
    `UPDATE screening.${source} SET superseded_at = $2 WHERE resident_id = $1 AND superseded_at IS NULL`,
    [move.from, move.at],
  );
  return { moved, closed: alike };
}

/** Takes a move back: the newest versions of what was moved, and what was closed, return. */
export async function returnObjects(
  tx: EntityManager,
  source: ObjectSource,
  { from, to, at, importId }: Move,
  rows: MovedRows,
): Promise<void> {
  await passOn(tx, source, { from: to, to: from, at, importId }, `seq = ANY ($5)`, rows.moved);
  await tx.query(
    `INSERT INTO screening.${source} (${columnsOf(source)}) SELECT ${versionFor(source, '$1')} FROM (
       SELECT DISTINCT ON (seq) * FROM screening.${source} WHERE resident_id = $1 AND seq = ANY ($4)
       ORDER BY seq, superseded_at DESC, recorded_at DESC, ctid DESC) AS version`,
    [from, importId, at, rows.closed],
  );
}

/** Ends live rows of one resident and adds them as new versions to another, in one statement. */
async function passOn(
  tx: EntityManager,
  source: ObjectSource,
  { from, to, at, importId }: Move,
  which: string,
  list: readonly number[],
): Promise<number[]> {
  return sequences(
    tx,
    `WITH version AS (
       UPDATE screening.${source} SET superseded_at = $3
       WHERE resident_id = $4 AND superseded_at IS NULL AND ${which} RETURNING *),
     added AS (
       INSERT INTO screening.${source} (${columnsOf(source)}) SELECT ${versionFor(source, '$1')} FROM version RETURNING seq)
     SELECT seq FROM added ORDER BY seq`,
    [to, importId, at, from, list],
  );
}

function columnsOf(source: ObjectSource): string {
  const place = source === 'manual_routes' ? ', place' : '';
  return `seq, resident_id, ${OBJECT_SOURCES[source]}${place}, import_id, recorded_at`;
}

/** The columns of `version` as a new version ($2 import, $3 time); a manual route that was here has its place back, another goes last. */
function versionFor(source: ObjectSource, resident: string): string {
  const routes = 'FROM screening.manual_routes AS own WHERE own.resident_id = ';
  const place =
    source === 'manual_routes'
      ? `, coalesce((SELECT max(own.place) ${routes}${resident} AND own.seq = version.seq),
          (SELECT coalesce(max(own.place), -1) ${routes}${resident}) + row_number() OVER (ORDER BY version.place, version.seq))`
      : '';
  return `seq, ${resident}::bigint, ${OBJECT_SOURCES[source]}${place}, $2::bigint, $3::timestamptz`;
}

async function sequences(tx: EntityManager, text: string, values: unknown[]): Promise<number[]> {
  const rows = await tx.query<{ seq: number }[]>(text, values);
  return rows.map(({ seq }) => seq);
}
