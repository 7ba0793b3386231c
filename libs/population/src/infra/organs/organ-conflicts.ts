import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';

/** Organs that can come to be there: breast tissue grows, also by treatment. */
const CAN_DEVELOP = ['breast'];

/**
 * Two statements contradict each other when one says that an organ is not there and another, of the same day or later,
 * that it is: it does not come back. An organ that was there and is not any more is no contradiction, nor is a
 * presumption that somebody has corrected.
 */
const CONTRADICTIONS = `
  SELECT one.resident_id, 'statements ' || least(one.seq, other.seq) || ' and ' || greatest(one.seq, other.seq) AS subject
  FROM spoken AS one JOIN spoken AS other USING (resident_id, organ)
  WHERE one.state = 'absent' AND other.state = 'present' AND (other.effective = one.effective
    OR (other.effective > one.effective AND NOT organ = ANY ('{${CAN_DEVELOP.join(',')}}')))`;

/**
 * Lists residents whose statements contradict each other as exceptions, and ends those that no longer do; what somebody
 * has closed is not raised again. The exception names no organ.
 * @param scope a subselect of the residents to look at
 */
export async function raiseOrganConflicts(
  tx: EntityManager,
  { now, today }: { readonly now: Date; readonly today: PlainDate },
  scope: string,
): Promise<void> {
  await tx.query(
    `CREATE TEMPORARY TABLE spoken ON COMMIT DROP AS
     SELECT seq, resident_id, effective, organ, state FROM screening.organ_statements CROSS JOIN LATERAL (
       SELECT unnest(present) AS organ, 'present' AS state UNION ALL SELECT unnest(absent), 'absent') AS said
     WHERE superseded_at IS NULL AND source <> 'presumed' AND (withdrawn IS NULL OR withdrawn > $1) AND resident_id IN (${scope})`,
    [today],
  );
  await tx.query(
    `UPDATE screening.exceptions AS raised SET resolved_at = $1, resolved_by = 'system:organs'
     WHERE kind = 'organ-conflict' AND resolved_at IS NULL AND resident_id IN (${scope})
       AND NOT EXISTS (SELECT 1 FROM (${CONTRADICTIONS}) AS found WHERE found.subject = raised.subject)`,
    [now],
  );
  await tx.query(
    `INSERT INTO screening.exceptions (kind, subject, resident_id, raised_at)
     SELECT DISTINCT 'organ-conflict', subject, resident_id, $1::timestamptz FROM (${CONTRADICTIONS}) AS found
     WHERE NOT EXISTS (SELECT 1 FROM screening.exceptions AS raised WHERE raised.kind = 'organ-conflict'
       AND raised.subject = found.subject AND raised.resolved_by IS DISTINCT FROM 'system:organs')
     ON CONFLICT DO NOTHING`,
    [now],
  );
  await tx.query('DROP TABLE spoken');
}
