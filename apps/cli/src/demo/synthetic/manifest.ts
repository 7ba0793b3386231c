import { toPlainDate, type PlainDate } from '@kallelse/kernel';
import type { Change } from './change-row';
import { lineKind, type EventLine } from './event-line';
import type { WrittenFile } from './file-writer';
import type { ResolvedOptions } from './options';
import type { Person } from './person';

/** Counts by a code, keys in alphabetical order. */
export type Counts = Readonly<Record<string, number>>;

/** What a region holds: what an import of its files must come to. */
export interface RegionManifest {
  readonly seed: number;
  readonly asOf: PlainDate;
  readonly changesOn: PlainDate | null;
  readonly region: string;
  readonly residents: ResidentCounts;
  readonly events: EventCounts;
  /** Absent without a change file. */
  readonly changes: ChangeCounts | null;
  readonly districts: Counts;
  readonly units: number;
  readonly catchments: number;
  /** Absent until written. */
  readonly files: readonly WrittenFile[];
}

export interface ResidentCounts {
  /** Different people. */
  readonly people: number;
  /** Rows of the extract: one more for each number that replaces another. */
  readonly rows: number;
  readonly numbersReplaced: number;
  readonly changedLegalSex: number;
  readonly identityType: Counts;
  readonly status: Counts;
  readonly protection: Counts;
  readonly dwelling: Counts;
  readonly firstRegisteredSex: Counts;
  readonly areaType: Counts;
  /** Rows with a district code of no edition: accepted, and an exception each. */
  readonly unknownDistrictRows: number;
}

export interface EventCounts {
  readonly lines: number;
  /** Objects in force once every version is read. */
  readonly objects: number;
  /** Lines that are a new version of an earlier one. */
  readonly corrected: number;
  /** Objects annulled. */
  readonly annulled: number;
  /** Lines about people who come with the change file: parked until then. */
  readonly parked: number;
  readonly kind: Counts;
  readonly programme: Counts;
}

export interface ChangeCounts {
  readonly rows: number;
  readonly kind: Counts;
}

class Counter {
  private readonly counts = new Map<string, number>();

  add(key: string, by = 1): void {
    this.counts.set(key, (this.counts.get(key) ?? 0) + by);
  }

  get sorted(): Counts {
    return Object.fromEntries([...this.counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** Counts people as the extract is made. */
export class ResidentTally {
  private people = 0;
  private rows = 0;
  private replaced = 0;
  private changed = 0;
  private unknownDistrict = 0;
  private readonly identityType = new Counter();
  private readonly status = new Counter();
  private readonly protection = new Counter();
  private readonly dwelling = new Counter();
  private readonly sex = new Counter();
  private readonly areaType = new Counter();

  add(person: Person, rows: readonly { readonly district: string }[]): void {
    this.people++;
    this.rows += rows.length;
    this.replaced += person.former === undefined ? 0 : 1;
    this.changed += person.former?.reason === 'legal-sex' ? 1 : 0;
    this.unknownDistrict +=
      person.home.district === undefined ? rows.filter((row) => row.district !== '').length : 0;
    this.identityType.add(person.identity.type);
    this.status.add(person.status);
    this.protection.add(person.protection);
    this.dwelling.add(person.home.dwelling);
    this.sex.add(person.firstRegisteredSex === '' ? 'empty' : person.firstRegisteredSex);
    this.areaType.add(String(person.home.district?.areaType ?? 'none'));
  }

  get counts(): ResidentCounts {
    return {
      people: this.people,
      rows: this.rows,
      numbersReplaced: this.replaced,
      changedLegalSex: this.changed,
      identityType: this.identityType.sorted,
      status: this.status.sorted,
      protection: this.protection.sorted,
      dwelling: this.dwelling.sorted,
      firstRegisteredSex: this.sex.sorted,
      areaType: this.areaType.sorted,
      unknownDistrictRows: this.unknownDistrict,
    };
  }
}

/** Counts lines as histories are made; versions of one object stand next to each other. */
export class EventTally {
  private lines = 0;
  private corrected = 0;
  private annulled = 0;
  private parked = 0;
  private readonly kind = new Counter();
  private readonly programme = new Counter();
  private lastRef: string | undefined;

  add(line: EventLine, parked: boolean): void {
    this.lines++;
    this.parked += parked ? 1 : 0;
    const again = line.ref !== undefined && line.ref === this.lastRef;
    this.lastRef = line.ref;
    if (again && line.void === true) this.annulled++;
    else if (again) this.corrected++;
    this.kind.add(lineKind(line));
    if ('programme' in line) this.programme.add(line.programme);
  }

  get counts(): EventCounts {
    const { lines, corrected, annulled, parked } = this;
    return {
      lines,
      objects: lines - corrected - 2 * annulled,
      corrected,
      annulled,
      parked,
      kind: this.kind.sorted,
      programme: this.programme.sorted,
    };
  }
}

export class ChangeTally {
  private rows = 0;
  private readonly kind = new Counter();

  add({ kind }: Change): void {
    this.rows++;
    this.kind.add(kind);
  }

  get counts(): ChangeCounts {
    return { rows: this.rows, kind: this.kind.sorted };
  }
}

/** The options as a manifest shows them. */
export function manifestHead({
  seed,
  asOf,
  changesOn,
  region,
}: ResolvedOptions): Pick<RegionManifest, 'seed' | 'asOf' | 'changesOn' | 'region'> {
  return {
    seed,
    asOf: toPlainDate(asOf),
    changesOn: changesOn === undefined ? null : toPlainDate(changesOn),
    region,
  };
}
