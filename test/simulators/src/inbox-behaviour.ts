/** How the simulated inbox behaves; each rate is the share of requests, drawn from the message's key. */
export interface InboxBehaviour {
  /** Recognises a repeated Idempotency-Key. */
  readonly idempotent: boolean;
  /** Answers what became of a key (GET /messages/by-key/KEY). */
  readonly tellsStatus: boolean;
  readonly slowMs: number;
  /** 503 before anything is taken. */
  readonly busyRate: number;
  /** 500 after nothing was taken. */
  readonly failRate: number;
  /** Refuses a message that it will never take. */
  readonly refuseRate: number;
  /** Takes the message and says 500. */
  readonly acceptAndFailRate: number;
  /** Takes the message and cuts the connection. */
  readonly acceptAndCutRate: number;
  /** Takes the message and never answers. */
  readonly acceptAndHangRate: number;
  /** Recipients without an account, by a hash of their number. */
  readonly noAccountRate: number;
  /** Of those with an account, recipients who close it before the message comes. */
  readonly closedRate: number;
  /** Answers with something that is no answer. */
  readonly malformedRate: number;
  /** Messages that their recipients have read, by a hash of their key; the others lie there. */
  readonly readRate: number;
  /** Messages that can be delivered to nobody after all, likewise. */
  readonly undeliverableRate: number;
  /** Says what became of messages (POST /messages/status). */
  readonly tellsReceipts: boolean;
  /** Requests of one key after so many are in no trouble any more; null: trouble goes on. */
  readonly calmAfter: number | null;
}

export const WELL_BEHAVED: InboxBehaviour = {
  idempotent: true,
  tellsStatus: true,
  slowMs: 0,
  busyRate: 0,
  failRate: 0,
  refuseRate: 0,
  acceptAndFailRate: 0,
  acceptAndCutRate: 0,
  acceptAndHangRate: 0,
  noAccountRate: 0.06,
  closedRate: 0,
  malformedRate: 0,
  readRate: 0.85,
  undeliverableRate: 0,
  tellsReceipts: true,
  calmAfter: null,
};
