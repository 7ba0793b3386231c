import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { ProblemError, type PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import { refreshFacts } from '../register/refresh-facts';
import type { Rejection } from '../files/rejected-file';
import type { RejectedFile } from '../files/rejected-file';
import { readTable, type Columns } from './table-file';

const DISTRICT_COLUMNS: Columns = {
  code: { kind: 'text', required: true },
  vintage: { kind: 'text', required: true },
  level: { kind: 'text', required: true },
  name: { kind: 'text', required: true },
  parent: { kind: 'text' },
  area_type: { kind: 'number', min: 1, max: 5, whole: true },
  population: { kind: 'number', min: 0, max: 1e9, whole: true },
  valid_from: { kind: 'date', required: true },
  valid_to: { kind: 'date' },
};

const SUCCESSOR_COLUMNS: Columns = {
  old: { kind: 'text', required: true },
  new: { kind: 'text', required: true },
  share: { kind: 'number', required: true, min: 0.000001, max: 1 },
};

export interface ReferenceCounts {
  readonly rows: number;
  readonly written: number;
  readonly rejected: number;
  readonly residentsRefreshed?: number;
}

/** Loads an edition of districts: new codes are added, known (code, vintage) updated; residents get their facts anew. */
export async function importDistricts(
  tx: EntityManager,
  path: string,
  today: PlainDate,
  rejectedFile: RejectedFile,
): Promise<ReferenceCounts> {
  const file = await readTable(path, DISTRICT_COLUMNS, rejectedFile);
  await tx.query(
    `CREATE TEMPORARY TABLE given ON COMMIT DROP AS SELECT * FROM jsonb_to_recordset($1::jsonb) AS row(number int, code text,
       vintage text, level text, name text, parent text, area_type int, population int, valid_from date, valid_to date)`,
    [JSON.stringify(file.rows.map(({ number, cells }) => ({ number, ...cells })))],
  );
  const refused = await refuseOverlaps(tx, rejectedFile);
  const written = await tx.query<unknown[]>(
    `INSERT INTO analytics.districts (code, vintage, level, name, parent, area_type, population, valid_from, valid_to)
     SELECT code, vintage, level, name, parent, area_type, population, valid_from, valid_to FROM given
     ON CONFLICT (code, vintage) DO UPDATE SET level = excluded.level, name = excluded.name, parent = excluded.parent,
       area_type = excluded.area_type, population = excluded.population, valid_from = excluded.valid_from, valid_to = excluded.valid_to
     RETURNING 1`,
  );
  const scope = `SELECT DISTINCT resident_id FROM screening.residencies AS version JOIN given ON given.code = version.district
    WHERE version.superseded_at IS NULL`;
  const [residents] = await tx.query<{ n: number }[]>(`SELECT count(*) AS n FROM (${scope}) AS living`);
  if ((residents?.n ?? 0) > 0) await refreshFacts(tx, today, scope);
  await tx.query(
    `UPDATE screening.exceptions SET resolved_at = now(), resolved_by = 'system:import' FROM given
     WHERE kind = 'district-unknown' AND subject = given.code AND resolved_at IS NULL`,
  );
  return {
    rows: file.read,
    written: written.length,
    rejected: file.rejected + refused,
    residentsRefreshed: residents?.n ?? 0,
  };
}

/** On any day a code may be in one edition only. */
async function refuseOverlaps(tx: EntityManager, rejectedFile: RejectedFile): Promise<number> {
  const rows = await tx
    .query<Rejection[]>(
      `DELETE FROM given USING (
       SELECT DISTINCT one.number FROM given AS one JOIN (
         SELECT number, code, vintage, valid_from, valid_to FROM given UNION ALL
         SELECT NULL, code, vintage, valid_from, valid_to FROM analytics.districts AS stored
         WHERE NOT EXISTS (SELECT 1 FROM given WHERE given.code = stored.code AND given.vintage = stored.vintage)) AS other
         ON other.code = one.code AND other.number IS DISTINCT FROM one.number
         AND (other.number IS NULL OR other.number < one.number)
         AND one.valid_from <= coalesce(other.valid_to, 'infinity') AND other.valid_from <= coalesce(one.valid_to, 'infinity')) AS wrong
     WHERE given.number = wrong.number RETURNING given.number AS row, 'valid_from' AS column, 'district-overlap' AS code`,
    )
    .then((result) => (Array.isArray(result[0]) ? (result[0] as Rejection[]) : result));
  await rejectedFile.add(rows);
  return rows.length;
}

/** Loads what became of districts of earlier editions. */
export async function importSuccessors(
  tx: EntityManager,
  path: string,
  rejectedFile: RejectedFile,
): Promise<ReferenceCounts> {
  const file = await readTable(path, SUCCESSOR_COLUMNS, rejectedFile);
  const written = await tx.query<unknown[]>(
    `INSERT INTO analytics.district_successors (old, new, share)
     SELECT DISTINCT ON (old, new) old, new, share FROM jsonb_to_recordset($1::jsonb) AS row(old text, new text, share float8)
     ON CONFLICT (old, new) DO UPDATE SET share = excluded.share RETURNING 1`,
    [JSON.stringify(file.rows.map(({ cells }) => cells))],
  );
  return { rows: file.read, written: written.length, rejected: file.rejected };
}

/** Loads outlines from GeoJSON: each feature's property `code` names the district, of every edition valid today. */
export async function importGeometry(
  tx: EntityManager,
  path: string,
  today: PlainDate,
): Promise<ReferenceCounts> {
  const features = await readFeatures(path);
  const rows = features.flatMap(({ properties, geometry }) =>
    typeof properties?.['code'] === 'string' && geometry ? [{ code: properties['code'], geometry }] : [],
  );
  const written = await tx.query<unknown[]>(
    `WITH outlined AS (UPDATE analytics.districts AS edition SET geometry = row.geometry
       FROM jsonb_to_recordset($1::jsonb) AS row(code text, geometry jsonb)
       WHERE edition.code = row.code AND edition.valid_from <= $2 AND (edition.valid_to IS NULL OR edition.valid_to >= $2)
       RETURNING 1) SELECT * FROM outlined`,
    [JSON.stringify(rows), today],
  );
  return { rows: features.length, written: written.length, rejected: features.length - written.length };
}

interface Feature {
  readonly properties?: Readonly<Record<string, unknown>> | null;
  readonly geometry?: unknown;
}

async function readFeatures(path: string): Promise<readonly Feature[]> {
  const name = basename(path);
  const wrong = (what: string): ProblemError =>
    new ProblemError('FILE_GEOJSON', `${name} ${what}`, {
      fix: 'give a GeoJSON FeatureCollection; nothing was changed',
    });
  const text = await readFile(path, 'utf8').catch(() => {
    throw wrong('cannot be read');
  });
  try {
    const collection = JSON.parse(text) as { type?: unknown; features?: unknown };
    if (collection.type === 'FeatureCollection' && Array.isArray(collection.features))
      return collection.features as Feature[];
  } catch {
    // said below
  }
  throw wrong('is no GeoJSON FeatureCollection');
}
