import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  addMessageAnswer,
  readAddMessage,
  soapFault,
  type AddedMessage,
} from '../simulators/src/add-message';

/** A message as it lies in an inbox. Test identities only. */
export type KeptMessage = AddedMessage;

/**
 * A digital inbox that keeps what it is sent, for specs that look at whom a message names: the simulator proper keeps
 * nothing of a message but its key.
 */
export class RememberingInbox {
  readonly messages: KeptMessage[] = [];
  private readonly server: Server;

  /** @param hasAccount who has an account, by number; the others are told to be unknown */
  constructor(private readonly hasAccount: (recipient: string) => boolean) {
    this.server = createServer((request, response) => {
      void text(request).then((body) => {
        const message = readAddMessage(body);
        response.setHeader('content-type', 'text/xml; charset=utf-8');
        if (!message) return response.writeHead(500).end(soapFault('Client'));
        const isKnown = this.hasAccount(message.recipient);
        if (isKnown) this.messages.push(message);
        // By its key, not counted: several arrive at once, in any order.
        const answer = isKnown ? { reference: `m-${message.id}` } : { error: 'NO_ACCOUNT' };
        return response.end(addMessageAnswer(answer));
      });
    });
  }

  /** @returns its address */
  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The messages since the last call. */
  taken(): KeptMessage[] {
    return this.messages.splice(0);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
