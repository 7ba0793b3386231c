import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { ProblemError } from '@kallelse/kernel';
import type { RejectedFile, Rejection } from '../files/rejected-file';
import { affected } from '../register/register-context';
import type { Moment } from './follow-editions';
import type { ReferenceCounts } from './import-districts';
import { readTable, type Columns } from './table-file';

const SUCCESSOR_COLUMNS: Columns = {
  old: { kind: 'text', required: true },
  new: { kind: 'text', required: true },
  share: { kind: 'number', required: true, min: 0.000001, max: 1 },
};

/** Loads what became of districts of earlier editions. */
export async function importSuccessors(
  { tx }: Moment,
  path: string,
  rejectedFile: RejectedFile,
): Promise<ReferenceCounts> {
  const file = await readTable(path, SUCCESSOR_COLUMNS, rejectedFile);
  const written = await affected(
    tx,
    `INSERT INTO analytics.district_successors AS stored (old, new, share)
     SELECT DISTINCT ON (old, new) old, new, share
     FROM jsonb_to_recordset($1::jsonb) AS row(number int, old text, new text, share float8) ORDER BY old, new, number DESC
     ON CONFLICT (old, new) DO UPDATE SET share = excluded.share WHERE stored.share <> excluded.share`,
    [JSON.stringify(file.rows.map(({ number, cells }) => ({ number, ...cells })))],
  );
  return { rows: file.read, written, unchanged: file.rows.length - written, rejected: file.rejected };
}

/**
 * Loads outlines from GeoJSON: each feature's property `code` names the district, of the edition valid today. A feature
 * of another code, or without an area, is rejected by its place in the file.
 */
export async function importGeometry(
  { tx, today }: Moment,
  path: string,
  rejectedFile: RejectedFile,
): Promise<ReferenceCounts> {
  const features = await readFeatures(path);
  const rows = features.map((feature, i) => ({ number: i + 1, ...outlineOf(feature) }));
  const [counts] = await tx.query<{ written: number; unknown: number[] }[]>(
    `WITH given AS (
       SELECT row.number, edition.code, edition.vintage, row.geometry
       FROM jsonb_to_recordset($1::jsonb) AS row(number int, code text, geometry jsonb)
       LEFT JOIN analytics.districts AS edition ON edition.code = row.code AND row.geometry IS NOT NULL
         AND edition.valid_from <= $2 AND (edition.valid_to IS NULL OR edition.valid_to >= $2)),
     outlined AS (
       UPDATE analytics.districts AS edition SET geometry = given.geometry FROM given
       WHERE (edition.code, edition.vintage) = (given.code, given.vintage) AND edition.geometry IS DISTINCT FROM given.geometry
       RETURNING 1)
     SELECT (SELECT count(*) FROM outlined) AS written,
       (SELECT coalesce(array_agg(number ORDER BY number), '{}') FROM given WHERE code IS NULL) AS unknown`,
    [JSON.stringify(rows), today],
  );
  const { written, unknown } = counts ?? { written: 0, unknown: [] };
  await rejectedFile.add(unknown.map((row): Rejection => ({ row, column: 'code', code: 'outline' })));
  return {
    rows: features.length,
    written,
    unchanged: features.length - written - unknown.length,
    rejected: unknown.length,
  };
}

function outlineOf(feature: unknown): { code?: string; geometry?: unknown } {
  const { properties, geometry } = (feature ?? {}) as { properties?: unknown; geometry?: unknown };
  const { code } = (properties ?? {}) as { code?: unknown };
  const { type } = (geometry ?? {}) as { type?: unknown };
  const isArea = type === 'Polygon' || type === 'MultiPolygon';
  return typeof code === 'string' && isArea ? { code, geometry } : {};
}

async function readFeatures(path: string): Promise<readonly unknown[]> {
  const name = basename(path);
  const wrong = (what: string): ProblemError =>
    new ProblemError('FILE_GEOJSON', `${name} ${what}`, {
      fix: 'give a GeoJSON FeatureCollection; nothing was changed',
    });
  const text = await readFile(path, 'utf8').catch(() => {
    throw wrong('cannot be read');
  });
  try {
    const collection = JSON.parse(text) as { type?: unknown; features?: unknown } | null;
    if (collection?.type === 'FeatureCollection' && Array.isArray(collection.features))
      return collection.features as unknown[];
  } catch {
    // said below, without quoting the text
  }
  throw wrong('is no GeoJSON FeatureCollection');
}
