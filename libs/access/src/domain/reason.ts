import { ProblemError } from '@kallelse/kernel';

const MOST_CHARACTERS = 500;
/** Ten digits or more, however they are grouped: an identity number, not an internal id. */
const NUMBER_LIKE = /\d(?:[ +-]?\d){9,}/;
/** A date with nothing behind it that would make it a number of somebody born that day. */
const DATE = /\b\d{4}-\d{2}-\d{2}(?!\d|[ +-]?\d{4})/g;

/**
 * Reads why somebody does something. The audit log keeps it for years and holds no personal data, so a reason with
 * something like an identity number is refused.
 * @throws ProblemError REASON_MISSING, REASON_LONG, REASON_NUMBER; none repeats the text
 */
export function readReason(text: string): string {
  const reason = text.trim();
  if (reason === '') throw refused('REASON_MISSING', 'the reason is empty', 'say why in a few words');
  if (reason.length > MOST_CHARACTERS)
    throw refused('REASON_LONG', `a reason has at most ${MOST_CHARACTERS} characters`, 'say it shorter');
  if (NUMBER_LIKE.test(reason.replace(DATE, ''))) {
    const fix = 'name residents by their internal id: the audit log holds no personal data';
    throw refused('REASON_NUMBER', 'the reason holds what may be an identity number', fix);
  }
  return reason;
}

function refused(code: string, message: string, fix: string): ProblemError {
  return new ProblemError(code, message, { fix, exitCode: 2 });
}
