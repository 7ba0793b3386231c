import type { PlainDate } from '@kallelse/kernel';
import type { IdentityType } from './identity-numbers';
import type { TestOutcome } from './outcomes';
import type { Programme } from './participation';

/** Whom a line of an events file is about, and how it is named (interfaces.md, "Events import"). */
interface Subject {
  readonly identity: string;
  /** Given where it is not a personnummer. */
  readonly identity_type?: IdentityType;
  readonly identity_domain?: string;
  /** `source:id`; the same ref again is a new version of the object. */
  readonly ref?: string;
  readonly recorded?: PlainDate;
  readonly void?: true;
}

export type Organ = 'cervix' | 'breast' | 'prostate' | 'colorectum';

export type TestBody = {
  readonly programme: Programme;
  readonly type: 'test';
  readonly date: PlainDate;
} & TestOutcome;

export type EventBody =
  | TestBody
  | { readonly programme: Programme; readonly type: 'invitation' | 'booking'; readonly date: PlainDate }
  | { readonly type: 'enquiry'; readonly date: PlainDate }
  | {
      readonly programme: Programme;
      readonly type: 'control-list';
      readonly list: string;
      readonly from: PlainDate;
      readonly until: PlainDate | null;
    }
  | {
      readonly programme: Programme;
      readonly type: 'care' | 'deferral';
      readonly from: PlainDate;
      readonly until: PlainDate | null;
    };

export interface OptOutBody {
  readonly programme: Programme;
  readonly kind: 'permanent' | 'until' | 'episode';
  readonly from: PlainDate;
  readonly until?: PlainDate;
  readonly revoked?: PlainDate;
}

export interface OrganBody {
  readonly organ: Organ;
  readonly state: 'present' | 'absent';
  readonly source: 'self' | 'clinic' | 'screening-event';
  readonly effective: PlainDate;
  readonly withdrawn?: PlainDate;
}

export interface AttributeBody {
  readonly attribute: 'packYears';
  readonly value: number;
  readonly from: PlainDate;
}

export interface PreferenceBody {
  readonly preference: 'language' | 'format' | 'channel';
  readonly value: string;
}

export type LineBody = EventBody | OptOutBody | OrganBody | AttributeBody | PreferenceBody;

/** One line of an events file. */
export type EventLine = Subject & LineBody;

/** What a line holds, for counting: its event type, or the kind of object it is. */
export function lineKind(line: LineBody): string {
  if ('type' in line) return line.type;
  if ('organ' in line) return 'organ';
  if ('attribute' in line) return 'attribute';
  if ('preference' in line) return 'preference';
  return 'opt-out';
}
