import { join } from 'node:path';
import { ROOT } from '@test/support/sources';
import { SecureMailbox, type MailboxOptions } from '../src/infra/mailbox/secure-mailbox';

const CERTIFICATES = join(ROOT, 'test', 'support', 'certificates');
/** Of whom the simulated mailboxes take messages. */
export const SENDER_CERTIFICATE = join(CERTIFICATES, 'sender.pem');

/** The channel to simulated mailboxes, with the patience of a spec. */
export function mailboxAt(url: string, options: Partial<MailboxOptions> = {}): SecureMailbox {
  return new SecureMailbox({
    url,
    organisation: '2321000016',
    senderName: 'Provregionen',
    keyFile: join(CERTIFICATES, 'sender.key'),
    certificateFile: SENDER_CERTIFICATE,
    recovery: 'same-key',
    timeoutMs: 2000,
    settlingMs: 60_000,
    tellsReceipts: true,
    ...options,
  });
}

/** Somebody else's key and certificate. */
export const STRANGER = {
  keyFile: join(CERTIFICATES, 'other.key'),
  certificateFile: join(CERTIFICATES, 'other.pem'),
} as const;
