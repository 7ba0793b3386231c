import type { Config } from '@kallelse/platform';
import type { Recovery } from '../domain/digital-channel';
import type { Service } from './digital-slices';
import type { ServiceOptions } from './inbox/http-service';
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

interface Treatment {
  readonly recovery: Recovery | undefined;
  /** Seconds. */
  readonly timeout: number | undefined;
  readonly settling: number | undefined;
  readonly receipts: 'ask' | 'none' | undefined;
}

/** The settings that both services have, with what holds where nothing is said. */
function treatment(
  url: string,
  {
    recovery = 'same-key',
    timeout = TIMEOUT_SECONDS,
    settling = SETTLING_SECONDS,
    receipts = 'ask',
  }: Treatment,
): ServiceOptions {
  const [timeoutMs, settlingMs] = [timeout * 1000, settling * 1000];
  return { url, recovery, timeoutMs, settlingMs, tellsReceipts: receipts === 'ask' };
}

function inboxOf({ variables }: Config): Service | undefined {
  const {
    KALLELSE_1177_URL: url,
    KALLELSE_1177_RECOVERY: recovery,
    KALLELSE_1177_TIMEOUT: timeout,
    KALLELSE_1177_SETTLING: settling,
    KALLELSE_1177_RECEIPTS: receipts,
    KALLELSE_1177_RECEIVER: receiver = RECEIVER,
    KALLELSE_1177_SENDER: sender,
    KALLELSE_1177_RATE: perSecond,
  } = variables;
  if (url === undefined) return undefined;
  const options = treatment(url, { recovery, timeout, settling, receipts });
  return { channel: new Inbox1177({ ...options, address: { receiver, sender } }), perSecond };
}

function mailboxOf({ variables }: Config): Service | undefined {
  const {
    KALLELSE_MAILBOX_URL: url,
    KALLELSE_MAILBOX_SENDER: organisation,
    KALLELSE_MAILBOX_SENDER_NAME: senderName = 'Cancerscreening',
    KALLELSE_MAILBOX_KEY: keyFile,
    KALLELSE_MAILBOX_CERTIFICATE: certificateFile,
    KALLELSE_MAILBOX_RECOVERY: recovery,
    KALLELSE_MAILBOX_TIMEOUT: timeout,
    KALLELSE_MAILBOX_SETTLING: settling,
    KALLELSE_MAILBOX_RECEIPTS: receipts,
    KALLELSE_MAILBOX_RATE: perSecond,
  } = variables;
  if (
    url === undefined ||
    organisation === undefined ||
    keyFile === undefined ||
    certificateFile === undefined
  )
    return undefined;
  const options = treatment(url, { recovery, timeout, settling, receipts });
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
