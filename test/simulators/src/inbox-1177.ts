import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { WELL_BEHAVED, type InboxBehaviour } from './inbox-behaviour';
import { ADD_MESSAGE, type Protocol } from './protocols';

/** What the inbox has seen. */
export interface InboxCounts {
  readonly requests: number;
  readonly delivered: number;
  /** Keys whose message lies in the inbox more than once. */
  readonly twice: number;
  readonly noAccount: number;
}

/** The troubles that are drawn for a request, each with a rate of its name. */
type TroubleName =
  'busy' | 'fail' | 'refuse' | 'acceptAndHang' | 'acceptAndCut' | 'acceptAndFail' | 'malformed';

const MOST_BODY_BYTES = 256 * 1024;

/**
 * A stand-in for the 1177 inbox, or another service, that speaks SOAP (POST /AddMessage) and HTTP: GET /messages/by-key/KEY, POST /messages/status,
 * GET /counts, GET /deliveries and GET /requests (numbers by key), PUT /behaviour. It keeps nothing of a message but its key, and
 * counts what it would have delivered, so that a test can tell a letter that came twice.
 */
export class SimulatedInbox {
  private readonly server: Server;
  private readonly deliveries = new Map<string, number>();
  private readonly requestsByKey = new Map<string, number>();
  private readonly keys = new Map<string, string>();
  private requests = 0;
  private questions = 0;
  private refused = 0;
  /** Length of the journal as far as it has been read. */
  private known = 0;

  /** @param journal file in which deliveries and refusals are kept from one process to the next; absent: nowhere */
  constructor(
    private behaviour: InboxBehaviour = WELL_BEHAVED,
    private readonly journal?: string,
    private readonly protocol: Protocol = ADD_MESSAGE,
  ) {
    this.catchUp();
    this.server = createServer((request, response) => {
      this.answer(request, response).catch(() => response.destroy());
    });
  }

