import type { Config } from '@kallelse/platform';
import type { Service } from './digital-slices';
import { Inbox1177 } from './inbox/inbox-1177';
import { SecureMailbox } from './mailbox/secure-mailbox';
import { ListCipher } from './outreach/encrypt';
import { SftpExit } from './print/sftp-exit';

const LANGUAGE_URL = 'https://www.1177.se/other-languages';
const TIMEOUT_SECONDS = 15;
const SETTLING_SECONDS = 300;
/** Inera's HSA-id, whose service 1177 is. */
const RECEIVER = 'SE165565594230-1000';
const SFTP_PORT = 22;

/** What a page with letters in more languages is found by. */
export function languageUrl(config: Config): string {
  return config.variables.KALLELSE_LANGUAGE_URL ?? LANGUAGE_URL;
}

/** The digital services that are configured. */
export function channelsOf(config: Config): Service[] {
  return [inboxOf(config), mailboxOf(config)].filter((service) => service !== undefined);
}

function inboxOf({ variables }: Config): Service | undefined {
  const {
    KALLELSE_1177_URL: url,
    KALLELSE_1177_RECOVERY: recovery = 'same-key',
    KALLELSE_1177_TIMEOUT: timeout = TIMEOUT_SECONDS,
    KALLELSE_1177_SETTLING: settling = SETTLING_SECONDS,
    KALLELSE_1177_RECEIPTS: receipts = 'ask',
    KALLELSE_1177_RECEIVER: receiver = RECEIVER,
    KALLELSE_1177_SENDER: sender,
    KALLELSE_1177_RATE: perSecond,
  } = variables;
  if (url === undefined) return undefined;
  const [timeoutMs, settlingMs] = [timeout * 1000, settling * 1000];
  const options = { url, recovery, timeoutMs, settlingMs, tellsReceipts: receipts === 'ask' };
  return { channel: new Inbox1177({ ...options, address: { receiver, sender } }), perSecond };
}

function mailboxOf({ variables }: Config): Service | undefined {
  const {
    KALLELSE_MAILBOX_URL: url,
    KALLELSE_MAILBOX_SENDER: organisation,
    KALLELSE_MAILBOX_SENDER_NAME: senderName = 'Cancerscreening',
    KALLELSE_MAILBOX_KEY: keyFile,
    KALLELSE_MAILBOX_CERTIFICATE: certificateFile,
    KALLELSE_MAILBOX_RECOVERY: recovery = 'same-key',
    KALLELSE_MAILBOX_TIMEOUT: timeout = TIMEOUT_SECONDS,
    KALLELSE_MAILBOX_SETTLING: settling = SETTLING_SECONDS,
    KALLELSE_MAILBOX_RECEIPTS: receipts = 'ask',
    KALLELSE_MAILBOX_RATE: perSecond,
  } = variables;
  if (
    url === undefined ||
    organisation === undefined ||
    keyFile === undefined ||
    certificateFile === undefined
  )
    return undefined;
  const [timeoutMs, settlingMs] = [timeout * 1000, settling * 1000];
  const options = { url, recovery, timeoutMs, settlingMs, tellsReceipts: receipts === 'ask' };
  return {
    channel: new SecureMailbox({ ...options, organisation, senderName, keyFile, certificateFile }),
    perSecond,
  };
}

/** The print supplier's server; absent: finished runs lie in a folder. */
export function sftpOf({ variables }: Config): SftpExit | undefined {
  const {
    KALLELSE_PRINT_SFTP: url,
    KALLELSE_PRINT_SFTP_KEY: keyFile,
    KALLELSE_PRINT_SFTP_HOST_KEY: hostKey,
  } = variables;
  if (url === undefined || keyFile === undefined || hostKey === undefined) return undefined;
  const { hostname: host, port, username: user, pathname } = new URL(url);
  const folder = decodeURIComponent(pathname) || '.';
  return new SftpExit({ host, port: Number(port || SFTP_PORT), user, folder, keyFile, hostKey });
}

/** How lists with names are closed for those who look people up. */
export function cipherOf({ variables }: Config): ListCipher {
  return new ListCipher(variables.KALLELSE_OUTREACH_KEY);
}
