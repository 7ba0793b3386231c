/** The digital channels, by the name that definitions and preferences give them. */
export const DIGITAL_CHANNELS = ['1177', 'secure-mailbox'] as const;
export type DigitalName = (typeof DIGITAL_CHANNELS)[number];

/** What goes to a digital inbox: the words, and whose inbox; personal data, never logged. */
export interface DigitalLetter {
  readonly dispatchId: number;
  /** Twelve digits. */
  readonly personalNumber: string;
  readonly subject: string;
  /** DocBook subset, well-formed XML. */
  readonly docBook: string;
  /** The same words without markup. */
  readonly plainText: string;
  readonly language: 'sv' | 'en';
  /** Where to ask: name and telephone of the sending unit. */
  readonly help: string;
  /** HSA id of the sending unit, where known. */
  readonly sender: string | undefined;
}

/** What a service said to one message. */
export type SendResult =
  | { readonly kind: 'accepted'; readonly reference: string }
  /** The recipient has no inbox there: it goes on paper. */
  | { readonly kind: 'no-account' }
  /** It will never take this message. */
  | { readonly kind: 'refused'; readonly code: string }
  /** It certainly did not get the message: try later. */
  | { readonly kind: 'not-sent'; readonly code: string }
  /** Nobody knows whether it took the message. */
  | { readonly kind: 'uncertain'; readonly code: string }
  /** Nor can it be found out. */
  | { readonly kind: 'lost'; readonly code: string };

/** What a service says of a message that it took. */
export const RECEIPTS = ['queued', 'delivered', 'read', 'expired', 'failed'] as const;
export type Receipt = (typeof RECEIPTS)[number];

/** What a service says of many; it may leave some out. */
export type Receipts =
  | { readonly kind: 'told'; readonly receipts: ReadonlyMap<string, Receipt> }
  | { readonly kind: 'not-told'; readonly code: string };

/** How a message caught under way is recovered (architecture.md, "From batch to letter" 6). */
export type Recovery = 'same-key' | 'ask-status' | 'none';

/** A digital inbox service. */
export interface DigitalChannel {
  readonly name: DigitalName;
  readonly recovery: Recovery;
  /** For recovery `ask-status`: how long a message may be in its hands before it knows the key, in milliseconds. */
  readonly settlingMs: number;
  /** Throws what would keep any message from being made, before one is under way. */
  check?(): void;
  /** `key` is the same for every try of one dispatch and of no other. */
  send(letter: DigitalLetter, key: string): Promise<SendResult>;
  /** What became of a key; `not-sent` {@link UNKNOWN_KEY} when the service does not know it. For recovery `ask-status`. */
  ask(key: string): Promise<SendResult>;
  /** Whether it can be asked for receipts. */
  readonly tellsReceipts: boolean;
  /**
   * Whether what nobody is known to have read goes on paper when the programme's time is over; else what it has delivered has come,
   * as a letter has.
   */
  readonly unreadGoesOnPaper: boolean;
  /**
   * Which of some personal numbers have an inbox there that takes our messages; at most {@link MOST_ASKED}. Absent: it
   * says so when a message is sent.
   */
  reachable?(numbers: readonly string[]): Promise<Reachable>;
  /** What became of messages that it took, by its references; at most {@link MOST_RECEIPTS} at a time. */
  receipts(references: readonly string[]): Promise<Receipts>;
}

export const MOST_RECEIPTS = 1000;
export const MOST_ASKED = 1000;

export type Reachable =
  | { readonly kind: 'told'; readonly numbers: ReadonlySet<string> }
  | { readonly kind: 'not-told'; readonly code: string };

/** What `ask` says of a key that the service does not know. */
export const UNKNOWN_KEY = 'UNKNOWN_KEY';

export function isUnknownKey(result: SendResult): boolean {
  return result.kind === 'not-sent' && result.code === UNKNOWN_KEY;
}

/** Whether a service has said something about the message itself. */
export function isAnswer(result: SendResult): boolean {
  return ['accepted', 'no-account', 'refused'].includes(result.kind) || isUnknownKey(result);
}

/** The idempotency key of a dispatch. */
export function dispatchKey(dispatchId: number): string {
  return `kallelse-dispatch-${dispatchId}`;
}