  async listen(port = 0, host = '127.0.0.1'): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(port, host, resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get counts(): InboxCounts {
    const all = [...this.deliveries.values()];
    return {
      requests: this.requests,
      delivered: all.reduce((sum, n) => sum + n, 0),
      twice: all.filter((n) => n > 1).length,
      noAccount: this.refused,
    };
  }

  behave(behaviour: Partial<InboxBehaviour>): void {
    this.behaviour = { ...this.behaviour, ...behaviour };
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '/';
    if (request.method === 'POST' && url === this.protocol.path) return this.take(request, response);
    const question = this.protocol.questions[url];
    if (question) return this.askAccounts(request, response, question);
    if (request.method === 'POST' && url === '/messages/status') return this.tellReceipts(request, response);
    if (request.method === 'GET' && url.startsWith('/messages/by-key/'))
      return this.tell(url.slice(17), response);
    if (request.method === 'GET' && url === '/counts') return reply(response, 200, this.counts);
    if (request.method === 'GET' && url === '/deliveries')
      return reply(response, 200, Object.fromEntries(this.deliveries));
    if (request.method === 'GET' && url === '/requests')
      return reply(response, 200, Object.fromEntries(this.requestsByKey));
    if (request.method === 'PUT' && url === '/behaviour') {
      this.behave(JSON.parse(await bodyOf(request)) as Partial<InboxBehaviour>);
      return reply(response, 200, this.behaviour);
    }
    reply(response, 404, { code: 'NOT_FOUND' });
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests++;
    const key = request.headers['idempotency-key'];
    const message = this.protocol.read(await bodyOf(request));
    const { slowMs, idempotent } = this.behaviour;
    if (slowMs > 0) await delay(slowMs);
    if (!message || typeof key !== 'string' || message.id !== key)
      return replyXml(response, 500, this.protocol.fault('Client'));
    add(this.requestsByKey, key);
    this.catchUp();
    const attempt = `${key}/${this.requests}`;
    const early = this.troubleFor(key, attempt, ['busy', 'fail', 'refuse']);
    if (early) {
      const [status, answer] = this.refusalOf(early);
      return replyXml(response, status, answer);
    }
    if (
      !this.hasAccount(message.recipient) ||
      drawn(`closed ${message.recipient}`, this.behaviour.closedRate)
    ) {
      this.note('-', key);
      return replyXml(response, 200, this.protocol.noAccount);
    }
    if (!(idempotent && this.deliveries.has(key))) this.note('+', key);
    switch (this.troubleFor(key, attempt, ['acceptAndHang', 'acceptAndCut', 'acceptAndFail', 'malformed'])) {
      case 'acceptAndHang':
        return;
      case 'acceptAndCut':
        response.destroy();
        return;
      case 'acceptAndFail':
        return replyXml(response, 500, this.protocol.fault('Server'));
      case 'malformed':
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
        return;
      case undefined:
        replyXml(response, 200, this.protocol.taken(referenceOf(key)));
    }
  }

  private async askAccounts(
    request: IncomingMessage,
    response: ServerResponse,
    question: Protocol['questions'][string],
  ): Promise<void> {
    const attempt = `accounts ${++this.questions}`;
    const body = await bodyOf(request);
    if (drawn(`busy ${attempt}`, this.behaviour.busyRate)) return replyXml(response, 503, '');
    if (drawn(`malformed ${attempt}`, this.behaviour.malformedRate)) return replyXml(response, 200, '<html>');
    replyXml(
      response,
      200,
      question(body, (recipient) => this.hasAccount(recipient)),
    );
  }

  private hasAccount(recipient: string): boolean {
    return !drawn(`account ${recipient}`, this.behaviour.noAccountRate);
  }

  private refusalOf(trouble: 'busy' | 'fail' | 'refuse'): readonly [number, string] {
    if (trouble === 'busy') return [503, ''];
    return trouble === 'fail' ? [500, this.protocol.fault('Server')] : this.protocol.refused;
  }

  /** The first of some troubles that befalls a request. */
  private troubleFor<Trouble extends TroubleName>(
    key: string,
    attempt: string,
    troubles: readonly Trouble[],
  ): Trouble | undefined {
    const { calmAfter } = this.behaviour;
    if (calmAfter !== null && (this.requestsByKey.get(key) ?? 0) > calmAfter) return undefined;
    return troubles.find((name) => drawn(`${name} ${attempt}`, this.behaviour[`${name}Rate`]));
  }

  private note(what: '+' | '-', key: string): void {
    if (this.journal === undefined) this.read(`${what}${key}`);
    else appendFileSync(this.journal, `${what}${key}\n`, { mode: 0o600 });
    this.catchUp();
  }

  /** Another process may have written to the journal as well. */
  private catchUp(): void {
    if (this.journal === undefined || !existsSync(this.journal)) return;
    const text = readFileSync(this.journal, 'utf8');
    text
      .slice(this.known)
      .split('\n')
      .forEach((line) => this.read(line));
    this.known = text.length;
  }

  private read(line: string): void {
    if (line.startsWith('+')) {
      add(this.deliveries, line.slice(1));
      this.keys.set(referenceOf(line.slice(1)), line.slice(1));
    }
    if (line.startsWith('-')) this.refused++;
  }

  /** What became of each message that it knows: whatever else it is asked about it leaves out. */
  private async tellReceipts(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const attempt = `receipts ${++this.questions}`;
    const { messageIds } = JSON.parse(await bodyOf(request)) as { readonly messageIds: readonly string[] };
    const { busyRate, malformedRate, tellsReceipts } = this.behaviour;
    if (!tellsReceipts) return reply(response, 404, { code: 'NOT_FOUND' });
    if (drawn(`busy ${attempt}`, busyRate)) return reply(response, 503, { code: 'BUSY' });
    if (drawn(`malformed ${attempt}`, malformedRate))
      return reply(response, 200, { messages: [{ messageId: 7 }, null, { state: 'read' }] });
    this.catchUp();
    reply(response, 200, {
      messages: messageIds.flatMap((messageId) => {
        const key = this.keys.get(messageId);
        return key === undefined ? [] : [{ messageId, state: this.receiptOf(key) }];
      }),
    });
  }

  private receiptOf(key: string): 'read' | 'failed' | 'delivered' {
    if (drawn(`read ${key}`, this.behaviour.readRate)) return 'read';
    return drawn(`undeliverable ${key}`, this.behaviour.undeliverableRate) ? 'failed' : 'delivered';
  }

  private tell(key: string, response: ServerResponse): void {
    this.catchUp();
    const known = this.behaviour.tellsStatus && this.deliveries.has(decodeURIComponent(key));
    reply(
      response,
      known ? 200 : 404,
      known ? { messageId: referenceOf(decodeURIComponent(key)) } : { code: 'UNKNOWN_KEY' },
    );
  }
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Whether a name falls into a share; the same name always does or never. */
function drawn(name: string, share: number): boolean {
  if (share <= 0) return false;
  return createHash('sha256').update(name).digest().readUInt32BE(0) / 2 ** 32 < share;
}

function referenceOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 24);
}

function replyXml(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/xml; charset=utf-8' }).end(body);
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BODY_BYTES) throw new Error('the body is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
