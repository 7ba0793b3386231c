import type { RegisterColumn } from '../../domain/register-row';
import { PERSON_COLUMNS } from './insert-residents';
import { affected, type RegisterImport, type Rows } from './register-context';
import { raiseReviews } from './reviews';

/** Columns of screening.residencies that come straight from the register. */
const RESIDENCY_COLUMNS = [
  'birth_date',
  'status',
  'status_date',
  'since',
  'region',
  'municipality',
  'district',
] as const;

export interface UpdateCounts {
  readonly changed: number;
  readonly unchanged: number;
  readonly outdated: number;
  readonly waiting: number;
}

/** Applies rows of residents already known: only what differs is written, as a new version beside the old one. */
export async function updateResidents(job: RegisterImport, rows: Rows): Promise<UpdateCounts> {
  const { tx } = job;
  const [found] = await tx.query<{ known: number }[]>('SELECT count(*) AS known FROM known');
  const known = found?.known ?? 0;
  if (known === 0) return { changed: 0, unchanged: 0, outdated: 0, waiting: 0 };
  const outdated = await countOutdated(job, rows);
  await compare(job, rows);
  const waiting = await raiseReviews(job, rows);
  const changed = await affected(
    tx,
    `INSERT INTO touched SELECT resident_id FROM target WHERE persons_differ OR residency_differs`,
  );
  await writeResidencies(job);
  await writePersons(job, rows);
  await tx.query('DROP TABLE target');
  return { changed, unchanged: known - outdated - changed, outdated, waiting };
}

async function countOutdated({ tx }: RegisterImport, rows: Rows): Promise<number> {
  const [row] = await tx.query<{ n: number }[]>(
    `SELECT count(*) AS n FROM ${rows} AS staged JOIN known USING (row_number) JOIN identity.persons AS person
     ON person.resident_id = known.resident_id AND person.superseded_at IS NULL WHERE staged.recorded < person.register_time`,
  );
  return row?.n ?? 0;
}

/** `target`: what would be, beside what is; one row per resident that the rows speak of and that is not outdated. */
async function compare({ tx, columns }: RegisterImport, rows: Rows): Promise<void> {
  const merged = (column: string, now: string): string => mergedCell(columns, column, now);
  const persons = PERSON_COLUMNS.map((column) => `${merged(column, `person.${column}`)} AS ${column}`);
  const residency = RESIDENCY_COLUMNS.map((column) => `${merged(column, `stored.${column}`)} AS ${column}`);
  const old = RESIDENCY_COLUMNS.map((column) => `stored.${column} AS old_${column}`);
  await tx.query(`
    CREATE TEMPORARY TABLE target ON COMMIT DROP AS
    SELECT *, false AS persons_differ, false AS residency_differs FROM (
      SELECT staged.row_number, known.resident_id, staged.approved, staged.recorded, staged.status_date AS row_status_date,
        staged.since AS row_since, person.protection AS old_protection, stored.from_date AS old_from, ${old.join(', ')},
        ${persons.join(', ')}, ${residency.join(', ')}
      FROM ${rows} AS staged JOIN known USING (row_number)
      JOIN identity.persons AS person ON person.resident_id = known.resident_id AND person.superseded_at IS NULL
      JOIN LATERAL (SELECT * FROM screening.residencies AS version WHERE version.resident_id = known.resident_id
        AND version.superseded_at IS NULL ORDER BY from_date DESC NULLS LAST, seq DESC LIMIT 1) AS stored ON true
      WHERE staged.recorded IS NULL OR staged.recorded >= person.register_time OFFSET 0) AS merged
    WHERE EXISTS (SELECT 1 FROM identity.persons AS person WHERE person.resident_id = merged.resident_id
        AND person.superseded_at IS NULL AND (${differ(PERSON_COLUMNS, 'merged', 'person')}))
      OR ${RESIDENCY_COLUMNS.map((column) => `merged.${column} IS DISTINCT FROM merged.old_${column}`).join(' OR ')}`);
}

