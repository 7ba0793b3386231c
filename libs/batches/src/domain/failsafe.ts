import type { PlainDate } from '@kallelse/kernel';

/** Why somebody who is due has no letter: never selected, or the reason that stopped the letter. */
export type OverdueBecause = 'not-called' | 'batch-not-released' | (string & {});

/** How many of a programme and district are overdue for one reason; `district` null: not known, or protected. */
export interface OverdueCount {
  readonly programme: string;
  readonly district: string | null;
  readonly because: OverdueBecause;
  readonly residents: number;
  /** Since when the one who has waited longest has waited; null: nobody can say. */
  readonly since: PlainDate | null;
}

/** One person of the list, by internal id. */
export interface OverdueResident {
  readonly resident: number;
  readonly programme: string;
  readonly district: string | null;
  readonly because: OverdueBecause;
  readonly since: PlainDate | null;
}

/** How many of a programme and district no batch can select or reach, for one reason. */
export interface UnselectableCount {
  readonly programme: string;
  readonly district: string | null;
  /** `organ-unknown`, `attribute-unknown`, `data-exception`; or why nobody can write to those who are due. */
  readonly because: string;
  readonly residents: number;
}

/** What keeps people from a letter, looked at as of the end of next month. */
export interface FailsafeReport {
  /** The day up to which whoever is due by then counts as overdue. */
  readonly until: PlainDate;
  /** The rules that were asked: `cervical@2026.1`. */
  readonly rules: readonly string[];
  readonly overdue: readonly OverdueCount[];
  readonly unselectable: readonly UnselectableCount[];
}
