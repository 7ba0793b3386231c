import { affected, type RegisterImport, type Rows } from './register-context';
import { markDifferences } from './update-residents';

/** A file that changes the status of more registered residents than this share (and number) looks like an error. */
const MASS_SHARE = 0.01;
const MASS_NUMBER = 50;

/**
 * Takes out of `target` what a clerk must approve first: lowered protection, reversed death, and a status change that
 * is one of very many in the file. The rest of the row applies. The same change waits once, however often it is sent.
 * @returns how many changes were put in wait
 */
export async function raiseReviews(job: RegisterImport, rows: Rows): Promise<number> {
  const { tx, importId, now } = job;
  const mass = await isMassChange(job);
  const rank = (column: string): string => `array_position(ARRAY['none', 'marked', 'protected'], ${column})`;
  const kinds = {
    'protection-removed': `${rank('protection')} < ${rank('old_protection')}`,
    'death-reversed': `old_status = 'deceased' AND status <> 'deceased'`,
    'mass-status-change': mass ? `old_status = 'registered' AND status <> 'registered'` : 'false',
  };
  await tx.query(
    `CREATE TEMPORARY TABLE reviews ON COMMIT DROP AS SELECT row_number, resident_id, kinds FROM (
       SELECT row_number, resident_id, array_remove(ARRAY[${Object.entries(kinds)
         .map(([kind, when]) => `CASE WHEN ${when} THEN '${kind}' END`)
         .join(
           ', ',
         )}], NULL) AS kinds FROM target WHERE NOT approved) AS weighed WHERE cardinality(kinds) > 0`,
  );
  const raised = await affected(
    tx,
    `INSERT INTO identity.register_reviews (import_id, row_number, resident_id, kinds, staged, raised_at)
     SELECT $1, reviews.row_number, resident_id, kinds, content, $2 FROM reviews
     JOIN (SELECT row_number, to_jsonb(staged) - 'row_number' - 'candidate_id' AS content FROM ${rows} AS staged) AS staged USING (row_number)
     WHERE NOT EXISTS (SELECT 1 FROM identity.register_reviews AS earlier WHERE earlier.resident_id = reviews.resident_id
       AND earlier.decision IS DISTINCT FROM 'approved' AND earlier.staged = content)`,
    [importId, now],
  );
  await tx.query(
    `UPDATE target SET protection = CASE WHEN 'protection-removed' = ANY (kinds) THEN old_protection ELSE protection END
     FROM reviews WHERE reviews.row_number = target.row_number`,
  );
  await tx.query(
    `UPDATE target SET status = old_status, status_date = old_status_date
     FROM reviews WHERE reviews.row_number = target.row_number AND kinds && ARRAY['death-reversed', 'mass-status-change']`,
  );
  await tx.query('DROP TABLE reviews');
  await markDifferences(job);
  return raised;
}

async function isMassChange({ tx }: RegisterImport): Promise<boolean> {
  const [row] = await tx.query<{ changes: number; registered: number }[]>(
    `SELECT (SELECT count(*) FROM target WHERE NOT approved AND old_status = 'registered' AND status <> 'registered') AS changes,
       (SELECT count(*) FROM screening.resident_facts WHERE residency_status = 'registered') AS registered`,
  );
  return row !== undefined && row.changes > Math.max(MASS_NUMBER, row.registered * MASS_SHARE);
}
