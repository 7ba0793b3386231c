import type { Settling } from './round-rules';

/** The template of the letter that says that an answer has come. */
export const CONFIRMATION_TEMPLATE = 'answer-confirmation';

const LAST_DISPATCH = `(SELECT state FROM screening.dispatches AS tried WHERE tried.contact_id = letter.id ORDER BY attempt DESC LIMIT 1)`;
const CAME_BACK = `${LAST_DISPATCH} IN ('returned', 'expired')`;

/**
 * What follows from answers by code: a confirmation letter for each that is held, in the batch of its enquiry; when that
 * letter has left, the time in which the answer can be stopped begins; a letter that did not arrive is for the office.
 * Codes of letters that have left are forgotten but for their HMAC.
 */
export async function settleAnswers({ tx, now, today }: Settling): Promise<void> {
  await tx.query(
    `UPDATE screening.enquiry_codes AS code SET sealed = NULL FROM screening.dispatches AS dispatch
     WHERE dispatch.id = code.dispatch_id AND code.sealed IS NOT NULL AND dispatch.state NOT IN ('planned', 'rendered', 'dispatching')`,
  );
  await tx.query(
    `INSERT INTO screening.contacts (batch_id, resident_id, kind, step, template, due_on, reply_id, changed_at)
     SELECT enquiry.batch_id, screening.present_resident(reply.resident_id), 'confirmation', 'confirmation',
       '${CONFIRMATION_TEMPLATE}', $1, reply.id, $2
     FROM screening.enquiry_replies AS reply JOIN screening.contacts AS enquiry ON enquiry.id = reply.contact_id
     WHERE reply.state = 'held' ORDER BY reply.id ON CONFLICT (reply_id) WHERE reply_id IS NOT NULL DO NOTHING`,
    [today, now],
  );
  await tx.query(
    `UPDATE screening.enquiry_replies AS reply SET letter_on = CASE WHEN ${CAME_BACK} THEN NULL ELSE letter.handed_over_on END
     FROM screening.contacts AS letter WHERE letter.reply_id = reply.id AND reply.state = 'held' AND letter.state = 'handed-over'
       AND reply.letter_on IS DISTINCT FROM CASE WHEN ${CAME_BACK} THEN NULL ELSE letter.handed_over_on END`,
  );
  await tx.query(
    `UPDATE screening.exceptions AS raised SET resolved_at = $1, resolved_by = 'system:settle'
     FROM screening.enquiry_replies AS reply WHERE raised.kind = 'answer-unconfirmed' AND raised.resolved_at IS NULL
       AND raised.subject = 'answer ' || reply.id AND reply.state <> 'held'`,
    [now],
  );
  await tx.query(
    `INSERT INTO screening.exceptions (kind, subject, resident_id, raised_at)
     SELECT 'answer-unconfirmed', 'answer ' || reply.id, letter.resident_id, $1 FROM screening.enquiry_replies AS reply
     JOIN screening.contacts AS letter ON letter.reply_id = reply.id
     WHERE reply.state = 'held' AND (letter.state IN ('held', 'failed', 'unknown')
         OR (letter.state IN ('suppressed', 'cancelled') AND letter.reason <> 'not-registered') OR (letter.state = 'handed-over' AND ${CAME_BACK}))
       AND NOT EXISTS (SELECT 1 FROM screening.exceptions AS raised
         WHERE raised.kind = 'answer-unconfirmed' AND raised.subject = 'answer ' || reply.id)`,
    [now],
  );
}
