import type { EntityManager } from 'typeorm';
import type { RejectedFile, Rejection } from '../files/rejected-file';
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

/** Loads units; a known id is updated. `programmes` lists ids, separated by space, semicolon or bar. */
export async function importUnits(
  tx: EntityManager,
  path: string,
  rejectedFile: RejectedFile,
): Promise<ReferenceCounts> {
  const file = await readTable(path, UNIT_COLUMNS, rejectedFile);
  const written = await tx.query<unknown[]>(
    `INSERT INTO screening.units (id, name, hsa_id, kind, region, visiting_address, postcode, city, phone, hours, return_address, programmes)
     SELECT DISTINCT ON (id) id, name, hsa_id, kind, region, visiting_address, postcode, city, phone, hours, return_address,
       regexp_split_to_array(programmes, '[ ;|]+')
     FROM jsonb_to_recordset($1::jsonb) AS row(number int, id text, name text, hsa_id text, kind text, region text, visiting_address text,
       postcode text, city text, phone text, hours text, return_address text, programmes text) ORDER BY id, number DESC
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, hsa_id = excluded.hsa_id, kind = excluded.kind, region = excluded.region,
       visiting_address = excluded.visiting_address, postcode = excluded.postcode, city = excluded.city, phone = excluded.phone,
       hours = excluded.hours, return_address = excluded.return_address, programmes = excluded.programmes RETURNING 1`,
    [JSON.stringify(file.rows.map(({ number, cells }) => ({ number, ...cells })))],
  );
  return { rows: file.read, written: written.length, rejected: file.rejected };
}

/** Loads which unit serves a district in a programme, and when; a row for an unknown unit is rejected. */
export async function importCatchments(
  tx: EntityManager,
  path: string,
  rejectedFile: RejectedFile,
): Promise<ReferenceCounts> {
  const file = await readTable(path, CATCHMENT_COLUMNS, rejectedFile);
  await tx.query(
    `CREATE TEMPORARY TABLE given ON COMMIT DROP AS SELECT * FROM jsonb_to_recordset($1::jsonb)
       AS row(number int, programme text, district text, unit text, "from" date, until date)`,
    [JSON.stringify(file.rows.map(({ number, cells }) => ({ number, ...cells })))],
  );
  const unknown = await tx.query<Rejection[]>(
    `SELECT number AS row, 'unit' AS column, 'unit-unknown' AS code FROM given
     WHERE NOT EXISTS (SELECT 1 FROM screening.units WHERE units.id = given.unit) ORDER BY number`,
  );
  await rejectedFile.add(unknown);
  const written = await tx.query<unknown[]>(
    `INSERT INTO screening.catchments (programme, district, unit, from_date, until_date)
     SELECT DISTINCT ON (programme, district, "from") programme, district, unit, "from", until FROM given
     WHERE EXISTS (SELECT 1 FROM screening.units WHERE units.id = given.unit) ORDER BY programme, district, "from", number DESC
     ON CONFLICT (programme, district, from_date) DO UPDATE SET unit = excluded.unit, until_date = excluded.until_date RETURNING 1`,
  );
  return { rows: file.read, written: written.length, rejected: file.rejected + unknown.length };
}
