import { type Iso } from './oracle-dates';

/** What the reference evaluator reads: the documents as they are written, no parsing, assumed valid. */

export interface RawResidency {
  from?: Iso | null;
  until?: Iso | null;
  recorded?: Iso;
  status?: string;
  since?: Iso;
  region?: string;
  municipality?: string;
  district?: string;
  areaType?: number;
}

export interface RawOrgan {
  organ: string;
  state: string;
  source: string;
  effective: Iso;
  recorded?: Iso;
  withdrawn?: Iso | null;
}

export interface RawOptOut {
  programme: string;
  kind: string;
  from: Iso;
  until?: Iso | null;
  revoked?: Iso | null;
  recorded?: Iso;
}

export interface RawEvent {
  programme?: string;
  type: string;
  date?: Iso;
  from?: Iso;
  until?: Iso | null;
  recorded?: Iso;
  method?: string;
  result?: string;
  value?: number;
  list?: string;
}

export interface RawAttribute {
  name: string;
  value?: unknown;
  from?: Iso | null;
  until?: Iso | null;
  recorded?: Iso;
}

export interface RawManual {
  programme: string;
  kind: string;
  code: string;
  from: Iso;
  until?: Iso | null;
  recorded?: Iso;
}

export interface RawResident {
  birthDate: Iso;
  residency?: RawResidency;
  residencies?: RawResidency[];
  organs?: RawOrgan[];
  optOuts?: RawOptOut[];
  events?: RawEvent[];
  attributes?: Record<string, unknown> | RawAttribute[];
  manual?: RawManual[];
}

export type RawCriterion = Record<string, unknown>;

export interface RawRow {
  when?: RawCriterion;
  after: string;
}

export interface RawPhaseIn {
  year: number;
  birthYears: number[];
  regions?: string[];
}

export interface RawDefinition {
  programme: string;
  version: string;
  leapDayBirthday?: 'mar-1' | 'feb-28';
  parameters?: Record<string, { default: unknown }>;
  attributes?: Record<string, { type: string }>;
  countsTests?: string[];
  tests?: Record<string, { method?: string[]; result?: string[] }>;
  enquiry?: { after?: string; max?: number };
  eligibility: RawCriterion;
  exclusions?: { code: string; when: RawCriterion }[];
  holds?: { code: string; when: RawCriterion; until?: { fact: string } }[];
  schedule: {
    anchor?: string | { ageThisYear: number[] };
    next: RawRow[];
    nonAttender?: { after: string };
    phaseIn?: RawPhaseIn[];
  };
}

/** Everything an evaluation looks at: one resident, one definition, one date. */
export interface World {
  definition: RawDefinition;
  resident: RawResident;
  asOf: Iso;
  knownAt: Iso | undefined;
}

/** "`$name` stands for a parameter anywhere a value may stand." */
export function withParameters(
  document: object,
  overrides: Readonly<Record<string, unknown>>,
): RawDefinition {
  const parameters = (document as RawDefinition).parameters ?? {};
  const resolve = (value: unknown): unknown => {
    if (typeof value === 'string' && value.startsWith('$')) {
      const name = value.slice(1);
      return overrides[name] ?? parameters[name]?.default;
    }
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, child]) => child !== undefined)
        .map(([key, child]) => [key, resolve(child)]),
    );
  };
  return resolve(document) as RawDefinition;
}

interface Dated {
  date?: Iso;
  from?: Iso | null;
  effective?: Iso;
  recorded?: Iso | undefined;
}

/** Whether a dated object exists, and is known, on the dates asked about. */
export function exists(object: Dated, { asOf, knownAt }: World, futureAllowed = false): boolean {
  const own = object.date ?? object.effective ?? object.from ?? undefined;
  // "Anything dated after the as-of date does not exist yet, a booking's date excepted."
  if (!futureAllowed && own !== undefined && own > asOf) return false;
  // "`--known-at DATE` ignores what was recorded later (absent: recorded on its own date)"
  const recorded = object.recorded ?? own;
  return knownAt === undefined || recorded === undefined || recorded <= knownAt;
}

/** "Intervals `from`–`until` include both days"; "`until: null` or absent is open". */
export function covers(interval: { from?: Iso | null; until?: Iso | null }, date: Iso): boolean {
  const begun = interval.from === undefined || interval.from === null || interval.from <= date;
  const over = interval.until !== undefined && interval.until !== null && interval.until < date;
  return begun && !over;
}

/** "An opt-out may carry `revoked: <date>`, from which day it no longer counts." Withdrawn statements likewise. */
export function ended(day: Iso | null | undefined, asOf: Iso): boolean {
  return day !== undefined && day !== null && day <= asOf;
}
