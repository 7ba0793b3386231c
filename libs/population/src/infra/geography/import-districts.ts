import type { EntityManager } from 'typeorm';
import type { RejectedFile, Rejection } from '../files/rejected-file';
import { countOf } from '../register/register-context';
import { refreshResidentFacts } from '../register/refresh-facts';
import { resolveKnownDistricts, type Moment } from './follow-editions';
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

/** What became of the rows of a reference file; they add up to `rows`. */
export interface ReferenceCounts {
  readonly rows: number;
  /** Added or changed. */
  readonly written: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly residentsRefreshed?: number;
}

/**
 * Loads an edition of districts: new codes are added, known (code, vintage) updated. Residents of codes that mean
 * something else from now on get their facts anew; a resident's own record does not change, so nobody has moved.
 */
export async function importDistricts(
  moment: Moment,
  path: string,
  rejectedFile: RejectedFile,
): Promise<ReferenceCounts> {
  const { tx } = moment;
  const file = await readTable(path, DISTRICT_COLUMNS, rejectedFile);
  await tx.query(
    `CREATE TEMPORARY TABLE given ON COMMIT DROP AS SELECT * FROM jsonb_to_recordset($1::jsonb) AS row(number int, code text,
       vintage text, level text, name text, parent text, area_type int, population int, valid_from date, valid_to date)`,
    [JSON.stringify(file.rows.map(({ number, cells }) => ({ number, ...cells })))],
  );
  const refused = await refuseOverlaps(tx, rejectedFile);
  const content = ['level', 'name', 'parent', 'area_type', 'population', 'valid_from', 'valid_to'];
  const written = await tx.query<{ code: string }[]>(
    `INSERT INTO analytics.districts AS stored (code, vintage, ${content.join(', ')})
     SELECT code, vintage, ${content.join(', ')} FROM given
     ON CONFLICT (code, vintage) DO UPDATE SET ${content.map((column) => `${column} = excluded.${column}`).join(', ')}
     WHERE (${content.map((column) => `stored.${column}`).join(', ')}) IS DISTINCT FROM (${content.map((column) => `excluded.${column}`).join(', ')})
     RETURNING code`,
  );
  const residentsRefreshed = await refreshResidentsOf(
    moment,
    written.map(({ code }) => code),
  );
  await resolveKnownDistricts(moment);
  await tx.query('DROP TABLE given');
  return {
    rows: file.read,
    written: written.length,
    unchanged: file.rows.length - refused - written.length,
    rejected: file.rejected + refused,
    residentsRefreshed,
  };
}

async function refreshResidentsOf({ tx, today }: Moment, codes: readonly string[]): Promise<number> {
  await tx.query(
    `CREATE TEMPORARY TABLE living ON COMMIT DROP AS
     SELECT DISTINCT resident_id FROM screening.residencies WHERE superseded_at IS NULL AND district = ANY ($1)`,
    [codes],
  );
  const residents = await countOf(tx, 'SELECT count(*) AS n FROM living');
  if (residents > 0) {
    await tx.query('ANALYZE living');
    await refreshResidentFacts(tx, today, 'SELECT resident_id FROM living');
  }
  await tx.query('DROP TABLE living');
  return residents;
}

/** On any day a code may be in one edition only; of two rows of the file the later is refused. */
async function refuseOverlaps(tx: EntityManager, rejectedFile: RejectedFile): Promise<number> {
  const rows = await tx.query<Rejection[]>(
    `WITH others AS (
       SELECT number, code, valid_from, valid_to FROM given UNION ALL
       SELECT NULL, code, valid_from, valid_to FROM analytics.districts AS stored
       WHERE NOT EXISTS (SELECT 1 FROM given WHERE given.code = stored.code AND given.vintage = stored.vintage)),
     wrong AS (
       SELECT DISTINCT one.number, CASE WHEN one.valid_to < one.valid_from THEN 'until-before-from' ELSE 'district-overlap' END AS code
       FROM given AS one LEFT JOIN others AS other ON other.code = one.code
         AND (other.number IS NULL OR other.number < one.number)
         AND one.valid_from <= coalesce(other.valid_to, 'infinity') AND other.valid_from <= coalesce(one.valid_to, 'infinity')
       WHERE other.code IS NOT NULL OR one.valid_to < one.valid_from),
     removed AS (DELETE FROM given USING wrong WHERE given.number = wrong.number)
     SELECT number AS row, 'valid_from' AS column, code FROM wrong ORDER BY number`,
  );
  await rejectedFile.add(rows);
  return rows.length;
}
