/** Something somebody has to look at; nothing about it is personal data but the resident's internal id. */
export interface DataException {
  /** `17`, or `p17` of an entry that is parked. */
  readonly exception: string;
  readonly kind: string;
  /** What it is about: `merge 3`, `0180R999`, `import 5 row 12`. */
  readonly subject: string;
  readonly resident: number | null;
  /** Of the resident, or of the district code; never of somebody protected. */
  readonly region: string | null;
  readonly details: Readonly<Record<string, unknown>>;
  readonly raisedAt: Date;
}

export const PARKED_PREFIX = 'p';

/** Codes of districts begin with that of their region (Statistics Sweden: RegSO, DeSO, municipality). */
const REGION = `CASE WHEN kind = 'district-unknown' AND raised.subject ~ '^[0-9]{4}' THEN left(raised.subject, 2)
  WHEN reach.protection = 'none' THEN facts.region END`;

const STORED = `
  SELECT raised.id, raised.kind, raised.subject, raised.resident_id, ${REGION} AS region, raised.details, raised.raised_at
  FROM screening.exceptions AS raised LEFT JOIN screening.resident_facts AS facts USING (resident_id)
  LEFT JOIN screening.resident_reach AS reach USING (resident_id) WHERE raised.resolved_at IS NULL`;

/** Open exceptions, oldest first: $1 kind or null, $2 region or null, $3 how many. */
export const OPEN_EXCEPTIONS = `
  SELECT id::text AS exception, kind, subject, resident_id AS resident, region, details, raised_at AS "raisedAt"
  FROM (${STORED}) AS open WHERE ($1::text IS NULL OR kind = $1) AND ($2::text IS NULL OR region = $2) ORDER BY id LIMIT $3`;

const PARKED_KIND = `CASE reason WHEN 'identity-unknown' THEN 'parked-identity-unknown' ELSE 'parked-refused' END`;

/** Parked entries by row of their file, without the number and the content: $1 kind or null, $2 how many. */
export const PARKED_EXCEPTIONS = `
  SELECT * FROM (
    SELECT '${PARKED_PREFIX}' || id AS exception, ${PARKED_KIND} AS kind, 'import ' || import_id || ' row ' || row_number AS subject,
      NULL::bigint AS resident, NULL AS region,
      jsonb_build_object('entry', kind) || CASE WHEN reason = 'identity-unknown' THEN '{}' ELSE jsonb_build_object('reason', reason) END AS details,
      parked_at AS "raisedAt", id
    FROM identity.parked_events) AS parked WHERE $1::text IS NULL OR kind = $1 ORDER BY id LIMIT $2`;

/** How many there are by kind, whatever was asked for; `noRegion` of them stand in no region. */
export const EXCEPTION_COUNTS = `
  SELECT kind, count(*) AS open, count(*) FILTER (WHERE region IS NULL) AS "noRegion" FROM (${STORED}) AS open GROUP BY kind ORDER BY kind`;
export const PARKED_COUNTS = `
  SELECT ${PARKED_KIND} AS kind, count(*) AS open, count(*) AS "noRegion" FROM identity.parked_events GROUP BY 1 ORDER BY 1`;

export const CLOSE_EXCEPTION = `
  UPDATE screening.exceptions SET resolved_at = $2, resolved_by = $3, details = details || jsonb_build_object('reason', $4::text)
  WHERE id = $1 AND resolved_at IS NULL RETURNING kind, subject, resident_id AS resident`;
export const DROP_PARKED = `
  DELETE FROM identity.parked_events WHERE id = $1
  RETURNING ${PARKED_KIND} AS kind, 'import ' || import_id || ' row ' || row_number AS subject, NULL::bigint AS resident`;
