import type { DecisionStatus, Lint, ReasonKind } from '@kallelse/eligibility';
import type { PlainDate } from '@kallelse/kernel';

/** The statuses in the order in which figures show them. */
export const STATUSES: readonly DecisionStatus[] = ['invite', 'hold', 'enquire', 'not-eligible'];

/** How many residents have each status; absent: none. */
export type StatusCounts = Readonly<Partial<Record<DecisionStatus, number>>>;

/**
 * What happens to somebody whom two definitions decide differently. In a programme is who is invited or held; `enquire`
 * is neither in it nor out.
 */
export const CHANGES = [
  'entering',
  'leaving',
  'to-invite',
  'to-hold',
  'to-enquire',
  'no-longer-asked',
] as const;
export type Change = (typeof CHANGES)[number];
export type ChangeCounts = Readonly<Partial<Record<Change, number>>>;

/** Residents with the same value of something, and what the two definitions decide of them. */
export interface Slice<Value> {
  /** Null: not known; of a place also: not stated, since the resident is protected. */
  readonly value: Value | null;
  readonly residents: number;
  readonly draft: StatusCounts;
  /** Empty where there is nothing to compare with. */
  readonly base: StatusCounts;
  readonly changes: ChangeCounts;
}

export interface SimulatedReason {
  readonly status: DecisionStatus;
  readonly kind: ReasonKind;
  readonly code: string;
  /** `manual` for every manual route. */
  readonly path: string;
  readonly draft: number;
  readonly base: number;
}

export interface DueMonth {
  /** `2027-05`; `now`: the date has come or there is none to wait for. */
  readonly month: string;
  readonly draft: number;
  readonly base: number;
}

/** Residents whom the two decide differently in the same way. */
export interface Transition {
  readonly from: DecisionStatus;
  readonly to: DecisionStatus;
  readonly change: Change;
  readonly count: number;
  /** Internal ids, the lowest; nobody protected. */
  readonly examples: readonly number[];
}

/** What a definition would decide of everybody, beside what another one does. Counts and internal ids only. */
export interface SimulationResult {
  readonly asOf: PlainDate;
  /** Everybody decided; each counting adds up to it. */
  readonly population: number;
  readonly decisions: { readonly draft: StatusCounts; readonly base: StatusCounts };
  readonly changes: ChangeCounts;
  /**
   * Those decided differently, of those whom either definition invites, holds or asks; null: nothing to compare with.
   */
  readonly changeShare: number | null;
  readonly transitions: readonly Transition[];
  /** One resident may have several. */
  readonly reasons: readonly SimulatedReason[];
  readonly municipalities: readonly Slice<string>[];
  readonly districts: readonly Slice<string>[];
  readonly areaTypes: readonly Slice<number>[];
  readonly birthYears: readonly Slice<number>[];
  /** Those invited or held with a date, by the month in which they are due. */
  readonly dueMonths: readonly DueMonth[];
  readonly lints: readonly Lint[];
}

/** What it is to be decided `from` by one definition and `to` by another; undefined: the same. */
export function changeOf(from: DecisionStatus, to: DecisionStatus): Change | undefined {
  if (from === to) return undefined;
  if (isCalled(from) && isCalled(to)) return to === 'invite' ? 'to-invite' : 'to-hold';
  if (isCalled(to)) return 'entering';
  if (isCalled(from)) return 'leaving';
  return to === 'enquire' ? 'to-enquire' : 'no-longer-asked';
}

function isCalled(status: DecisionStatus): boolean {
  return status === 'invite' || status === 'hold';
}
