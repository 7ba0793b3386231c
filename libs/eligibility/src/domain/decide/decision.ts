import type { PlainDate } from '@kallelse/kernel';

export type DecisionStatus = 'invite' | 'hold' | 'enquire' | 'not-eligible';
export type ReasonKind = 'criterion' | 'unknown' | 'exclusion' | 'hold' | 'schedule' | 'manual';

/** One of the reasons that decided; all of them stand in a decision, in path order. */
export interface Reason {
  /** A leaf's fact name (`age`), an exclusion's, hold's or manual route's code, or a schedule code (`not-due`). */
  readonly code: string;
  readonly kind: ReasonKind;
  /** Where in the definition (or in the resident's manual routes) the reason stands. */
  readonly path: string;
  readonly until?: PlainDate;
}

/** What a programme's rules say of one resident on one date, and why. */
export interface Decision {
  readonly programme: string;
  readonly status: DecisionStatus;
  readonly targetGroup: boolean | 'unknown';
  readonly reasons: readonly Reason[];
  readonly dueOn?: PlainDate;
  /** `cervical@2026.1` */
  readonly definition: string;
}
