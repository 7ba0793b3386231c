import type { EntityManager } from 'typeorm';

export type ReviewKind = 'protection-removed' | 'death-reversed' | 'mass-status-change';

/** A change of the register that waits for a clerk. */
export interface RegisterReview {
  readonly review: number;
  readonly resident: number;
  readonly kind: ReviewKind;
  /** What holds now, and what would: a protection or a status. */
  readonly from: string | null;
  readonly to: string;
  /** From when the new status holds. */
  readonly holdsFrom: string | null;
  readonly import: number;
  readonly row: number;
  readonly raisedAt: Date;
}

/** The mass status changes of one import and one kind of step, to be decided together. */
export interface MassChange {
  readonly import: number;
  readonly from: string | null;
  readonly to: string;
  readonly changes: number;
  readonly raisedAt: Date;
}

const PRESENT = `CASE WHEN kind = 'protection-removed'
  THEN (SELECT person.protection FROM identity.persons AS person
    WHERE person.resident_id = review.resident_id AND person.superseded_at IS NULL)
  ELSE (SELECT version.status FROM screening.residencies AS version
    WHERE version.resident_id = review.resident_id AND version.superseded_at IS NULL
    ORDER BY version.from_date DESC NULLS LAST, version.seq DESC LIMIT 1) END`;

const OPEN = `
  SELECT id AS review, resident_id AS resident, kind, ${PRESENT} AS "from", coalesce(protection, status) AS "to",
    holds_from AS "holdsFrom", import_id AS "import", row_number AS "row", raised_at AS "raisedAt"
  FROM identity.register_reviews AS review WHERE decision IS NULL`;

/** Open reviews in the order of their files; changes of a mass only with `each`. */
export const OPEN_REVIEWS = `
  SELECT * FROM (${OPEN}) AS waiting WHERE $1 OR kind <> 'mass-status-change' ORDER BY "import", "row", review LIMIT $2`;

/** Open mass changes, by import and step. */
export const MASS_CHANGES = `
  SELECT "import", "from", "to", count(*) AS changes, min("raisedAt") AS "raisedAt"
  FROM (${OPEN} AND kind = 'mass-status-change') AS waiting GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;

/** What is to be decided: one review, or all mass changes of an import. */
export type ReviewChoice = { readonly review: number } | { readonly massOfImport: number };

/** Open reviews of a choice, into the temporary table `chosen`; another clerk waits until this one is done. */
export async function chooseReviews(tx: EntityManager, choice: ReviewChoice): Promise<void> {
  const [which, value] =
    'review' in choice
      ? ['id = $1', choice.review]
      : [`kind = 'mass-status-change' AND import_id = $1`, choice.massOfImport];
  await tx.query(
    `CREATE TEMPORARY TABLE chosen ON COMMIT DROP AS
     SELECT id, resident_id FROM identity.register_reviews WHERE decision IS NULL AND ${which} FOR UPDATE`,
    [value],
  );
}
