import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import { PERSON_COLUMNS } from './insert-residents';
import { affected } from './register-context';
import { supersedeFrom } from './residency-days';

/** When reviews are decided, in one transaction. */
export interface ReviewDecision {
  readonly tx: EntityManager;
  readonly now: Date;
  readonly today: PlainDate;
}

/**
 * Applies approved changes (a subselect of review ids) to what is known now. Residents whose record changes stand in
 * `touched`.
 * @returns how many changed something; another review or row may have been there first
 */
export async function applyReviews({ tx, now, today }: ReviewDecision, ids: string): Promise<number> {
  const persons = PERSON_COLUMNS.filter((column) => column !== 'protection').join(', ');
  const lowered = await affected(
    tx,
    `WITH ended AS (
       UPDATE identity.persons AS person SET superseded_at = $1 FROM identity.register_reviews AS review
       WHERE review.id IN (${ids}) AND review.kind = 'protection-removed' AND person.resident_id = review.resident_id
         AND person.superseded_at IS NULL AND person.protection <> review.protection
       RETURNING person.*, review.protection AS lowered, review.import_id AS import),
     told AS (INSERT INTO touched SELECT resident_id FROM ended)
     INSERT INTO identity.persons (resident_id, protection, ${persons}, register_time, import_id, recorded_at)
     SELECT resident_id, lowered, ${persons}, register_time, import, $1 FROM ended`,
    [now],
  );
  await tx.query(
    `CREATE TEMPORARY TABLE moved ON COMMIT DROP AS
     SELECT DISTINCT ON (version.resident_id) version.resident_id, version.birth_date, version.since, version.region, version.municipality,
       version.district, review.status, review.status_date, review.holds_from, review.recorded, review.import_id
     FROM identity.register_reviews AS review JOIN screening.residencies AS version
       ON version.resident_id = review.resident_id AND version.superseded_at IS NULL
     WHERE review.id IN (${ids}) AND review.kind <> 'protection-removed' AND version.status <> review.status
     ORDER BY version.resident_id, version.from_date DESC NULLS LAST, version.seq DESC`,
  );
  await supersedeFrom(tx, 'moved', now);
  const changed = await affected(
    tx,
    `WITH told AS (INSERT INTO touched SELECT resident_id FROM moved)
     INSERT INTO screening.residencies
       (resident_id, birth_date, from_date, status, status_date, since, region, municipality, district, recorded, import_id, recorded_at)
     SELECT resident_id, birth_date, holds_from, status, status_date, since, region, municipality, district,
       coalesce((recorded AT TIME ZONE 'Europe/Stockholm')::date, $2::date), import_id, $1 FROM moved`,
    [now, today],
  );
  await tx.query('DROP TABLE moved');
  return lowered + changed;
}
