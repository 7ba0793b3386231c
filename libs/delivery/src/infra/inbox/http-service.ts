import {
  isUnknownKey,
  RECEIPTS,
  UNKNOWN_KEY,
  type Receipt,
  type Receipts,
  type Recovery,
  type SendResult,
} from '../../domain/digital-channel';

/** How a service is treated, whichever it is. */
export interface ServiceOptions {
  readonly url: string;
  readonly timeoutMs: number;
  readonly recovery: Recovery;
  readonly settlingMs: number;
  readonly tellsReceipts: boolean;
}

/** More of an answer about one message is not read: a service that sends more is not the one we know. */
const MOST_ANSWER_BYTES = 16_384;
/** Of an answer about a thousand. */
const MOST_LIST_BYTES = 1024 * 1024;

/**
 * A message service by HTTP: calls with a time limit, what their failures say of a message, and the questions what became
 * of a key or of many messages, which are of our own making: no contract for them is published.
 */
export abstract class HttpService {
  readonly recovery: Recovery;
  readonly settlingMs: number;
  readonly tellsReceipts: boolean;

  constructor(private readonly service: ServiceOptions) {
    this.recovery = service.recovery;
    this.settlingMs = service.settlingMs;
    this.tellsReceipts = service.tellsReceipts;
  }

  /** @param read what an answer says of the message, undefined: nothing that could be understood */
  protected async call(
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

  /** What became of a key. Whatever else a service says to the question says nothing of the message. */
  async ask(key: string): Promise<SendResult> {
    const result = await this.call(`messages/by-key/${encodeURIComponent(key)}`, readAsked, {
      method: 'GET',
    });
    const isAnswer = result.kind === 'accepted' || result.kind === 'no-account' || isUnknownKey(result);
    return isAnswer ? result : { kind: 'uncertain', code: result.code };
  }

  async receipts(references: readonly string[]): Promise<Receipts> {
    const answer = await this.list('messages/status', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ messageIds: references }),
    });
    if ('code' in answer) return { kind: 'not-told', code: answer.code };
    const { messages } = readJson(answer.text);
    const receipts = receiptsOf(Array.isArray(messages) ? messages : [], references);
    // Nothing about any of them is no answer to the question.
    return receipts.size > 0 ? { kind: 'told', receipts } : { kind: 'not-told', code: 'ANSWER_MALFORMED' };
  }

  /** An answer about many, or the code of why there is none. */
  protected async list(
    path: string,
    request: RequestInit,
  ): Promise<{ readonly text: string } | { readonly code: string }> {
    try {
      const response = await this.fetch(path, request);
      const text = await readLimited(response, MOST_LIST_BYTES);
      return response.ok ? { text } : { code: `HTTP_${response.status}` };
    } catch (error) {
      return { code: codeOf(error) };
    }
  }

  private fetch(path: string, request: RequestInit): Promise<Response> {
    return fetch(`${this.service.url.replace(/\/$/, '')}/${path}`, {
      ...request,
      redirect: 'error',
      signal: AbortSignal.timeout(this.service.timeoutMs),
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
