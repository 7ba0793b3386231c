import { readFileSync } from 'node:fs';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { ProblemError } from '@kallelse/kernel';
import type { DigitalChannel, DigitalLetter, Reachable, SendResult } from '../../domain/digital-channel';
import { HttpService, type ServiceOptions } from '../inbox/http-service';
import {
  deliverRequest,
  readDelivered,
  readReachable,
  reachableRequest,
  type MailboxSender,
} from './secure-message';

export interface MailboxOptions extends ServiceOptions {
  readonly organisation: string;
  readonly senderName: string;
  /** Files, PEM: the private key that signs, and its certificate. */
  readonly keyFile: string;
  readonly certificateFile: string;
}

/**
 * The secure mailboxes of Mina meddelanden: who has one is asked first, each message is signed and sealed. What one has
 * delivered has come: most mailboxes never tell of reading, so nothing follows on paper unless it could not be delivered.
 */
export class SecureMailbox extends HttpService implements DigitalChannel {
  readonly name = 'secure-mailbox';
  readonly unreadGoesOnPaper = false;
  private known: MailboxSender | undefined;

  constructor(private readonly options: MailboxOptions) {
    super(options);
  }

  check(): void {
    this.sender();
  }

  async reachable(numbers: readonly string[]): Promise<Reachable> {
    const request = reachableRequest(this.options.organisation, numbers);
    const answer = await this.list('Recipient', soap('isReachable', request));
    if ('code' in answer) return { kind: 'not-told', code: answer.code };
    const found = readReachable(answer.text, numbers);
    return found ? { kind: 'told', numbers: found } : { kind: 'not-told', code: 'ANSWER_MALFORMED' };
  }

  send(letter: DigitalLetter, key: string): Promise<SendResult> {
    const { headers, ...request } = soap('deliverSecure', deliverRequest(letter, key, this.sender()));
    return this.call('Message', readDelivered, {
      ...request,
      headers: { ...headers, 'idempotency-key': key },
    });
  }

  /** Read when first needed, so that commands which send nothing need no key. */
  private sender(): MailboxSender {
    const { keyFile, certificateFile, organisation, senderName: name } = this.options;
    this.known ??= { organisation, name, ...readKeys(keyFile, certificateFile) };
    return this.known;
  }
}

/** @throws ProblemError MAILBOX_KEY when they are none, or do not belong together */
function readKeys(keyFile: string, certificateFile: string): Pick<MailboxSender, 'key' | 'certificate'> {
  try {
    const [key, certificate] = [readFileSync(keyFile, 'utf8'), readFileSync(certificateFile, 'utf8')];
    if (new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))) return { key, certificate };
  } catch {
    // said below, without what stands in the files
  }
  throw new ProblemError(
    'MAILBOX_KEY',
    'KALLELSE_MAILBOX_KEY and KALLELSE_MAILBOX_CERTIFICATE do not name a private key and its certificate (PEM)',
    { fix: 'correct them; messages wait, none is lost' },
  );
}

function soap(action: string, body: string) {
  return {
    method: 'POST',
    headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: `"${action}"` },
    body,
  };
}
