import type { Duration, Json, PlainDate } from '@kallelse/kernel';
import type { Fact } from '../facts/fact';
import type { FactType } from '../facts/fact-type';
import type { FactRules } from './fact-rules';

export interface Labels {
  readonly sv?: string;
  readonly en?: string;
}

export const PARAMETER_TYPES = ['integer', 'number', 'boolean', 'date', 'code', 'duration'] as const;
export type ParameterType = (typeof PARAMETER_TYPES)[number];

/** A named value that may stand for a literal; a region overrides its value, never the tree. */
export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  /** The value in force: the override where given, else the default; in the form it is written in the document. */
  readonly value: number | boolean | string;
  readonly labels: Labels;
}

export type Attribute = { readonly name: string; readonly type: FactType; readonly labels: Labels };

/** What happens to a resident for whom a leaf of `eligibility` is unknown and decides. */
export type OnUnknown = 'enquire' | 'hold' | 'exclude';

/**
 * One comparison, with parameters resolved. The many operators of the document come down to few: numbers and dates
 * are ranges (dates as Days), negative operators are the positive one negated, and an unknown value stays unknown.
 */
export type Test =
  | { readonly op: 'known'; readonly expected: boolean }
  | { readonly op: 'equal'; readonly value: number | string | boolean; readonly negated: boolean }
  | { readonly op: 'one-of'; readonly values: readonly (number | string)[]; readonly negated: boolean }
  | { readonly op: 'starts-with'; readonly prefix: string }
  | { readonly op: 'range'; readonly range: Range; readonly negated: boolean }
  | {
      readonly op: 'relative';
      readonly window: 'within-last' | 'at-least-ago' | 'within-next';
      readonly span: Duration;
    }
  | { readonly op: 'includes'; readonly code: string; readonly negated: boolean };

/** Bounds of a range; an absent bound is open-ended, an `Open` one excludes its own value. */
export interface Range {
  readonly min?: number;
  readonly minOpen?: boolean;
  readonly max?: number;
  readonly maxOpen?: boolean;
}

export interface Leaf {
  readonly kind: 'leaf';
  readonly path: string;
  readonly fact: Fact;
  /** As written: `between`. */
  readonly operator: string;
  /** As written, parameters resolved: `[23, 70]`. */
  readonly operand: Json;
  readonly test: Test;
  readonly onUnknown: OnUnknown;
}

export interface Group {
  readonly kind: 'all' | 'any';
  readonly path: string;
  readonly children: readonly Criterion[];
}

export interface Not {
  readonly kind: 'not';
  readonly path: string;
  readonly child: Criterion;
}

/** A tree of all / any / not over comparisons, evaluated in Kleene's three-valued logic, exactly as SQL has it. */
export type Criterion = Leaf | Group | Not;

export interface Exclusion {
  readonly code: string;
  readonly when: Criterion;
  readonly labels: Labels;
}

export interface Hold extends Exclusion {
  /** A date fact that says how long the hold lasts. */
  readonly until?: Fact;
}

/** A row of the interval table: the first whose `when` is true gives the next due date. */
export interface IntervalRow {
  readonly path: string;
  readonly when?: Criterion;
  readonly after: Duration | 'never';
}

export type Anchor =
  | { readonly kind: 'lastTest' | 'birthday' | 'calendarYear' }
  /** Due on 1 January of the year in which a listed age is reached; ages ascending. */
  | { readonly kind: 'ageThisYear'; readonly ages: readonly number[] };

export interface PhaseIn {
  readonly year: number;
  readonly birthYears: readonly number[];
  /** Absent: every region. */
  readonly regions?: readonly string[];
}

export interface Schedule {
  readonly anchor: Anchor;
  readonly next: readonly IntervalRow[];
  readonly nonAttenderAfter?: Duration;
  readonly phaseIn?: readonly PhaseIn[];
}

export interface Enquiry {
  readonly after?: Duration;
  readonly max?: number;
}

export interface Step {
  readonly id: string;
  readonly template: string;
  /** Absent for the first step, which goes out when the batch is released. */
  readonly after?: Duration;
  readonly unless: readonly StepStop[];
  readonly kit?: string;
  readonly booked: boolean;
  /** Of the first step: it says that the invitation will come, which is the second, and begins no round. */
  readonly announces: boolean;
}

