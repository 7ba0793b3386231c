import type { DecisionStatus, ReasonKind } from '@kallelse/eligibility';
import type { PlainDate } from '@kallelse/kernel';
import type { ReachChannel } from '@kallelse/population';
import type { Allotment } from './allot';

/** What a batch would be, frozen when it was looked at. Counts only: nobody is named. */
export interface BatchPreview {
  readonly asOf: PlainDate;
  readonly definition: string;
  readonly definitionHash: string;
  /** Everyone the batch's filters let through; the decisions add up to it. */
  readonly population: number;
  readonly decisions: Readonly<Partial<Record<DecisionStatus, number>>>;
  /** Why those not invited are not; one person may have several reasons. */
  readonly reasons: readonly ReasonCount[];
  readonly selected: number;
  /** Of the selected: who would age out before the next batch, invited outside the capacity limit. */
  readonly lastCall: number;
  /** Due now, but left for a later batch by the capacity limit. */
  readonly leftByCapacity: number;
  /** The pause of the programme that its day lies in, as `MM-DD` to `MM-DD`. */
  readonly pause?: { readonly from: string; readonly until: string };
  /** How the places of units or regions were divided; absent where the batch does not limit them. */
  readonly limits?: readonly Allotment[];
  readonly districts: readonly DistrictCount[];
  readonly channels: readonly { readonly channel: PreviewChannel; readonly count: number }[];
  /** Selected, but without an address or mailbox: they go to the outreach list. */
  readonly unreachable: number;
  readonly unreachableBecause: readonly { readonly cause: UnreachableCause; readonly count: number }[];
  /** Not selected because a fact is missing that nobody can be asked for by letter. */
  readonly dataExceptions: number;
  readonly expected: { readonly min?: number; readonly max?: number; readonly inside: boolean };
  /** How many residents were also decided in memory and agreed. */
  readonly crossChecked: number;
  readonly selectedHash: string;
}

export interface ReasonCount {
  readonly status: DecisionStatus;
  readonly kind: ReasonKind;
  readonly code: string;
  readonly path: string;
  readonly count: number;
}

export interface DistrictCount {
  /** Null: no district known, or protected. */
  readonly district: string | null;
  readonly due: number;
  readonly selected: number;
}

/** Why somebody who is due is not called yet, and where the rules say so. */
export const SET_ASIDE = {
  'open-round': 'round',
  newcomer: 'newcomerDelay',
  household: 'send.householdSpacing',
} as const;
export type SetAside = keyof typeof SET_ASIDE;

/** How the selected would be reached as things are now. */
export type PreviewChannel = ReachChannel;

/** Why somebody is for the outreach list. */
export type UnreachableCause =
  'no-address' | 'letter-returned' | 'protected-without-national-number' | 'not-in-register';

/** How much a batch may differ from its preview when it is generated before it goes back to approval. */
export const DRIFT_SHARE = 0.05;
export const DRIFT_NUMBER = 10;

/** Whether a number of contacts is within the size that a definition expects of a batch. */
export function isInsideBand(
  count: number,
  { min, max }: { readonly min?: number; readonly max?: number },
): boolean {
  return count >= (min ?? 0) && count <= (max ?? Infinity);
}

/** Whether so much has changed since the preview that somebody has to look again. */
export function driftedTooFar(previewed: number, now: number): boolean {
  return Math.abs(now - previewed) > Math.max(DRIFT_NUMBER, previewed * DRIFT_SHARE);
}
