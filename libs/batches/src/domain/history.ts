import type { Decision } from '@kallelse/eligibility';
import type { PlainDate } from '@kallelse/kernel';

/** What a batch did with somebody it weighed: `open-round`: due, but in the middle of a round; `capacity`: left for later. */
export type BatchOutcome = 'selected' | 'not-due' | 'open-round' | 'capacity';

/** What a batch decided about somebody, decided once more from what was recorded at that moment. */
export interface BatchDecision {
  readonly kind: 'batch';
  readonly on: PlainDate;
  readonly batch: number;
  readonly asOf: PlainDate;
  /** The moment, ISO 8601. */
  readonly decidedAt: string;
  readonly outcome: BatchOutcome;
  readonly hash: string;
  readonly decision: Decision;
  /** Why, in sentences. */
  readonly reasons: readonly string[];
}

/** A round began, under the version of the rules that it keeps. */
export interface RoundBegan {
  readonly kind: 'round-began';
  readonly on: PlainDate;
  readonly episode: number;
  readonly batch: number;
  readonly definition: string;
}

export interface RoundEnded {
  readonly kind: 'round-ended';
  readonly on: PlainDate;
  readonly episode: number;
  readonly reason: string;
}

/** Where a message stands; `on`: when it was sent or stopped, or is due. */
export interface ContactEntry {
  readonly kind: 'contact';
  readonly on: PlainDate;
  readonly contact: number;
  readonly batch: number;
  /** `invitation`, `reminder`, `enquiry` or `questionnaire`. */
  readonly message: string;
  readonly state: string;
  readonly reason: string | null;
  /** Of the last try to send it. */
  readonly channel: string | null;
}

/** What the resident or somebody for them asked for: an opt-out, a deferral, a manual route. */
export interface RequestEntry {
  readonly kind: 'opt-out' | 'deferral' | 'manual';
  readonly on: PlainDate;
  /** Of an opt-out `permanent`, `until` or `episode`; of a manual route `include`, `hold` or `exclude`. */
  readonly way?: string;
  readonly until?: PlainDate;
  readonly revoked?: PlainDate;
}

export type HistoryEntry = BatchDecision | RoundBegan | RoundEnded | ContactEntry | RequestEntry;

/** An entry with its words. */
export type ToldEntry = HistoryEntry & { readonly text: string };
