import type { RejectedFile, Rejection } from '../files/rejected-file';
import { affected } from '../register/register-context';
import type { Moment } from './follow-editions';
import type { ReferenceCounts } from './import-districts';
import { readTable, type Columns } from './table-file';

const UNIT_COLUMNS: Columns = {
  id: { kind: 'text', required: true },
  name: { kind: 'text', required: true },
  hsa_id: { kind: 'text' },
  kind: { kind: 'text', required: true },
  region: { kind: 'text', required: true },
  visiting_address: { kind: 'text' },
  postcode: { kind: 'text' },
  city: { kind: 'text' },
  phone: { kind: 'text', required: true },
  hours: { kind: 'text' },
  return_address: { kind: 'text', required: true },
  programmes: { kind: 'text', required: true },
};

const CATCHMENT_COLUMNS: Columns = {
  programme: { kind: 'text', required: true },
  district: { kind: 'text', required: true },
  unit: { kind: 'text', required: true },
  from: { kind: 'date', required: true },
  until: { kind: 'date' },
};

const UNIT_CONTENT = Object.keys(UNIT_COLUMNS).filter((column) => column !== 'id');

/** Loads units; a known id is updated. `programmes` lists ids, separated by space, semicolon or bar. */
export async function importUnits(
  { tx }: Moment,
  path: string,
  rejectedFile: RejectedFile,
): Promise<ReferenceCounts> {
  const file = await readTable(path, UNIT_COLUMNS, rejectedFile);
  const columns = UNIT_CONTENT.join(', ');
  const list = (row: string): string => UNIT_CONTENT.map((column) => `${row}.${column}`).join(', ');
  const written = await affected(
    tx,
    `INSERT INTO screening.units AS stored (id, ${columns})
     SELECT DISTINCT ON (id) id, ${columns.replace(/\bprogrammes\b/, `regexp_split_to_array(programmes, '[ ;|]+')`)}
     FROM jsonb_to_recordset($1::jsonb) AS row(number int, id text, ${UNIT_CONTENT.map((column) => `${column} text`).join(', ')})
     ORDER BY id, number DESC
     ON CONFLICT (id) DO UPDATE SET ${UNIT_CONTENT.map((column) => `${column} = excluded.${column}`).join(', ')}
     WHERE (${list('stored')}) IS DISTINCT FROM (${list('excluded')})`,
    [JSON.stringify(file.rows.map(({ number, cells }) => ({ number, ...cells })))],
  );
  return { rows: file.read, written, unchanged: file.rows.length - written, rejected: file.rejected };
}

/** Loads which unit serves a district in a programme, and which laboratory (a unit of that kind), and when; a row for an unknown unit is rejected. */
export async function importCatchments(
  { tx }: Moment,
  path: string,
  rejectedFile: RejectedFile,
): Promise<ReferenceCounts> {
  const file = await readTable(path, CATCHMENT_COLUMNS, rejectedFile);
  await tx.query(
    `CREATE TEMPORARY TABLE given ON COMMIT DROP AS SELECT * FROM jsonb_to_recordset($1::jsonb)
       AS row(number int, programme text, district text, unit text, "from" date, until date)`,
    [JSON.stringify(file.rows.map(({ number, cells }) => ({ number, ...cells })))],
  );
  const wrong = await tx.query<Rejection[]>(
    `WITH wrong AS (
       SELECT number, CASE WHEN until < "from" THEN 'until' ELSE 'unit' END AS column,
         CASE WHEN until < "from" THEN 'until-before-from' ELSE 'unit-unknown' END AS code FROM given
       WHERE until < "from" OR NOT EXISTS (SELECT 1 FROM screening.units WHERE units.id = given.unit)),
     removed AS (DELETE FROM given USING wrong WHERE given.number = wrong.number)
     SELECT number AS row, "column", code FROM wrong ORDER BY number`,
  );
  await rejectedFile.add(wrong);
  const written = await affected(
    tx,
    `INSERT INTO screening.catchments AS stored (programme, district, role, unit, from_date, until_date)
     SELECT DISTINCT ON (programme, district, role, "from") programme, district, role, unit, "from", until
     FROM (SELECT given.*, CASE WHEN units.kind = 'laboratory' THEN 'laboratory' ELSE 'unit' END AS role
       FROM given JOIN screening.units ON units.id = given.unit) AS placed
     ORDER BY programme, district, role, "from", number DESC
     ON CONFLICT (programme, district, role, from_date) DO UPDATE SET unit = excluded.unit, until_date = excluded.until_date
     WHERE (stored.unit, stored.until_date) IS DISTINCT FROM (excluded.unit, excluded.until_date)`,
  );
  await tx.query('DROP TABLE given');
  const good = file.rows.length - wrong.length;
  return { rows: file.read, written, unchanged: good - written, rejected: file.rejected + wrong.length };
}
