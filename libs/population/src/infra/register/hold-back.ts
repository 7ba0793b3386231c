import type { EntityManager } from 'typeorm';
import { RESIDENCY_COLUMNS } from './compare-residents';
import { PERSON_COLUMNS } from './insert-residents';
import { affected, countOf, type RegisterImport, type Rows } from './register-context';
import { STATUS_FROM } from './residency-days';

/** A file that changes the status of more residents than this share (and number) looks like an error. */
const MASS_SHARE = 0.01;
const MASS_NUMBER = 50;

/** Whether the file has been found to change the status of very many; asked pass by pass, remembered for the file. */
export class MassCheck {
  private isMass = false;
  private changes = 0;

  async of(tx: EntityManager): Promise<boolean> {
    if (this.isMass) return true;
    this.changes += await countOf(
      tx,
      'SELECT count(*) AS n FROM target WHERE NOT is_outdated AND status <> old_status',
    );
    if (this.changes <= MASS_NUMBER) return false;
    const residents = await countOf(tx, 'SELECT count(*) AS n FROM screening.resident_facts');
    this.isMass = this.changes > residents * MASS_SHARE;
    return this.isMass;
  }
}

const rank = (column: string): string => `array_position(ARRAY['none', 'marked', 'protected'], ${column})`;

/**
 * Takes out of `target` what a clerk must approve first: lowered protection, reversed death, and a status change that
 * is one of very many in the file. The rest of the row applies. A change waits once, however often it is sent; a change
 * that was rejected is not asked about again until the register records it anew; and one that the register takes back
 * is withdrawn.
 * @returns how many changes were put in wait
 */
export async function holdBack(job: RegisterImport, rows: Rows, massCheck: MassCheck): Promise<number> {
  const { tx } = job;
  const isMass = await massCheck.of(tx);
  const lowers = `${rank('protection')} < ${rank('old_protection')}`;
  const status = isMass
    ? `CASE WHEN status = old_status THEN NULL WHEN old_status = 'deceased' THEN 'death-reversed' ELSE 'mass-status-change' END`
    : `CASE WHEN old_status = 'deceased' AND status <> 'deceased' THEN 'death-reversed' END`;
  await tx.query(
    `CREATE TEMPORARY TABLE waiting ON COMMIT DROP AS
     SELECT row_number, resident_id, 'protection-removed' AS kind, protection, NULL::text AS status, NULL::date AS status_date,
       NULL::date AS holds_from, recorded FROM target WHERE NOT is_outdated AND ${lowers}
     UNION ALL
     SELECT row_number, resident_id, kind, NULL, status, status_date, ${STATUS_FROM}, recorded
     FROM (SELECT *, ${status} AS kind FROM target WHERE NOT is_outdated) AS target WHERE kind IS NOT NULL`,
    [job.today],
  );
  await withdrawReviews(job, rows);
  const raised = await raiseReviews(job);
  await holdBackInTarget(tx);
  await tx.query('DROP TABLE waiting');
  return raised;
}

/** A later row that says something else of the same, or whose word applies at once, takes an open review back. */
async function withdrawReviews({ tx, now }: RegisterImport, rows: Rows): Promise<void> {
  const open = await countOf(
    tx,
    'SELECT count(*) AS n FROM identity.register_reviews WHERE decision IS NULL',
  );
  if (open === 0) return;
  await tx.query(
    `UPDATE identity.register_reviews AS review SET decision = 'withdrawn', decided_by = 'system:import', decided_at = $1
     FROM ${rows} AS staged JOIN known USING (row_number)
     WHERE review.resident_id = known.resident_id AND review.decision IS NULL
       AND CASE WHEN review.kind = 'protection-removed' THEN staged.protection IS NOT NULL ELSE staged.status IS NOT NULL END
       AND NOT EXISTS (SELECT 1 FROM target WHERE target.row_number = staged.row_number AND target.is_outdated)
       AND NOT EXISTS (SELECT 1 FROM waiting WHERE waiting.resident_id = review.resident_id
         AND (waiting.protection, waiting.status, waiting.status_date)
           IS NOT DISTINCT FROM (review.protection, review.status, review.status_date))`,
    [now],
  );
}

async function raiseReviews({ tx, importId, now }: RegisterImport): Promise<number> {
  return affected(
    tx,
    `INSERT INTO identity.register_reviews
       (import_id, row_number, resident_id, kind, protection, status, status_date, holds_from, recorded, raised_at)
     SELECT $1, row_number, resident_id, kind, protection, status, status_date, holds_from, recorded, $2 FROM waiting
     WHERE NOT EXISTS (
       SELECT 1 FROM identity.register_reviews AS earlier WHERE earlier.resident_id = waiting.resident_id
         AND (earlier.decision IS NULL OR (earlier.decision = 'rejected' AND earlier.recorded IS NOT DISTINCT FROM waiting.recorded))
         AND (earlier.protection, earlier.status, earlier.status_date)
           IS NOT DISTINCT FROM (waiting.protection, waiting.status, waiting.status_date))`,
    [importId, now],
  );
}

/** What waits is as it was in `target`; a row of which nothing else is left differs in nothing. */
async function holdBackInTarget(tx: EntityManager): Promise<void> {
  const open = `EXISTS (SELECT 1 FROM identity.register_reviews AS review
    WHERE review.resident_id = waiting.resident_id AND review.decision IS NULL)`;
  await tx.query(
    `UPDATE target SET is_held = true, is_waiting = ${open}, protection = old_protection FROM waiting
     WHERE waiting.row_number = target.row_number AND waiting.kind = 'protection-removed'`,
  );
  await tx.query(
    `UPDATE target SET is_held = true, is_waiting = ${open}, status = old_status, status_date = old_status_date FROM waiting
     WHERE waiting.row_number = target.row_number AND waiting.kind <> 'protection-removed'`,
  );
  const differ = (columns: readonly string[], stored: (column: string) => string): string =>
    columns.map((column) => `target.${column} IS DISTINCT FROM ${stored(column)}`).join(' OR ');
  await tx.query(`
    UPDATE target SET persons_differ = (${differ(PERSON_COLUMNS, (column) => `person.${column}`)}),
      residency_differs = (${differ(RESIDENCY_COLUMNS, (column) => `old_${column}`)})
    FROM identity.persons AS person
    WHERE is_held AND person.resident_id = target.resident_id AND person.superseded_at IS NULL`);
}
