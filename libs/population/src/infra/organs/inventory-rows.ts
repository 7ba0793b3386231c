import { ORGANS } from '@kallelse/eligibility';

/** What is known of one organ now, and on what ground. */
export interface ShownOrgan {
  readonly organ: string;
  readonly state: 'present' | 'absent' | 'unknown';
  readonly basis: string | null;
}

/** One statement as it stands; `statement` is its number, by which it is withdrawn. */
export interface ShownStatement {
  readonly statement: number;
  readonly present: readonly string[];
  readonly absent: readonly string[];
  readonly source: string;
  /** From when it holds (plain date). */
  readonly effective: string;
  /** Who brought it first: a user, or `import 5 by USER`. */
  readonly recordedBy: string;
  readonly recordedAt: Date;
  readonly withdrawn: string | null;
  readonly withdrawnBy: string | null;
}

/** What somebody answered to an enquiry. */
export interface ShownReply {
  readonly reply: number;
  /** How it came: `clerk`, `file` or `1177`. */
  readonly source: string;
  readonly present: readonly string[];
  readonly absent: readonly string[];
  readonly declined: readonly string[];
  readonly answeredOn: string;
  /** `held`: what was said to be absent waits for its confirmation letter. */
  readonly state: 'taken' | 'held' | 'confirmed' | 'revoked';
  /** When the confirmation letter went out. */
  readonly letterOn: string | null;
}

/** The inventory of resident $1, one row an organ; none when there is no such resident. */
export const ORGANS_NOW = `
  SELECT organ, coalesce(state, 'unknown') AS state, basis FROM screening.resident_facts CROSS JOIN LATERAL (VALUES ${ORGANS.map(
    (organ, place) => `(${place}, '${organ}', organ_${organ}, organ_${organ}_basis)`,
  ).join(', ')}) AS known (place, organ, state, basis) WHERE resident_id = $1 ORDER BY place`;

/** Statements of resident $1 as they stand now, in the order of first import. */
export const STATEMENTS = `
  SELECT live.seq AS statement, live.present, live.absent, live.source, live.effective,
    coalesce(first.recorded_by, 'import ' || first.import_id || ' by ' || file.imported_by) AS "recordedBy",
    first.recorded_at AS "recordedAt", live.withdrawn,
    CASE WHEN live.withdrawn IS NOT NULL THEN coalesce(live.recorded_by, 'import ' || live.import_id) END AS "withdrawnBy"
  FROM screening.organ_statements AS live
  CROSS JOIN LATERAL (SELECT recorded_by, import_id, recorded_at FROM screening.organ_statements AS version
    WHERE version.seq = live.seq AND version.resident_id = live.resident_id ORDER BY recorded_at LIMIT 1) AS first
  LEFT JOIN screening.imports AS file ON file.id = first.import_id
  WHERE live.resident_id = $1 AND live.superseded_at IS NULL ORDER BY live.seq`;

export const REPLIES = `
  SELECT id AS reply, source, present, absent, declined, answered_on AS "answeredOn", state, letter_on AS "letterOn"
  FROM screening.enquiry_replies WHERE screening.present_resident(resident_id) = $1 AND resident_id IN (
    SELECT screening.residents_in($1)) ORDER BY id`;
