import { csv, row, testNumber, type RowInput } from '../../libs/population/spec/register-file';

export const PROGRAMMES = ['cervical', 'breast', 'colorectal', 'opt'] as const;
export type Programme = (typeof PROGRAMMES)[number];
/** How somebody would be written to. */
export type Way = 'message' | 'letter' | 'mediated' | 'nowhere';

/** Somebody of whom a test can say without the product who is called, and how. */
export interface PlainPerson {
  readonly number: string;
  readonly birth: string;
  readonly turns: number;
  readonly district: string;
  readonly sex: 'female' | 'male';
  readonly isRegistered: boolean;
  readonly hasOptedOut: boolean;
  /** Was tested in every programme so lately that none is due. */
  readonly isRecent: boolean;
  readonly isProtected: boolean;
  readonly hasAddress: boolean;
  /** Goes when called. */
  readonly goes: boolean;
}

/** Of the last there are few: too few to publish. */
export const DISTRICTS = ['0180R001', '0180R002', '0180R003', '0180R004'] as const;
const YEAR = 2026;
const FEW = 1;
const MANY = 11;
/** All in March, so that everybody is as old as they turn in the year. */
const BIRTH_YEARS = [1996, 1980, 1976, 1974, 1966, 1958, 1948];
const SEXES = ['female', 'male'] as const;
const NUMBERS_A_DAY = 20;

/** Everybody: each birth year, sex and district with every trait at a step of its own, so that all of them meet. */
export function plainPeople(): PlainPerson[] {
  const births = new Map<string, number>();
  const places = DISTRICTS.flatMap((district, i) => {
    const each = i === DISTRICTS.length - 1 ? FEW : MANY;
    return Array.from({ length: each }, () => district);
  });
  const kinds = BIRTH_YEARS.flatMap((year) =>
    SEXES.flatMap((sex) => places.map((district) => ({ year, sex, district }))),
  );
  return kinds.map(({ year, sex, district }, i) => {
    const birth = `${year}03${String(1 + (i % 28)).padStart(2, '0')}`;
    const n = births.get(birth) ?? 0;
    births.set(birth, n + 1);
    if (n >= NUMBERS_A_DAY) throw new Error('there are no more test numbers of that day');
    const every = (step: number, at: number): boolean => i % step === at;
    return {
      number: testNumber(birth, n),
      birth: `${birth.slice(0, 4)}-${birth.slice(4, 6)}-${birth.slice(6)}`,
      ...{ turns: YEAR - year, district, sex, isRegistered: !every(17, 5), hasOptedOut: every(13, 2) },
      ...{ isRecent: every(5, 3), isProtected: every(11, 4), hasAddress: !every(9, 7), goes: every(2, 0) },
    };
  });
}

/** Whether a programme is for somebody, by age and by the organs that the register's first entry lets presume. */
export function isFor(programme: Programme, { turns, sex, isRegistered }: PlainPerson): boolean {
  if (!isRegistered) return false;
  switch (programme) {
    case 'cervical':
      return sex === 'female' && turns >= 23 && turns <= 70;
    case 'breast':
      return sex === 'female' && turns >= 40 && turns <= 74;
    case 'colorectal':
      return turns >= 60 && turns <= 74;
    case 'opt':
      // From the year of 50; the region takes 51 to 54 as well.
      return sex === 'male' && turns >= 50 && turns <= 54;
  }
}

/** Whether somebody is to be called now: nobody but those tested lately has ever been tested. */
export function isDue(programme: Programme, one: PlainPerson): boolean {
  return isFor(programme, one) && !one.hasOptedOut && !one.isRecent;
}

/** Whoever was born on an odd day has an account of the digital inbox. */
export const hasAccount = (number: string): boolean => Number(number.slice(6, 8)) % 2 === 1;

export function wayOf({ number, isProtected, hasAddress }: PlainPerson): Way {
  if (isProtected) return 'mediated';
  if (hasAccount(number)) return 'message';
  return hasAddress ? 'letter' : 'nowhere';
}

/** The files of an office that begins, by name. */
export function plainFiles(people: readonly PlainPerson[]): Readonly<Record<string, string>> {
  return {
    'districts.csv': table(
      ['code', 'vintage', 'level', 'name', 'parent', 'area_type', 'valid_from'],
      [
        ['01', '2025', 'region', 'Provregionen', '', '', '2025-01-01'],
        ['0180', '2025', 'municipality', 'Provstad', '01', '', '2025-01-01'],
        ...DISTRICTS.map((code, i) => [
          code,
          '2025',
          'regso',
          `Kvarter ${i + 1}`,
          '0180',
          `${i + 1}`,
          '2025-01-01',
        ]),
      ],
    ),
    'units.csv':
      'id,name,kind,region,phone,hours,return_address,programmes\n' +
      `u1,Kallelsekansliet,office,01,08-465 004 00,mån–fre 8–16,"Kallelsekansliet, Box 1, 990 00 Provstad",${PROGRAMMES.join(' ')}\n`,
    'residents.csv': csv(people.map(registerRow)),
    'events.ndjson': lines(people.flatMap(history)),
  };
}

/** Results of everybody who goes: a test of the programme on a day. */
export function results(programme: Programme, people: readonly PlainPerson[], date: string): string {
  return lines(
    people.filter(({ goes }) => goes).map(({ number }) => ({ identity: number, ...test(programme, date) })),
  );
}

function registerRow(one: PlainPerson): RowInput {
  const away = { status: 'emigrated', status_date: '2026-01-10', region: '', municipality: '', district: '' };
  const nowhere = { address1: '', postcode: '', city: '', dwelling: 'unknown' };
  return row({
    ...{ identity: one.number, birth_date: one.birth, first_registered_sex: one.sex, district: one.district },
    ...(one.isProtected ? { protection: 'protected' } : {}),
    ...(one.hasAddress ? {} : nowhere),
    ...(one.isRegistered ? {} : away),
  });
}

function history(one: PlainPerson): object[] {
  const identity = one.number;
  const optOuts = PROGRAMMES.map((programme) => ({
    identity,
    programme,
    kind: 'permanent',
    from: '2025-01-01',
  }));
  const tests = PROGRAMMES.filter((programme) => isFor(programme, one)).map((programme) => ({
    identity,
    ...test(programme, '2026-02-01'),
  }));
  return [...(one.hasOptedOut ? optOuts : []), ...(one.isRecent ? tests : [])];
}

const METHODS = { cervical: 'hpv', breast: 'mammography', colorectal: 'fit', opt: 'psa' } as const;

function test(programme: Programme, date: string): object {
  const value = programme === 'opt' ? { value: 0.5 } : {};
  return { programme, type: 'test', date, method: METHODS[programme], result: 'negative', ...value };
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, ...rows].map((cells) => `${cells.join(',')}\n`).join('');
}

function lines(objects: readonly object[]): string {
  return objects.map((one) => `${JSON.stringify(one)}\n`).join('');
}
