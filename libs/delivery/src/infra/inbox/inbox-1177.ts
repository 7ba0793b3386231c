import { HttpService, type ServiceOptions } from './http-service';
import {
  ADD_MESSAGE,
  addMessageRequest,
  readAddMessageAnswer,
  senderOf,
  type AddMessageAddress,
} from './add-message';
import type { DigitalChannel, DigitalLetter, SendResult } from '../../domain/digital-channel';

export interface InboxOptions extends ServiceOptions {
  readonly address: AddMessageAddress;
}

/** The 1177 inbox: each message a call of AddMessage, with a key of its own. Who has no account is told then. */
export class Inbox1177 extends HttpService implements DigitalChannel {
  readonly name = '1177';
  readonly unreadGoesOnPaper = true;

  constructor(private readonly options: InboxOptions) {
    super(options);
  }

  send(letter: DigitalLetter, key: string): Promise<SendResult> {
    const sender = senderOf(letter, this.options.address);
    return this.call('AddMessage', readSent, {
      method: 'POST',
      headers: {
        'content-type': 'text/xml; charset=utf-8',
        soapaction: `"${ADD_MESSAGE}:AddMessage"`,
        'idempotency-key': key,
        ...(sender === undefined ? {} : { 'x-rivta-original-serviceconsumer-hsaid': sender }),
      },
      body: addMessageRequest(letter, key, this.options.address),
    });
  }
}

/** What the answer to a message says of it, whatever the status of HTTP: faults of SOAP come with 500. */
function readSent(text: string, isOk: boolean): SendResult | undefined {
  const result = readAddMessageAnswer(text);
  // Taken, with a status that says otherwise: nobody knows.
  return result?.kind === 'accepted' && !isOk ? undefined : result;
}
