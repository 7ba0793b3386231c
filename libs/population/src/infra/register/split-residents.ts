import type { EntityManager } from 'typeorm';
import { PERSON_COLUMNS } from './insert-residents';
import type { MergeRecord } from './merge-residents';
import { splitResidencies } from './merge-residencies';
import { OBJECT_SOURCES, returnObjects, type Move, type ObjectSource } from './merge-sources';

/** A merge as it stands in its table. */
export interface StoredMerge {
  readonly id: number;
  readonly survivor_id: number;
  readonly absorbed_id: number;
  readonly holder_id: number;
  readonly import_id: number;
  readonly moved: MergeRecord;
}

/**
 * Undoes a merge: numbers, sources and records go back to the two residents, and the link that made them one is kept as
 * wrong, so that the register's next file does not make it again. Both get their facts anew from their caller.
 */
export async function splitResidents(
  tx: EntityManager,
  merge: StoredMerge,
  { at, by }: { readonly at: Date; readonly by: string },
): Promise<void> {
  const { survivor_id: to, absorbed_id: from, holder_id: holder, import_id: importId, moved } = merge;
  const move: Move = { from, to, at, importId };
  await returnNumbers(tx, merge.id, move);
  await splitPersons(tx, merge.id, move, holder);
  await splitResidencies(tx, move, holder, moved.residencies);
  for (const source of Object.keys(OBJECT_SOURCES) as ObjectSource[]) {
    const rows = moved[source];
    if (rows) await returnObjects(tx, source, move, rows);
  }
  await tx.query('UPDATE screening.resident_merges SET split_at = $2, split_by = $3 WHERE id = $1', [
    merge.id,
    at,
    by,
  ]);
  await tx.query(
    `UPDATE screening.exceptions SET resolved_at = $2, resolved_by = $3
     WHERE kind = 'residents-merged' AND subject = $1 AND resolved_at IS NULL`,
    [`merge ${merge.id}`, at, by],
  );
}

/** A number that has replaced a returned one since the merge goes with it. */
async function returnNumbers(
  tx: EntityManager,
  mergeId: number,
  { from: absorbed, to: survivor, at }: Move,
): Promise<void> {
  await tx.query(
    `UPDATE identity.identifiers AS i SET replaced_by = NULL, current = true FROM identity.merged_identifiers AS link
     WHERE link.merge_id = $1 AND NOT link.was_moved AND (i.value, i.domain, i.type) = (link.value, link.domain, link.type)
       AND i.replaced_by = link.linked_to`,
    [mergeId],
  );
  await tx.query(
    `WITH RECURSIVE returned (value, domain, type, replaced_by) AS (
       SELECT i.value, i.domain, i.type, i.replaced_by FROM identity.identifiers AS i
       JOIN identity.merged_identifiers AS moved USING (value, domain, type)
       WHERE moved.merge_id = $1 AND moved.was_moved
       UNION SELECT i.value, i.domain, i.type, i.replaced_by FROM returned
       JOIN identity.identifiers AS i ON i.value = returned.replaced_by AND i.resident_id = $3)
     UPDATE identity.identifiers AS i SET resident_id = $2 FROM returned
     WHERE (i.value, i.domain, i.type) = (returned.value, returned.domain, returned.type)`,
    [mergeId, absorbed, survivor],
  );
  await tx.query(
    `INSERT INTO identity.wrong_links (value, replaces, split_at)
     SELECT linked_to, value, $2 FROM identity.merged_identifiers WHERE merge_id = $1 AND NOT was_moved
     ON CONFLICT DO NOTHING`,
    [mergeId, at],
  );
}

/** The holder of the present number keeps the record as it is now, the other gets back the one the merge closed. */
async function splitPersons(
  tx: EntityManager,
  mergeId: number,
  { from: absorbed, to: survivor, at, importId }: Move,
  holder: number,
): Promise<void> {
  const columns = PERSON_COLUMNS.join(', ');
  const add = (resident: number, text: string, values: unknown[]): Promise<unknown> =>
    tx.query(
      `INSERT INTO identity.persons (resident_id, ${columns}, register_time, import_id, recorded_at)
       SELECT $1, ${columns}, register_time, $2, $3 FROM (${text}) AS version`,
      [resident, importId, at, ...values],
    );
  const other = holder === survivor ? absorbed : survivor;
  const closed = `SELECT * FROM identity.persons WHERE resident_id = $4 AND merge_id = $5`;
  if (holder === absorbed) {
    await add(absorbed, `SELECT * FROM identity.persons WHERE resident_id = $4 AND superseded_at IS NULL`, [
      survivor,
    ]);
    await tx.query(
      'UPDATE identity.persons SET superseded_at = $2 WHERE resident_id = $1 AND superseded_at IS NULL',
      [survivor, at],
    );
  }
  await add(other, closed, [other, mergeId]);
}