/** A change leaves empty cells as they were; a full row clears them, but not columns that the file does not have. */
function mergedCell(columns: ReadonlySet<RegisterColumn>, column: string, stored: string): string {
  if (!columns.has(column as RegisterColumn)) return stored;
  const required = column === 'birth_date' || column === 'status' || column === 'protection';
  if (required) return `coalesce(staged.${column}, ${stored})`;
  return `CASE WHEN staged.is_full THEN staged.${column} ELSE coalesce(staged.${column}, ${stored}) END`;
}

function differ(columns: readonly string[], a: string, b: string): string {
  return columns.map((column) => `${a}.${column} IS DISTINCT FROM ${b}.${column}`).join(' OR ');
}

/** Marks what still differs after changes that wait for approval have been taken back out of `target`. */
export async function markDifferences({ tx }: Pick<RegisterImport, 'tx'>): Promise<void> {
  await tx.query(`
    UPDATE target SET persons_differ = (${differ(PERSON_COLUMNS, 'target', 'person')}),
      residency_differs = (${RESIDENCY_COLUMNS.map((column) => `target.${column} IS DISTINCT FROM old_${column}`).join(' OR ')})
    FROM identity.persons AS person WHERE person.resident_id = target.resident_id AND person.superseded_at IS NULL`);
}

/**
 * The day from which a changed residency holds: the date of what changed, where the register gives one, else the day
 * it was recorded, else today; a corrected birth date changes no residency.
 */
const HOLDS_FROM = `CASE
  WHEN target.status <> old_status THEN coalesce(row_status_date, (target.recorded AT TIME ZONE 'Europe/Stockholm')::date, $1::date)
  WHEN target.status_date IS DISTINCT FROM old_status_date AND target.status_date IS NOT NULL AND target.status <> 'registered'
    THEN target.status_date
  WHEN (target.region, target.municipality, target.district, target.since) IS DISTINCT FROM (old_region, old_municipality, old_district, old_since)
    THEN coalesce(row_since, (target.recorded AT TIME ZONE 'Europe/Stockholm')::date, $1::date)
  ELSE old_from END`;

/** The register's newest word holds from its day on: later entries known so far are superseded. */
async function writeResidencies({ tx, today, importId, now }: RegisterImport): Promise<void> {
  await tx.query(
    `CREATE TEMPORARY TABLE moved ON COMMIT DROP AS
     SELECT *, ${HOLDS_FROM} AS holds_from FROM target WHERE residency_differs`,
    [today],
  );
  await tx.query(
    `UPDATE screening.residencies AS version SET superseded_at = $1 FROM moved
     WHERE version.resident_id = moved.resident_id AND version.superseded_at IS NULL
       AND coalesce(version.from_date, '-infinity') >= coalesce(moved.holds_from, '-infinity')`,
    [now],
  );
  await tx.query(
    `INSERT INTO screening.residencies (resident_id, ${RESIDENCY_COLUMNS.join(', ')}, from_date, recorded, import_id, recorded_at)
     SELECT resident_id, ${RESIDENCY_COLUMNS.join(', ')}, holds_from,
       coalesce((recorded AT TIME ZONE 'Europe/Stockholm')::date, $1::date), $2, $3 FROM moved`,
    [today, importId, now],
  );
  await tx.query('DROP TABLE moved');
}

async function writePersons({ tx, importId, now }: RegisterImport, rows: Rows): Promise<void> {
  await tx.query(
    `UPDATE identity.persons AS person SET superseded_at = $1 FROM target
     WHERE person.resident_id = target.resident_id AND person.superseded_at IS NULL AND persons_differ`,
    [now],
  );
  await tx.query(
    `INSERT INTO identity.persons (resident_id, ${PERSON_COLUMNS.join(', ')}, register_time, import_id, recorded_at)
     SELECT resident_id, ${PERSON_COLUMNS.join(', ')}, coalesce(recorded, $2), $1, $2 FROM target WHERE persons_differ`,
    [importId, now],
  );
  // The newest time seen is the watermark against outdated rows, whether or not something differed.
  await tx.query(
    `UPDATE identity.persons AS person SET register_time = staged.recorded FROM ${rows} AS staged JOIN known USING (row_number)
     WHERE person.resident_id = known.resident_id AND person.superseded_at IS NULL AND staged.recorded > person.register_time`,
  );
}
