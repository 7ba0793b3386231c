import { compareResidents, RESIDENCY_COLUMNS } from './compare-residents';
import { PERSON_COLUMNS } from './insert-residents';
import { countOf, type RegisterImport, type Rows } from './register-context';
import { holdBack, type MassCheck } from './hold-back';
import { HOLDS_FROM, supersedeFrom } from './residency-days';

/** What became of the rows of known residents; every row counts once. */
export interface UpdateCounts {
  readonly changed: number;
  readonly unchanged: number;
  readonly outdated: number;
  /** Rows of which nothing was applied, because all they say waits for approval. */
  readonly waiting: number;
  /** Changes put in wait. */
  readonly reviews: number;
}

/** Applies rows of residents already known: only what differs is written, as a new version beside the old one. */
export async function updateResidents(
  job: RegisterImport,
  rows: Rows,
  massCheck: MassCheck,
): Promise<UpdateCounts> {
  const { tx } = job;
  const known = await countOf(tx, 'SELECT count(*) AS n FROM known');
  if (known === 0) return { changed: 0, unchanged: 0, outdated: 0, waiting: 0, reviews: 0 };
  await compareResidents(job, rows);
  const reviews = await holdBack(job, rows, massCheck);
  const counts = await countOutcomes(job);
  await tx.query(`DELETE FROM target WHERE is_outdated`);
  await tx.query(
    `INSERT INTO touched SELECT resident_id FROM target WHERE persons_differ OR residency_differs`,
  );
  await writeResidencies(job);
  await writePersons(job);
  await tx.query('DROP TABLE target');
  const { changed, outdated, waiting } = counts;
  return { ...counts, unchanged: known - changed - outdated - waiting, reviews };
}

/** A row that gave somebody a new number has changed something, whatever else it says. */
async function countOutcomes({ tx }: RegisterImport) {
  const [counts] = await tx.query<{ changed: number; outdated: number; waiting: number }[]>(`
    SELECT count(*) FILTER (WHERE is_linked OR (NOT is_outdated AND (persons_differ OR residency_differs))) AS changed,
      count(*) FILTER (WHERE NOT is_linked AND is_outdated) AS outdated,
      count(*) FILTER (WHERE NOT is_linked AND NOT is_outdated AND is_waiting AND NOT persons_differ AND NOT residency_differs) AS waiting
    FROM (
      SELECT linked.row_number IS NOT NULL AS is_linked, coalesce(is_outdated, false) AS is_outdated,
        coalesce(persons_differ, false) AS persons_differ, coalesce(residency_differs, false) AS residency_differs,
        coalesce(is_waiting, false) AS is_waiting
      FROM target FULL JOIN linked USING (row_number)) AS outcomes`);
  return counts ?? { changed: 0, outdated: 0, waiting: 0 };
}

/** The register's newest word holds from its day on: later entries known so far are superseded. */
async function writeResidencies({ tx, today, importId, now }: RegisterImport): Promise<void> {
  await tx.query(
    `CREATE TEMPORARY TABLE moved ON COMMIT DROP AS
     SELECT *, ${HOLDS_FROM} AS holds_from FROM target WHERE residency_differs`,
    [today],
  );
  await supersedeFrom(tx, 'moved', now);
  await tx.query(
    `INSERT INTO screening.residencies (resident_id, ${RESIDENCY_COLUMNS.join(', ')}, from_date, recorded, import_id, recorded_at)
     SELECT resident_id, ${RESIDENCY_COLUMNS.join(', ')}, holds_from, coalesce(recorded::date, $1::date), $2, $3 FROM moved`,
    [today, importId, now],
  );
  await tx.query('DROP TABLE moved');
}

/** When the register said what it says now: an undated row is of the day of its import. */
const SAID = `greatest(old_register_time, coalesce(recorded, $1::date))`;

async function writePersons({ tx, today, importId, now }: RegisterImport): Promise<void> {
  await tx.query(
    `UPDATE identity.persons AS person SET superseded_at = $1 FROM target
     WHERE person.resident_id = target.resident_id AND person.superseded_at IS NULL AND persons_differ`,
    [now],
  );
  await tx.query(
    `INSERT INTO identity.persons (resident_id, ${PERSON_COLUMNS.join(', ')}, register_time, import_id, recorded_at)
     SELECT resident_id, ${PERSON_COLUMNS.join(', ')}, ${SAID}, $2, $3 FROM target WHERE persons_differ`,
    [today, importId, now],
  );
  // The newest time seen is the watermark against outdated rows, whether or not something of the person differed.
  await tx.query(
    `UPDATE identity.persons AS person SET register_time = ${SAID} FROM target
     WHERE person.resident_id = target.resident_id AND person.superseded_at IS NULL
       AND NOT persons_differ AND (is_newer OR residency_differs)`,
    [today],
  );
}
