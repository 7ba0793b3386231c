import { SOURCE_TABLES, type Resident, type SourceTable } from '@kallelse/eligibility';
import { toPlainDate, type Day } from '@kallelse/kernel';

/** As much of a database client as this needs. */
export interface SqlClient {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

type Row = Readonly<Record<string, unknown>>;

/** The source tables as temporary ones, gone with the transaction: residents that are not in the register. */
export async function createTemporarySources(client: SqlClient): Promise<void> {
  for (const [table, columns] of Object.entries(SOURCE_TABLES)) {
    const list = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
    await client.query(`CREATE TEMPORARY TABLE ${table} (${list.join(', ')}) ON COMMIT DROP`);
  }
}

/** Replaces what the temporary sources hold; a resident's id there is its place in the list. */
export async function fillTemporarySources(client: SqlClient, residents: readonly Resident[]): Promise<void> {
  const tables = Object.keys(SOURCE_TABLES) as SourceTable[];
  await client.query(`TRUNCATE ${tables.map((table) => `pg_temp.${table}`).join(', ')}`);
  for (const table of tables) {
    const rows = residents.flatMap((resident, place) =>
      ROWS[table](resident).map((row, seq) => ({ seq, resident_id: place, ...row })),
    );
    if (rows.length > 0) await insert(client, table, rows);
  }
}

async function insert(client: SqlClient, table: SourceTable, rows: readonly Row[]): Promise<void> {
  const columns = Object.entries(SOURCE_TABLES[table]);
  const names = columns.map(([name]) => name).join(', ');
  const values = columns.map(([name]) => (name === 'recorded_at' ? RECORDED_AT : `given.${name}`)).join(', ');
  const shape = columns
    .map(([name, type]) => `${name} ${name === 'recorded_at' ? 'timestamp' : type}`)
    .join(', ');
  await client.query(
    `INSERT INTO pg_temp.${table} (${names}) SELECT ${values} FROM jsonb_to_recordset($1::jsonb) AS given(${shape})`,
    [JSON.stringify(rows)],
  );
}

/** What was recorded on a day is known from that day's beginning. */
const RECORDED_AT = `given.recorded_at AT TIME ZONE 'Europe/Stockholm'`;

const ROWS: Readonly<Record<SourceTable, (resident: Resident) => readonly Row[]>> = {
  residencies: residencyRows,
  organ_statements: ({ organs }) =>
    organs.map(({ organ, state, source, effective, withdrawn, recorded }) => ({
      present: state === 'present' ? [organ] : [],
      absent: state === 'absent' ? [organ] : [],
      source,
      effective: date(effective),
      withdrawn: date(withdrawn),
      recorded: date(recorded),
      recorded_at: bound(recorded),
    })),
  opt_outs: ({ optOuts }) =>
    optOuts.map(({ revoked, ...optOut }) => ({
      ...interval(optOut),
      ...withoutDates(optOut),
      revoked: date(revoked),
    })),
  events: ({ events }) => events.map((event) => ({ ...withoutDates(event), ...interval(event) })),
  attributes: ({ attributes }) =>
    attributes.map((attribute) => ({
      name: attribute.name,
      value: attribute.value,
      ...interval(attribute),
      recorded: bound(attribute.recorded),
    })),
  manual_routes: ({ manual }) =>
    manual.map(({ index, ...route }) => ({ ...withoutDates(route), ...interval(route), place: index })),
};

/** Someone without any residency is still somebody: a row known always that covers no day carries the birth date. */
function residencyRows({ birth, residencies }: Resident): Row[] {
  const birth_date = date(birth);
  const born = { birth_date, from_date: '-infinity', until_date: '-infinity', recorded_at: '-infinity' };
  return [
    born,
    ...residencies.map(({ status, since, region, municipality, district, areaType, ...entry }) => ({
      birth_date,
      status,
      since: date(since),
      region,
      municipality,
      district,
      area_type: areaType,
      ...interval(entry),
      recorded: bound(entry.recorded),
    })),
  ];
}

interface Interval {
  readonly from: Day;
  readonly until: Day;
  readonly recorded: Day;
}

function interval({ from, until, recorded }: Interval): Row {
  return { from_date: date(from), until_date: date(until), recorded_at: bound(recorded) };
}

function withoutDates(row: Interval): Row {
  return Object.fromEntries(
    Object.entries(row).filter(([key]) => !['from', 'until', 'recorded'].includes(key)),
  );
}

/** Open ends are null. */
function date(day: Day | undefined): string | undefined {
  return day === undefined || !Number.isFinite(day) ? undefined : toPlainDate(day);
}

function bound(day: Day): string {
  return Number.isFinite(day) ? toPlainDate(day) : day < 0 ? '-infinity' : 'infinity';
}
