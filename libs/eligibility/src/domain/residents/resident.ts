import type { CivilDate, Day } from '@kallelse/kernel';

/**
 * One resident as the rule engine may know them: dated facts only, no name, number, address or legal sex.
 * Days are numbers; an open end is {@link OPEN}; `recorded` is when the object became known (see `--known-at`).
 */
export interface Resident {
  readonly id: string;
  readonly birth: Day;
  readonly birthCivil: CivilDate;
  readonly residencies: readonly Residency[];
  readonly organs: readonly OrganStatement[];
  readonly optOuts: readonly OptOut[];
  readonly events: readonly ProgrammeEvent[];
  readonly attributes: readonly AttributeValue[];
  readonly manual: readonly ManualRoute[];
}

/** The end of an interval that has none. */
export const OPEN = Infinity;
/** The beginning of an interval that has none. */
export const ALWAYS = -Infinity;

export const RESIDENCY_STATUSES = ['registered', 'emigrated', 'deceased', 'missing', 'deregistered'] as const;
export const ORGANS = ['cervix', 'breast', 'prostate', 'colorectum'] as const;
export const ORGAN_STATES = ['present', 'absent'] as const;
/** Strongest first: an explicit statement beats a screening event, which beats a presumption. */
export const ORGAN_SOURCES = ['clinic', 'self', 'screening-event', 'presumed'] as const;

export type Organ = (typeof ORGANS)[number];
export type OrganState = (typeof ORGAN_STATES)[number];
export type OrganSource = (typeof ORGAN_SOURCES)[number];

interface Recorded {
  readonly recorded: Day;
}

export interface Residency extends Recorded {
  readonly from: Day;
  readonly until: Day;
  readonly status: string | undefined;
  readonly since: Day | undefined;
  readonly region: string | undefined;
  readonly municipality: string | undefined;
  readonly district: string | undefined;
  readonly areaType: number | undefined;
}

export interface OrganStatement extends Recorded {
  readonly organ: Organ;
  readonly state: OrganState;
  readonly source: OrganSource;
  readonly effective: Day;
  /** From this day it no longer counts. */
  readonly withdrawn: Day;
}

export interface OptOut extends Recorded {
  readonly programme: string;
  readonly kind: 'permanent' | 'until' | 'episode';
  readonly from: Day;
  readonly until: Day;
  /** From this day it no longer counts. */
  readonly revoked: Day;
}

export const EVENT_TYPES = [
  'test',
  'invitation',
  'control-list',
  'care',
  'deferral',
  'booking',
  'episode',
  'enquiry',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** Something that happened (from = until = its date) or lasted (from–until, both days included) in a programme. */
export interface ProgrammeEvent extends Recorded {
  readonly type: EventType;
  /** Absent on an enquiry that asked for every programme. */
  readonly programme: string | undefined;
  readonly from: Day;
  readonly until: Day;
  readonly method: string | undefined;
  readonly result: string | undefined;
  readonly value: number | undefined;
  readonly list: string | undefined;
}

export interface AttributeValue extends Recorded {
  readonly name: string;
  /** As given; absent: stated to be unknown. A definition reads it by its declared type. */
  readonly value?: string | number | boolean;
  readonly from: Day;
  readonly until: Day;
}

export interface ManualRoute extends Recorded {
  readonly programme: string;
  readonly kind: 'include' | 'hold' | 'exclude';
  readonly code: string;
  readonly from: Day;
  readonly until: Day;
  /** Its place in the resident's list of manual routes, for the reason's path. */
  readonly index: number;
}
