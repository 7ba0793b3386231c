import type { EntityManager } from 'typeorm';
import type { RegisterImport } from './register-context';

/** Sources whose known rows are unique by resident and this column. */
const UNIQUE_BY = {
  residencies: 'from_date',
  organ_statements: 'fingerprint',
  opt_outs: 'fingerprint',
  events: 'fingerprint',
  attributes: 'fingerprint',
  manual_routes: 'fingerprint',
  preferences: 'fingerprint',
} as const;
type MergedTable = keyof typeof UNIQUE_BY;

/** What a merge did to one source, by `seq`: moved to the survivor, or closed because the survivor has the same. */
interface MovedRows {
  readonly moved: readonly number[];
  readonly closed: readonly number[];
}

/**
 * Makes two residents one: numbers and sources of the absorbed one go to the survivor; what both had alike counts once.
 * Open rounds are settled by the episodes lib, which finds the merge in its table; an exception asks for review.
 */
export async function mergeResidents(job: RegisterImport, survivor: number, absorbed: number): Promise<void> {
  const { tx, now, importId } = job;
  const moved: Partial<Record<MergedTable, MovedRows>> = {};
  for (const table of Object.keys(UNIQUE_BY) as MergedTable[]) {
    moved[table] = await moveSource(job, table, survivor, absorbed);
  }
  await tx.query(
    `UPDATE identity.identifiers SET resident_id = $1, merged_from = coalesce(merged_from, resident_id), current = false
     WHERE resident_id = $2`,
    [survivor, absorbed],
  );
  await tx.query(
    `UPDATE identity.persons SET superseded_at = $2 WHERE resident_id = $1 AND superseded_at IS NULL`,
    [absorbed, now],
  );
  await forgetFacts(tx, absorbed);
  await tx.query('UPDATE known SET resident_id = $1 WHERE resident_id = $2', [survivor, absorbed]);
  await tx.query('DELETE FROM touched WHERE resident_id = $1', [absorbed]);
  await tx.query('INSERT INTO touched VALUES ($1)', [survivor]);
  await tx.query(
    `INSERT INTO screening.resident_merges (survivor_id, absorbed_id, moved, import_id, merged_at) VALUES ($1, $2, $3, $4, $5)`,
    [survivor, absorbed, JSON.stringify(moved), importId, now],
  );
  await tx.query(
    `INSERT INTO screening.exceptions (kind, subject, resident_id, details, raised_at)
     VALUES ('residents-merged', $1, $2, $3, $4) ON CONFLICT DO NOTHING`,
    [`${survivor}/${absorbed}`, survivor, JSON.stringify({ survivor, absorbed, import: importId }), now],
  );
}

async function moveSource(
  { tx, now }: RegisterImport,
  table: MergedTable,
  survivor: number,
  absorbed: number,
): Promise<MovedRows> {
  const same = UNIQUE_BY[table];
  const closed = await returned(
    tx,
    `UPDATE screening.${table} AS theirs SET superseded_at = $3 WHERE resident_id = $2 AND superseded_at IS NULL
     AND EXISTS (SELECT 1 FROM screening.${table} AS ours WHERE ours.resident_id = $1 AND ours.superseded_at IS NULL
       AND ours.${same} IS NOT DISTINCT FROM theirs.${same}) RETURNING seq`,
    [survivor, absorbed, now],
  );
  const moved = await returned(
    tx,
    `UPDATE screening.${table} SET resident_id = $1 WHERE resident_id = $2 RETURNING seq`,
    [survivor, absorbed],
  );
  return { moved: [...new Set(moved)], closed };
}

/**
 * Undoes a merge: numbers and sources go back to the resident they came from. Both residents get their facts anew
 * (`touched`).
 * @returns how many numbers went back
 */
export async function splitResidents(
  { tx, now }: Pick<RegisterImport, 'tx' | 'now'>,
  merge: {
    id: number;
    survivor_id: number;
    absorbed_id: number;
    moved: Partial<Record<MergedTable, MovedRows>>;
  },
  splitBy: string,
): Promise<number> {
  const { survivor_id: survivor, absorbed_id: absorbed } = merge;
  for (const [table, rows] of Object.entries(merge.moved)) {
    await tx.query(
      `UPDATE screening.${table} SET resident_id = $1 WHERE resident_id = $2 AND seq = ANY ($3)`,
      [absorbed, survivor, rows.moved],
    );
    await tx.query(
      `UPDATE screening.${table} AS row SET superseded_at = NULL FROM screening.resident_merges AS merge
       WHERE merge.id = $1 AND row.resident_id = $2 AND row.seq = ANY ($3) AND row.superseded_at = merge.merged_at`,
      [merge.id, absorbed, rows.closed],
    );
  }
  const numbers = await returned(
    tx,
    `UPDATE identity.identifiers SET resident_id = merged_from, merged_from = NULL, current = (replaced_by IS NULL)
     WHERE resident_id = $1 AND merged_from = $2 RETURNING 1 AS seq`,
    [survivor, absorbed],
  );
  await tx.query(
    `UPDATE identity.persons SET superseded_at = NULL FROM screening.resident_merges AS merge
     WHERE merge.id = $1 AND persons.resident_id = $2 AND persons.superseded_at = merge.merged_at`,
    [merge.id, absorbed],
  );
  await tx.query('UPDATE screening.resident_merges SET split_at = $2, split_by = $3 WHERE id = $1', [
    merge.id,
    now,
    splitBy,
  ]);
  await tx.query('INSERT INTO touched VALUES ($1), ($2)', [survivor, absorbed]);
  return numbers.length;
}

async function forgetFacts(tx: EntityManager, residentId: number): Promise<void> {
  for (const table of ['resident_facts', 'programme_facts', 'resident_reach']) {
    await tx.query(`DELETE FROM screening.${table} WHERE resident_id = $1`, [residentId]);
  }
}

/** TypeORM gives the rows of UPDATE … RETURNING as [rows, count]. */
async function returned(tx: EntityManager, text: string, values: unknown[]): Promise<number[]> {
  const [rows] = await tx.query<[{ seq: number }[], number]>(text, values);
  return rows.map(({ seq }) => seq);
}
