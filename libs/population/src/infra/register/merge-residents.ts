import type { EntityManager } from 'typeorm';
import { PERSON_COLUMNS } from './insert-residents';
import { mergeResidencies, type ResidencyMerge } from './merge-residencies';
import { moveObjects, OBJECT_SOURCES, type Move, type MovedRows, type ObjectSource } from './merge-sources';
import type { RegisterImport } from './register-context';

/** What a merge did, as kept for its undoing; ids and sequence numbers only. */
export type MergeRecord = Partial<Record<ObjectSource, MovedRows>> & { readonly residencies: ResidencyMerge };

/** Two residents whom a link between their numbers shows to be one. */
export interface Merging {
  /** The resident of the number that is the present one. */
  readonly holder: number;
  readonly other: number;
  /** The number that was replaced, and by which. */
  readonly link: {
    readonly value: string;
    readonly domain: string;
    readonly type: string;
    readonly linkedTo: string;
  };
}

/**
 * Makes two residents one: the older id survives, numbers and sources of the other go to it, of the two records the one
 * of the present number stands. Open rounds are settled by the episodes lib, which finds the merge in its table; an
 * exception asks for review.
 */
export async function mergeResidents(job: RegisterImport, merging: Merging): Promise<void> {
  const { tx, now, importId } = job;
  const holder = await presentId(tx, merging.holder);
  const other = await presentId(tx, merging.other);
  if (holder === other) return;
  const survivor = Math.min(holder, other);
  const absorbed = Math.max(holder, other);
  const move = { from: absorbed, to: survivor, at: now, importId };
  const mergeId = await recordMerge(job, survivor, absorbed, holder);
  await moveNumbers(tx, mergeId, move, merging.link);
  await mergePersons(tx, mergeId, move, holder);
  const moved: Record<string, MovedRows | ResidencyMerge> = {
    residencies: await mergeResidencies(tx, move, holder),
  };
  for (const source of Object.keys(OBJECT_SOURCES) as ObjectSource[])
    moved[source] = await moveObjects(tx, source, move);
  await tx.query('UPDATE screening.resident_merges SET moved = $2 WHERE id = $1', [
    mergeId,
    JSON.stringify(moved),
  ]);
  await moveReviews(tx, move);
  await forgetFacts(tx, absorbed);
  await tx.query('UPDATE known SET resident_id = $1 WHERE resident_id = $2', [survivor, absorbed]);
  await tx.query('DELETE FROM touched WHERE resident_id = $1', [absorbed]);
  await tx.query('INSERT INTO touched VALUES ($1)', [survivor]);
}

/** Who a resident is now: an earlier merge of the same file may have absorbed it. */
async function presentId(tx: EntityManager, resident: number): Promise<number> {
  const [merge] = await tx.query<{ survivor_id: number }[]>(
    'SELECT survivor_id FROM screening.resident_merges WHERE absorbed_id = $1 AND split_at IS NULL',
    [resident],
  );
  return merge ? presentId(tx, merge.survivor_id) : resident;
}

async function recordMerge(
  { tx, importId, now }: RegisterImport,
  survivor: number,
  absorbed: number,
  holder: number,
): Promise<number> {
  const [merge] = await tx.query<{ id: number }[]>(
    `INSERT INTO screening.resident_merges (survivor_id, absorbed_id, holder_id, import_id, merged_at)
     VALUES ($1, $2, $3, $4, $5) RETURNING id`,
    [survivor, absorbed, holder, importId, now],
  );
  if (!merge) throw new Error('the merge got no id');
  await tx.query(
    `INSERT INTO screening.exceptions (kind, subject, resident_id, details, raised_at)
     VALUES ('residents-merged', $1, $2, $3, $4) ON CONFLICT DO NOTHING`,
    [
      `merge ${merge.id}`,
      survivor,
      JSON.stringify({ merge: merge.id, survivor, absorbed, import: importId }),
      now,
    ],
  );
  return merge.id;
}

async function moveNumbers(
  tx: EntityManager,
  mergeId: number,
  { from, to }: Move,
  link: Merging['link'],
): Promise<void> {
  await tx.query(
    `INSERT INTO identity.merged_identifiers (merge_id, value, domain, type, was_moved)
     SELECT $1, value, domain, type, true FROM identity.identifiers WHERE resident_id = $2`,
    [mergeId, from],
  );
  await tx.query(
    `INSERT INTO identity.merged_identifiers (merge_id, value, domain, type, was_moved, linked_to)
     VALUES ($1, $2, $3, $4, false, $5)`,
    [mergeId, link.value, link.domain, link.type, link.linkedTo],
  );
  await tx.query('UPDATE identity.identifiers SET resident_id = $2 WHERE resident_id = $1', [from, to]);
}

const PROTECTION_RANK = `array_position(ARRAY['none', 'marked', 'protected'], protection)`;

/** The record of the present number stands; protection that either had stays until somebody approves its removal. */
async function mergePersons(
  tx: EntityManager,
  mergeId: number,
  { from, to, at, importId }: Move,
  holder: number,
): Promise<void> {
  const columns = PERSON_COLUMNS.filter((column) => column !== 'protection').join(', ');
  await tx.query(
    `WITH ended AS (
       UPDATE identity.persons SET superseded_at = $3, merge_id = $4
       WHERE resident_id IN ($1, $2) AND superseded_at IS NULL RETURNING *)
     INSERT INTO identity.persons (resident_id, protection, ${columns}, register_time, import_id, recorded_at)
     SELECT $1, (SELECT protection FROM ended ORDER BY ${PROTECTION_RANK} DESC LIMIT 1), ${columns}, register_time, $5, $3
     FROM ended WHERE resident_id = $6`,
    [to, from, at, mergeId, importId, holder],
  );
}

/** What waited for approval goes on waiting; of two of a kind the survivor's. */
async function moveReviews(tx: EntityManager, { from, to, at }: Move): Promise<void> {
  await tx.query(
    `UPDATE identity.register_reviews AS theirs SET decision = 'withdrawn', decided_by = 'system:merge', decided_at = $3
     WHERE resident_id = $1 AND decision IS NULL AND EXISTS (SELECT 1 FROM identity.register_reviews AS ours
       WHERE ours.resident_id = $2 AND ours.decision IS NULL
         AND (ours.kind = 'protection-removed') = (theirs.kind = 'protection-removed'))`,
    [from, to, at],
  );
  await tx.query(
    'UPDATE identity.register_reviews SET resident_id = $2 WHERE resident_id = $1 AND decision IS NULL',
    [from, to],
  );
}

/** Nobody has facts or reach any more who has been absorbed. */
async function forgetFacts(tx: EntityManager, residentId: number): Promise<void> {
  for (const table of ['resident_facts', 'programme_facts', 'resident_reach']) {
    await tx.query(`DELETE FROM screening.${table} WHERE resident_id = $1`, [residentId]);
  }
}
