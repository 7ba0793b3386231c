import { ZONE } from '@kallelse/kernel';
import type { RejectedFile, Rejection } from '../files/rejected-file';
import { affected } from '../register/register-context';
import type { Moment } from './follow-editions';
import type { ReferenceCounts } from './import-districts';
import { slotTakenSql } from './slots-sql';
import { readTable, type Columns } from './table-file';

const COLUMNS: Columns = {
  unit: { kind: 'text', required: true },
  programme: { kind: 'text', required: true },
  start: { kind: 'text', required: true },
  minutes: { kind: 'number', required: true, min: 1, max: 480, whole: true },
  places: { kind: 'number', required: true, min: 0, max: 500, whole: true },
};
const START = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}$/;

/**
 * Loads times at units, `unit,programme,start,minutes,places`, the start by the clock of Stockholm. A row says how many places
 * there are from now on: those that are too many close, but for those that somebody has.
 */
export async function importSlots(
  { tx }: Moment,
  path: string,
  rejectedFile: RejectedFile,
): Promise<ReferenceCounts> {
  const file = await readTable(path, COLUMNS, rejectedFile);
  const [rows, misread] = sortOut(file.rows);
  await tx.query(
    `CREATE TEMPORARY TABLE given ON COMMIT DROP AS SELECT row.*, start::timestamp AS local, start::timestamp AT TIME ZONE '${ZONE}' AS starts_at
     FROM jsonb_to_recordset($1::jsonb) AS row(number int, unit text, programme text, start text, minutes int, places int)`,
    [JSON.stringify(rows)],
  );
  const wrong = await tx.query<Rejection[]>(
    `WITH faults AS (
       SELECT number, CASE WHEN NOT EXISTS (SELECT 1 FROM screening.units WHERE units.id = given.unit) THEN 'unit'
           WHEN NOT EXISTS (SELECT 1 FROM screening.units WHERE units.id = given.unit AND given.programme = ANY (units.programmes)) THEN 'programme'
           WHEN starts_at AT TIME ZONE '${ZONE}' <> local THEN 'start'
           WHEN row_number() OVER (PARTITION BY unit, programme, starts_at ORDER BY number) > 1 THEN 'repeated' END AS fault FROM given),
     wrong AS (SELECT number, fault FROM faults WHERE fault IS NOT NULL),
     removed AS (DELETE FROM given USING wrong WHERE given.number = wrong.number)
     SELECT number AS row, CASE fault WHEN 'repeated' THEN 'start' ELSE fault END AS "column",
       CASE fault WHEN 'unit' THEN 'unit-unknown' WHEN 'programme' THEN 'unit-programme' WHEN 'start' THEN 'time-skipped' ELSE 'slot-repeated' END AS code
     FROM wrong ORDER BY number`,
  );
  await rejectedFile.add([...misread, ...wrong].sort((one, other) => one.row - other.row));
  const written = await affected(
    tx,
    `INSERT INTO screening.slots AS stored (unit, programme, starts_at, minutes, place)
     SELECT unit, programme, starts_at, minutes, place FROM given, generate_series(1, places) AS place
     ORDER BY starts_at, unit, programme, place
     ON CONFLICT (unit, programme, starts_at, place) DO UPDATE SET minutes = excluded.minutes, is_open = true
     WHERE NOT stored.is_open OR stored.minutes <> excluded.minutes`,
  );
  const closed = await affected(
    tx,
    `UPDATE screening.slots AS slot SET is_open = false FROM given
     WHERE slot.unit = given.unit AND slot.programme = given.programme AND slot.starts_at = given.starts_at
       AND slot.place > given.places AND slot.is_open AND NOT ${slotTakenSql('slot')}`,
  );
  await tx.query('DROP TABLE given');
  const rejected = file.rejected + misread.length + wrong.length;
  return { rows: file.read, written: written + closed, unchanged: 0, rejected };
}

type Row = Awaited<ReturnType<typeof readTable>>['rows'][number];

function sortOut(rows: readonly Row[]): [object[], Rejection[]] {
  const good: object[] = [];
  const wrong: Rejection[] = [];
  for (const { number, cells } of rows) {
    const start = cells['start'] ?? '';
    const isTime = START.test(start) && !Number.isNaN(Date.parse(`${start.replace(' ', 'T')}:00Z`));
    if (isTime) good.push({ number, ...cells });
    else wrong.push({ row: number, column: 'start', code: 'time-form' });
  }
  return [good, wrong];
}
