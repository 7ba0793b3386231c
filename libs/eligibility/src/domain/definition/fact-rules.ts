import type { LeapDayBirthday } from '@kallelse/kernel';

/** A named selection of tests; an absent list takes every method or result. */
export interface TestSelection {
  readonly name: string;
  readonly methods?: readonly string[];
  readonly results?: readonly string[];
}

/** What of a definition says how facts are derived. */
export interface FactRules {
  readonly programme: string;
  readonly leapDay: LeapDayBirthday;
  /** Methods that count as `lastTest`; absent = every method. */
  readonly countsTests?: readonly string[];
  readonly tests: readonly TestSelection[];
}
