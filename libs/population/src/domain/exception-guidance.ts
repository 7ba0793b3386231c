/** Whose work an exception is: the office's, or that of whoever runs the system. */
export type ExceptionOwner = 'office' | 'operations';

/** What each kind of exception is, and what can be done about it. */
const GUIDANCE: Readonly<Record<string, string>> = {
  'district-unknown':
    'no edition of the districts has this code, so its residents have no district; import the edition that has it (kallelse import districts), which closes this by itself',
  'residents-merged':
    'the register made two residents one; if they are one person close it, if not: kallelse residents split',
  'enquiry-unanswered':
    'no answer to the enquiry in 90 days; call or ask at the next contact, import the answer with kallelse import events, which closes this by itself, or close it',
  'organ-conflict':
    'two statements about an organ contradict each other: one says it is not there, another, of the same day or later, that it is; see them with kallelse organs show, withdraw the wrong one, which closes this by itself, or close it',
  'answer-unconfirmed':
    'the letter that confirms an answer did not reach the resident, so the answer waits; ask the resident, then kallelse organs confirm or revoke, which closes this by itself',
  'sending-stuck':
    'a part of a batch has not got out for long; it is tried again every ten minutes by itself, at once with kallelse exceptions retry, and this closes by itself when it is through. By its code: PROVIDER_… the digital service does not take messages; INBOX_NOT_CONFIGURED set KALLELSE_1177_URL; ARTEFACT_DISK_FULL make room; SFTP_… the print supplier, see kallelse print try; MAILBOX_KEY, OUTREACH_KEY correct the file that the setting names; PRINT_FOLDER the workers do not share KALLELSE_DATA; WORKER_DIED workers end over it, see their memory and log; any other: see the log of the worker',
  'letter-returned':
    'a letter came back, and none goes to that address until the register brings another, which closes this by itself; otherwise find out where mail reaches the resident, and close it when the address is right after all',
  'letter-spoiled':
    'a letter was spoiled at the supplier three times and is not made again by itself; ask the supplier why, then kallelse batch plan for whoever still needs one, and close it',
  'kit-no-address':
    'a kit was ordered, but there is no address to send it to; it is packed when the register brings one, which closes this by itself; otherwise reach the resident, or close it',
  'kit-limit':
    'a kit was lost, expired or could not be used, and the round has had all the replacements its rules allow; call the resident, and close it',
  'deceased-hint':
    'a letter came back because the resident is said to be dead; nothing is sent until this is closed; look in the register, report the death there, or close it if it is not so',
  'parked-identity-unknown':
    'nobody has the number in that row of the file; tried again at every register import. If the number is wrong have the sender correct it, then close this one: the parked entry is dropped',
  'parked-refused':
    'the number is known now, but the entry was refused for the reason given; have the sender correct and send it again, then close this one: the parked entry is dropped',
};

const OF_OPERATIONS: ReadonlySet<string> = new Set(['sending-stuck']);

export function exceptionOwner(kind: string): ExceptionOwner {
  return OF_OPERATIONS.has(kind) ? 'operations' : 'office';
}

/** The kinds there are; another lib may raise more. */
export const EXCEPTION_KINDS: readonly string[] = Object.keys(GUIDANCE);

/** Words for the office about a kind; one that has none yet is to be looked at and closed. */
export function exceptionGuidance(kind: string): string {
  return GUIDANCE[kind] ?? 'look at it, then close it';
}