export type StepStop = 'outcome' | 'booked';

/** How the last character of a kit's code follows from the others: GS1's digit, ISO/IEC 7064's letter or digit, or not at all. */
export const KIT_CHECKS = ['gs1-mod10', 'iso7064-mod37-36', 'none'] as const;
export type KitCheck = (typeof KIT_CHECKS)[number];

/** What holds of a kind of kit in a programme. */
export interface KitRules {
  readonly check: KitCheck;
  /** Most kits in one round that take the place of another that was lost, expired or could not be used. */
  readonly replacements: number;
  /** For how long a kit must be good when it is packed; absent: to the end of its round. */
  readonly usableFor?: Duration;
  /** Of the letter that goes with a replacement. */
  readonly template: string;
  /** Whoever has missed so many rounds in a row, or more, gets this letter in place of the kit, and the kit when they ask. */
  readonly letterAfter?: { readonly rounds: number; readonly template: string };
}

/** A letter that follows a test with one of some results, which ended a round. */
export interface FollowUp {
  readonly id: string;
  readonly template: string;
  readonly results: readonly string[];
  /** Counted from the day of the test. */
  readonly after: Duration;
}

export type ChannelName = '1177' | 'secure-mailbox' | 'paper';

/** What batches use and `decide` ignores. */
export interface Delivery {
  /** Attributes that an enquiry may ask for, with the template that asks. */
  readonly ask: Readonly<Record<string, string>>;
  readonly validity?: Duration;
  readonly steps: readonly Step[];
  /** Every kit that a step sends, by its name there. */
  readonly kits: Readonly<Record<string, KitRules>>;
  readonly channels: readonly ChannelName[];
  readonly toPaperAfter?: Duration;
  /** How long after the day on which a letter is made the time in it may be at the earliest. */
  readonly timesFrom: Duration;
  readonly followUps: readonly FollowUp[];
  /** Whoever was not in the register so long ago is not called yet, unless it is the last call. */
  readonly newcomerDelay?: Duration;
  /** So long apart are the first letters of two people of one household, so that kits are not mixed up. */
  readonly householdSpacing?: Duration;
  readonly followsBirthMonth: boolean;
  /** `MM-DD` to `MM-DD`, both included, every year. */
  readonly pauses: readonly { readonly from: string; readonly until: string }[];
  readonly lastCallBeforeAge?: number;
  readonly expected?: {
    readonly min?: number;
    readonly max?: number;
    /** Share (0–1) of those concerned that a version following this one may decide differently without a reason given. */
    readonly change?: number;
  };
}

/** One immutable version of a programme's rules, parsed, checked, parameters resolved. */
export interface Definition extends FactRules {
  readonly version: string;
  readonly validFrom?: PlainDate;
  readonly region?: string;
  readonly labels: Labels;
  readonly parameters: readonly Parameter[];
  readonly attributes: readonly Attribute[];
  readonly enquiry?: Enquiry;
  readonly eligibility: Criterion;
  readonly exclusions: readonly Exclusion[];
  readonly holds: readonly Hold[];
  readonly schedule: Schedule;
  readonly delivery: Delivery;
  /** SHA-256 of the canonical document, overrides of parameters included. */
  readonly hash: string;
}

/** `cervical@2026.1` */
export function definitionId(definition: Pick<Definition, 'programme' | 'version'>): string {
  return `${definition.programme}@${definition.version}`;
}

/** The leaves of a criterion in document order. */
export function leavesOf(criterion: Criterion): readonly Leaf[] {
  switch (criterion.kind) {
    case 'leaf':
      return [criterion];
    case 'not':
      return leavesOf(criterion.child);
    case 'all':
    case 'any':
      return criterion.children.flatMap(leavesOf);
  }
}

/** The lowest age in completed years at which a criterion can hold; undefined: it names none. */
export function lowestAge(criterion: Criterion): number | undefined {
  const lowest = leavesOf(criterion).flatMap(({ fact, test }) =>
    fact.name === 'age' && test.op === 'range' && !test.negated && test.range.min !== undefined
      ? Math.ceil(test.range.min + (test.range.minOpen === true ? 1 : 0))
      : [],
  );
  return lowest.length === 0 ? undefined : Math.min(...lowest);
}
