import type { RegisterColumn } from '../../domain/register-row';
import { PERSON_COLUMNS } from './insert-residents';
import type { RegisterImport, Rows } from './register-context';

/** Columns of screening.residencies that come straight from the register. */
export const RESIDENCY_COLUMNS = [
  ...['birth_date', 'status', 'status_date', 'since'],
  ...['region', 'municipality', 'district'],
] as const;

/**
 * `target`: what would be, beside what is, for rows of known residents that differ from it, are outdated, or move the
 * time of the register's last word. A row that is older than that word, or speaks of a number that another has replaced,
 * is outdated and changes nothing.
 */
export async function compareResidents({ tx, columns }: RegisterImport, rows: Rows): Promise<void> {
  const merged = (column: string, stored: string): string => mergedCell(columns, column, stored);
  const person = PERSON_COLUMNS.map((column) => [column, `person.${column}`] as const);
  const residency = RESIDENCY_COLUMNS.map((column) => [column, `stored.${column}`] as const);
  const differ = (list: readonly (readonly [string, string])[]): string =>
    list
      .filter(([column]) => columns.has(column as RegisterColumn))
      .map(([column, stored]) => `${merged(column, stored)} IS DISTINCT FROM ${stored}`)
      .join(' OR ');
  await tx.query(`
    CREATE TEMPORARY TABLE target ON COMMIT DROP AS
    SELECT *, false AS is_held, false AS is_waiting FROM (
      SELECT staged.row_number, known.resident_id, staged.recorded, staged.status_date AS row_status_date, staged.since AS row_since,
        known.is_former OR coalesce(staged.recorded < person.register_time, false) AS is_outdated,
        coalesce(staged.recorded > person.register_time, false) AS is_newer, person.register_time AS old_register_time,
        (${differ(person)}) AS persons_differ, (${differ(residency)}) AS residency_differs,
        stored.from_date AS old_from, person.protection AS old_protection,
        ${residency.map(([column, stored]) => `${stored} AS old_${column}, ${merged(column, stored)} AS ${column}`).join(', ')},
        ${person.map(([column, stored]) => `${merged(column, stored)} AS ${column}`).join(', ')}
      FROM ${rows} AS staged JOIN known USING (row_number)
      JOIN identity.persons AS person ON person.resident_id = known.resident_id AND person.superseded_at IS NULL
      JOIN (SELECT DISTINCT ON (resident_id) * FROM screening.residencies
        WHERE superseded_at IS NULL AND resident_id IN (SELECT resident_id FROM known)
        ORDER BY resident_id, from_date DESC NULLS LAST, seq DESC) AS stored ON stored.resident_id = known.resident_id
    ) AS compared WHERE is_outdated OR is_newer OR persons_differ OR residency_differs`);
}

/** A change leaves empty cells as they were; a full row clears them, but not columns that the file does not have. */
function mergedCell(columns: ReadonlySet<RegisterColumn>, column: string, stored: string): string {
  if (!columns.has(column as RegisterColumn)) {
    // The date of a former status says nothing of the next one.
    return column === 'status_date' ? `CASE WHEN ${CHANGES_STATUS} THEN NULL ELSE ${stored} END` : stored;
  }
  const cell = `staged.${column}`;
  if (column === 'birth_date' || column === 'status' || column === 'protection')
    return `coalesce(${cell}, ${stored})`;
  if (column === 'status_date')
    return `CASE WHEN staged.is_full OR ${CHANGES_STATUS} THEN ${cell} ELSE coalesce(${cell}, ${stored}) END`;
  return `CASE WHEN staged.is_full THEN ${cell} ELSE coalesce(${cell}, ${stored}) END`;
}

const CHANGES_STATUS = 'coalesce(staged.status <> stored.status, false)';
