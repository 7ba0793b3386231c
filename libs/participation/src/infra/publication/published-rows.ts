import { sha256, type PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import { METHOD } from '../../domain/publication/indicators';
import { publishedCell, type PublishedCell } from '../../domain/publication/published';
import type { CountedCell } from '../../domain/publication/table-cells';
import type { ProtectedTable } from './protect-thread';

export interface TableToWrite {
  readonly programme: string;
  readonly indicator: string;
  readonly period: string;
  readonly publishedAt: Date;
  readonly rows: readonly CountedCell[];
  readonly protection: ProtectedTable;
}

/** Writes a published table, in a transaction of kallelse_publisher; one that was published before stays. */
export async function writeTable(tx: EntityManager, table: TableToWrite): Promise<boolean> {
  const { programme, indicator, period, publishedAt, rows, protection } = table;
  const hidden = new Set(protection.hidden);
  const refused =
    protection.exposed > 0 ? 'there are too few people for any of its figures to be shown safely' : null;
  const cells = rows.map((row, i) => publishedCell(row, refused !== null || hidden.has(i)));
  const [made] = await tx.query<{ id: number }[]>(
    `INSERT INTO analytics.published_tables (programme, indicator, period, method, published_at, digest, cells, hidden, hidden_for_others, gap, attacks, refused)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (programme, indicator, period) DO NOTHING RETURNING id`,
    [
      ...[
        programme,
        indicator,
        period,
        METHOD.version,
        publishedAt,
        sha256(JSON.stringify(cells)).slice(0, 16),
      ],
      ...[cells.length, cells.filter(({ suppressed }) => suppressed).length, protection.secondary],
      ...[protection.gap, protection.attacks, refused],
    ],
  );
  if (!made) return false;
  await tx.query(
    `INSERT INTO analytics.published_cells (table_id, place, level, area, parent, name, area_type, dimension, category, numerator, denominator, rate, lower, upper, suppressed)
     SELECT $1, place, level, area, parent, name, "areaType", dimension, category, numerator, denominator, rate, lower, upper, suppressed
     FROM jsonb_to_recordset($2::jsonb) AS row(place int, level text, area text, parent text, name text, "areaType" smallint, dimension text, category text,
       numerator int, denominator int, rate float8, lower float8, upper float8, suppressed boolean)`,
    [made.id, JSON.stringify(cells.map((cell, place) => ({ ...cell, place })))],
  );
  return true;
}

/** The cells of a published table, in the order in which they were counted; a part of it when a shape is named. */
export async function readCells(
  tx: Pick<EntityManager, 'query'>,
  tableId: number,
  dimension?: string,
): Promise<PublishedCell[]> {
  return tx.query(
    `SELECT level, area, parent, name, area_type AS "areaType", dimension, category, numerator, denominator, rate, lower, upper, suppressed
     FROM analytics.published_cells WHERE table_id = $1 AND ($2::text IS NULL OR dimension = $2) ORDER BY place`,
    [tableId, dimension ?? null],
  );
}

/** Which tables of a programme there are already, as `indicator period`. */
export async function publishedTables(
  tx: Pick<EntityManager, 'query'>,
  programme: string,
): Promise<Map<string, number>> {
  const rows = await tx.query<{ id: number; key: string }[]>(
    `SELECT id, indicator || ' ' || period AS key FROM analytics.published_tables WHERE programme = $1`,
    [programme],
  );
  return new Map(rows.map(({ id, key }) => [key, id]));
}

/** The first and last day of which there is anything to publish. */
export async function countedDays(
  tx: Pick<EntityManager, 'query'>,
  programme: string,
): Promise<{ first: PlainDate; populations: PlainDate[] } | undefined> {
  const [row] = await tx.query<{ first: PlainDate | null; populations: PlainDate[] | null }[]>(
    `SELECT (SELECT min(cohort) FROM analytics.cube WHERE programme = $1) AS first,
       (SELECT array_agg(as_of ORDER BY as_of) FROM analytics.population_snapshots WHERE programme = $1) AS populations`,
    [programme],
  );
  const populations = row?.populations ?? [];
  const days = [row?.first, populations[0]].filter(
    (day): day is PlainDate => day !== null && day !== undefined,
  );
  const [first] = days.sort();
  return first === undefined ? undefined : { first, populations };
}
