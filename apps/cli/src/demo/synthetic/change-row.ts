import { toPlainDate, type Day } from '@kallelse/kernel';
import { drawHousehold } from './addresses';
import type { Geography } from './geography';
import { birthNumber, ORDINAL, personnummer, type Identity } from './identity-numbers';
import { drawFamily, drawGiven } from './names';
import type { ResolvedOptions } from './options';
import type { Home, Person } from './person';
import { Random, STREAM } from './random';
import { identityCells, presentRow, RESIDENT_COLUMNS, type ResidentRow } from './resident-row';

/** What happened to someone between the extract and the change file. */
export type ChangeKind =
  | 'arrived'
  | 'moved'
  | 'left-region'
  | 'deceased'
  | 'emigrated'
  | 'returned'
  | 'legal-sex-changed'
  | 'registered'
  | 'protection-added'
  | 'protection-removed'
  | 'death-reversed'
  | 'renamed'
  | 'outdated';

export interface Change {
  readonly kind: ChangeKind;
  readonly row: ResidentRow;
}

/** Of the residents whom a change can befall, how many it does; about a month's worth. */
const RATE = {
  moved: 0.011,
  leftRegion: 0.0015,
  deceased: 0.0002,
  deceasedFrom70: 0.004,
  emigrated: 0.0008,
  legalSexChanged: 0.0004,
  registered: 0.1,
  protectionAdded: 0.0004,
  protectionRemoved: 0.1,
  returned: 0.03,
  deathReversed: 0.01,
  renamed: 0.002,
  outdated: 0.0003,
} as const;

const EMPTY = Object.fromEntries(RESIDENT_COLUMNS.map((column) => [column, ''])) as ResidentRow;
/** A region code that is nobody's, for those who leave. */
const ELSEWHERE = '99';
const HOME_ELSEWHERE: Home = {
  municipality: { code: '9980', name: 'Grannlänet' },
  district: undefined,
  districtCode: '',
  household: 0,
  dwelling: 'address',
};

/** Writes the change file's row about a resident, if anything happened to them. */
export class Changes {
  constructor(
    private readonly options: ResolvedOptions,
    private readonly geography: Geography,
    private readonly on: Day,
  ) {}

  /** At most one change a resident. */
  of(person: Person): Change | undefined {
    const random = new Random(this.options.seed, STREAM.change, person.index);
    const kind = drawKind(person, random.unit());
    if (kind === undefined) return undefined;
    const day = random.between(this.options.asOf + 1, this.on);
    return { kind, row: this.rowOf(kind, person, day, random) };
  }

  /** The row of someone the register has not seen before. */
  arrival(person: Person): Change {
    return { kind: 'arrived', row: this.whole(person) };
  }

  private rowOf(kind: ChangeKind, person: Person, day: Day, random: Random): ResidentRow {
    const date = toPlainDate(day);
    const change: ResidentRow = {
      ...EMPTY,
      event: 'change',
      ...identityCells(person.identity),
      recorded: date,
      birth_date: toPlainDate(person.birth),
    };
    switch (kind) {
      case 'moved':
        return this.whole({ ...person, home: this.newHome(person), since: day });
      case 'left-region':
        return { ...this.whole({ ...person, home: HOME_ELSEWHERE, since: day }), region: ELSEWHERE };
      case 'emigrated':
        return this.whole({ ...person, status: 'emigrated', statusSince: day });
      case 'returned':
        return this.whole({
          ...person,
          status: 'registered',
          statusSince: day,
          home: this.newHome(person),
          since: day,
        });
      case 'protection-added':
        // A whole record: only so can an address that was known be taken away.
        return {
          ...this.whole({ ...person, protection: random.chance(0.3) ? 'protected' : 'marked' }),
          recorded: date,
        };
      case 'protection-removed':
        return { ...change, protection: 'none' };
      case 'deceased':
        return { ...change, status: 'deceased', status_date: random.chance(0.05) ? '' : date };
      case 'death-reversed':
        return { ...change, status: 'registered', status_date: date };
      case 'legal-sex-changed':
        return renumbered(change, person, laterNumber(person), drawGiven(random));
      case 'registered':
        return renumbered(change, person, registeredNumber(person), '');
      case 'renamed':
        return { ...change, family_name: drawFamily(random) };
      case 'outdated':
        // The register repeats something it had recorded before the person's last change.
        return { ...change, recorded: toPlainDate(person.birth - 1), family_name: drawFamily(random) };
      case 'arrived':
        throw new RangeError('nobody of the extract arrives');
    }
  }

  private whole(person: Person): ResidentRow {
    return presentRow(person, this.options);
  }

  private newHome(person: Person): Home {
    const random = new Random(this.options.seed, STREAM.movedTo, person.index);
    const district = this.geography.draw(random);
    return {
      municipality: district.municipality,
      district,
      districtCode: district.code,
      household: drawHousehold(district, random),
      dwelling: 'address',
    };
  }
}

/** Which change befalls someone, by where a draw falls among the rates that apply to them. */
function drawKind(person: Person, draw: number): ChangeKind | undefined {
  let rest = draw;
  for (const [kind, rate] of ratesFor(person)) {
    rest -= rate;
    if (rest < 0) return kind;
  }
  return undefined;
}

function ratesFor(person: Person): readonly (readonly [ChangeKind, number])[] {
  const { status, age, identity, protection } = person;
  if (status === 'emigrated') return [['returned', RATE.returned]];
  if (status === 'deceased') return [['death-reversed', RATE.deathReversed]];
  if (status !== 'registered') return [];
  if (protection !== 'none') return [['protection-removed', RATE.protectionRemoved]];
  if (identity.type === 'samordningsnummer') return [['registered', RATE.registered]];
  if (identity.type === 'reservnummer') return [];
  const numberIsFree = person.slot < 2 && person.former === undefined && age >= 16 && age <= 75;
  return [
    ['moved', RATE.moved],
    ['left-region', RATE.leftRegion],
    ['deceased', age >= 70 ? RATE.deceasedFrom70 : RATE.deceased],
    ['emigrated', RATE.emigrated],
    ['legal-sex-changed', numberIsFree ? RATE.legalSexChanged / person.firstTwoShare : 0],
    ['protection-added', RATE.protectionAdded],
    ['renamed', RATE.renamed],
    ['outdated', RATE.outdated],
  ];
}

/** Someone with a samordningsnummer becomes registered under the personnummer of their own place. */
function registeredNumber(person: Person): Identity {
  return personnummer(person.birth, birthNumber(person.legalSex, person.slot >> 1));
}

function renumbered(change: ResidentRow, person: Person, to: Identity, given: string): ResidentRow {
  return { ...change, ...identityCells(to), replaces: person.identity.value, given_names: given };
}

function laterNumber(person: Person): Identity {
  const sex = person.legalSex === 'female' ? 'male' : 'female';
  return personnummer(person.birth, birthNumber(sex, ORDINAL.changedAfterExtract));
}
