import {
  ADD_MESSAGE,
  addMessageRequest,
  readAddMessageAnswer,
  senderOf,
  type AddMessageAddress,
} from './add-message';
import {
  isUnknownKey,
  RECEIPTS,
  UNKNOWN_KEY,
  type DigitalChannel,
  type DigitalLetter,
  type Receipt,
  type Receipts,
  type Recovery,
  type SendResult,
} from '../../domain/digital-channel';

export interface InboxOptions {
  readonly url: string;
  readonly address: AddMessageAddress;
  readonly recovery: Recovery;
  readonly timeoutMs: number;
  readonly settlingMs: number;
  readonly tellsReceipts: boolean;
}

/** More of an answer is not read: a service that sends more is not the one we know. */
const MOST_ANSWER_BYTES = 16_384;
/** Of an answer about {@link MOST_RECEIPTS} messages. */
const MOST_RECEIPT_BYTES = 512 * 1024;

/**
 * The 1177 inbox: each message a call of AddMessage, with a key of its own. What became of a key, or of many messages, is
 * asked by plain HTTP: no contract for it is published.
 */
export class Inbox1177 implements DigitalChannel {
  readonly recovery: Recovery;
  readonly settlingMs: number;
  readonly tellsReceipts: boolean;

  constructor(private readonly options: InboxOptions) {
    this.recovery = options.recovery;
    this.settlingMs = options.settlingMs;
    this.tellsReceipts = options.tellsReceipts;
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

  async ask(key: string): Promise<SendResult> {
    const result = await this.call(`messages/by-key/${encodeURIComponent(key)}`, readAsked, {
      method: 'GET',
    });
    // Whatever else it says to the question says nothing of the message.
    const isAnswer = result.kind === 'accepted' || result.kind === 'no-account' || isUnknownKey(result);
    return isAnswer ? result : { kind: 'uncertain', code: result.code };
  }

  async receipts(references: readonly string[]): Promise<Receipts> {
    try {
      const response = await this.fetch('messages/status', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ messageIds: references }),
      });
      const { messages } = readJson(await readLimited(response, MOST_RECEIPT_BYTES));
      if (!response.ok) return { kind: 'not-told', code: `HTTP_${response.status}` };
      const receipts = receiptsOf(Array.isArray(messages) ? messages : [], references);
      // Nothing about any of them is no answer to the question.
      return receipts.size > 0 ? { kind: 'told', receipts } : { kind: 'not-told', code: 'ANSWER_MALFORMED' };
    } catch (error) {
      return { kind: 'not-told', code: codeOf(error) };
    }
  }

  private async call(
    path: string,
    read: (text: string, isOk: boolean) => SendResult | undefined,
    request: RequestInit,
  ): Promise<SendResult> {
    try {
      const response = await this.fetch(path, request);
      const text = await readLimited(response, MOST_ANSWER_BYTES);
      return read(text, response.ok) ?? interpret(response);
    } catch (error) {
      return failure(error);
    }
  }

  private fetch(path: string, request: RequestInit): Promise<Response> {
    return fetch(`${this.options.url.replace(/\/$/, '')}/${path}`, {
      ...request,
      redirect: 'error',
      signal: AbortSignal.timeout(this.options.timeoutMs),
    });
  }
}

/** Whatever is no receipt of a message that was asked about says nothing. */
function receiptsOf(messages: readonly unknown[], references: readonly string[]): Map<string, Receipt> {
  const asked = new Set(references);
  const receipts = new Map<string, Receipt>();
  for (const message of messages) {
    const { messageId, state } = Object(message) as {
      readonly messageId?: unknown;
      readonly state?: unknown;
    };
    const receipt = RECEIPTS.find((one) => one === state);
    if (receipt && typeof messageId === 'string' && asked.has(messageId)) receipts.set(messageId, receipt);
  }
  return receipts;
}

/** Said before anything is taken: busy, or something wrong with our access or its address, not with the message. */
const NOT_TAKEN = new Set([401, 403, 404, 405, 407, 429, 503]);

/** What the answer to a message says of it, whatever the status of HTTP: faults of SOAP come with 500. */
function readSent(text: string, isOk: boolean): SendResult | undefined {
  const result = readAddMessageAnswer(text);
  // Taken, with a status that says otherwise: nobody knows.
  return result?.kind === 'accepted' && !isOk ? undefined : result;
}

function readAsked(text: string, isOk: boolean): SendResult | undefined {
  const { messageId, code } = readJson(text);
  if (isOk)
    return typeof messageId === 'string' && messageId !== ''
      ? { kind: 'accepted', reference: messageId }
      : undefined;
  if (code === 'NO_ACCOUNT') return { kind: 'no-account' };
  return code === UNKNOWN_KEY ? { kind: 'not-sent', code: UNKNOWN_KEY } : undefined;
}

function interpret({ ok, status }: Response): SendResult {
  if (ok) return { kind: 'uncertain', code: 'ANSWER_MALFORMED' };
  const code = `HTTP_${status}`;
  if (NOT_TAKEN.has(status)) return { kind: 'not-sent', code };
  // Other server errors may come after the message was taken.
  return status >= 500 ? { kind: 'uncertain', code } : { kind: 'refused', code };
}

function readJson(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

async function readLimited(response: Response, mostBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > mostBytes) return '';
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

/** Only what failed before a connection stood cannot have been taken. */
const BEFORE_CONNECTION = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function failure(error: unknown): SendResult {
  const code = codeOf(error);
  return BEFORE_CONNECTION.has(code) ? { kind: 'not-sent', code } : { kind: 'uncertain', code };
}

/** Asked of what it has, not of its class: errors of fetch may come from another realm. */
function codeOf(error: unknown): string {
  const { name, cause } = Object(error) as { readonly name?: unknown; readonly cause?: { code?: unknown } };
  if (typeof cause?.code === 'string') return cause.code;
  return name === 'TimeoutError' ? 'TIMEOUT' : 'CONNECTION';
}
