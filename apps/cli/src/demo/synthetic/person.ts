import type { Day } from '@kallelse/kernel';
import type { District, Municipality } from './geography';
import type { Identity, LegalSex } from './identity-numbers';

export type Status = 'registered' | 'emigrated' | 'deceased' | 'missing' | 'deregistered';
export type Protection = 'none' | 'marked' | 'protected';
export type Dwelling = 'address' | 'municipality-only' | 'unknown';

/** The organs somebody was born with; what programmes ask for, whatever any register says. */
export type Body = 'cervix' | 'prostate';

/** The number a resident had until a day, and why it changed. */
export interface FormerIdentity {
  readonly identity: Identity;
  /** The first day of the present number. */
  readonly changedOn: Day;
  /** Legal sex was changed, or someone with a samordningsnummer became registered. */
  readonly reason: 'legal-sex' | 'registration';
}

/** Where someone lives, as far as the register knows. */
export interface Home {
  readonly municipality: Municipality;
  /** Absent: known to no district. */
  readonly district: District | undefined;
  /** What the register says of the district; empty or of an edition nobody has, where `district` is absent. */
  readonly districtCode: string;
  readonly household: number;
  readonly dwelling: Dwelling;
}

/** One invented resident, with everything that the rows and the histories about it must agree on. */
export interface Person {
  readonly index: number;
  /** The identity in residents.csv: what attitudes and answers hang on. */
  readonly key: string;
  readonly identity: Identity;
  readonly former: FormerIdentity | undefined;
  readonly birth: Day;
  /** Completed years on the as-of date. */
  readonly age: number;
  /** 0, 1, 2 … among those born the same day; only the first two may change number. */
  readonly slot: number;
  /** The share of a birth date's residents that the first two are. */
  readonly firstTwoShare: number;
  readonly legalSex: LegalSex;
  readonly body: Body;
  readonly firstRegisteredSex: LegalSex | 'unknown' | '';
  readonly status: Status;
  /** When the status began; undefined when the register does not know. */
  readonly statusSince: Day | undefined;
  /** When they came to the region; their birth for most. */
  readonly arrived: Day;
  /** Living at the present address since. */
  readonly since: Day;
  readonly protection: Protection;
  readonly home: Home;
  readonly language: string;
  readonly format: string;
}

/** The district whose area type counts for someone. */
export function areaTypeOf(person: Person): District['areaType'] | undefined {
  return person.home.district?.areaType;
}
