import { answeredSql, ORGANS_LEFT_SQL } from './ends-round';
import type { Settling } from './round-rules';

/** Somebody has answered the enquiry, if only that they will not; an answer that was stopped is none. */
const ANSWERED = `EXISTS (SELECT 1 FROM screening.enquiry_replies AS reply WHERE reply.contact_id = contact.id AND reply.state <> 'revoked')`;

/** After this time an enquiry that nobody answered is for the office. */
const UNANSWERED_DAYS = 90;

/**
 * Closes enquiries that are over: every organ asked about is known, the letter was stopped, or nobody is there to
 * answer. One that stays unanswered goes on the office's work list, once. Questionnaires likewise, when any answer has
 * come; one that stays unanswered is an answer, too: nobody calls after it, and it is not sent again.
 * @returns how many were closed
 */
export async function settleEnquiries({ tx, now, today }: Settling): Promise<number> {
  const [, closed] = await tx.query<[unknown[], number]>(
    `UPDATE screening.contacts AS contact SET closed_on = $1 FROM screening.resident_facts AS facts
     WHERE contact.kind IN ('enquiry', 'questionnaire') AND contact.closed_on IS NULL AND facts.resident_id = contact.resident_id AND (
       contact.state IN ('suppressed', 'cancelled')
       OR CASE contact.kind WHEN 'enquiry' THEN cardinality(${ORGANS_LEFT_SQL}) = 0 ELSE ${answeredSql('$1')} END
       OR (contact.state = 'handed-over' AND facts.residency_status IS DISTINCT FROM 'registered')) RETURNING 1`,
    [today],
  );
  await tx.query(
    `UPDATE screening.exceptions AS raised SET resolved_at = $1, resolved_by = 'system:settle'
     FROM screening.contacts AS contact WHERE raised.kind = 'enquiry-unanswered' AND raised.resolved_at IS NULL
       AND raised.subject = 'contact ' || contact.id AND (contact.closed_on IS NOT NULL OR ${ANSWERED})`,
    [now],
  );
  await tx.query(
    `INSERT INTO screening.exceptions (kind, subject, resident_id, raised_at)
     SELECT 'enquiry-unanswered', 'contact ' || contact.id, contact.resident_id, $2 FROM screening.contacts AS contact
     WHERE contact.kind = 'enquiry' AND contact.closed_on IS NULL AND contact.handed_over_on <= $1::date - ${UNANSWERED_DAYS}
       AND NOT ${ANSWERED}
       AND NOT EXISTS (SELECT 1 FROM screening.exceptions AS raised
         WHERE raised.kind = 'enquiry-unanswered' AND raised.subject = 'contact ' || contact.id)`,
    [today, now],
  );
  return closed;
}
