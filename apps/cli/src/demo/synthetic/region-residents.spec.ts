import { isPlainDate, plainDate } from '@kallelse/kernel';
import Personnummer from 'personnummer';
import { csvLines } from './csv';
import { birthNumber, personnummer, RESERVE_DOMAIN } from './identity-numbers';
import type { Person } from './person';
import { generateRegion } from './region';
import { RESIDENT_COLUMNS, type ResidentRow } from './resident-row';

const AS_OF = plainDate('2026-09-01');
const region = generateRegion({ asOf: AS_OF, residents: 20_000 });
const rows: readonly ResidentRow[] = [...region.residents()];
const people: readonly Person[] = [...region.people()];
const present = new Map(rows.map((row, i) => [row.identity, i]));
/** The first few that break a rule: comparing them to none is faster than an expectation for each. */
const offending = <T>(items: readonly T[], breaks: (item: T) => boolean): readonly T[] =>
  items.filter(breaks).slice(0, 3);
const where = (test: (row: ResidentRow) => boolean): readonly ResidentRow[] => rows.filter(test);

describe('the register extract', () => {
  it('has exactly the columns of the interface, in its order', () => {
    const [header] = csvLines(RESIDENT_COLUMNS, []);
    expect(header).toBe(
      'event,identity,identity_type,identity_domain,replaces,recorded,birth_date,given_names,family_name,' +
        'first_registered_sex,status,status_date,region,municipality,district,since,protection,care_of,address1,' +
        'address2,postcode,city,country,special_care_of,special_address1,special_address2,special_postcode,' +
        'special_city,special_country,dwelling,language,format',
    );
    const line = [...RESIDENT_COLUMNS].sort().join();
    expect(offending(rows, (row) => Object.keys(row).sort().join() !== line)).toEqual([]);
  });

  it('keeps to the codes of the interface and fills what a full row must have', () => {
    const codes = (column: keyof ResidentRow): string[] =>
      [...new Set(rows.map((row) => row[column]))].sort();
    expect(codes('event')).toEqual(['full']);
    expect(codes('identity_type')).toEqual(['personnummer', 'reservnummer', 'samordningsnummer']);
    expect(codes('status')).toEqual(['deceased', 'deregistered', 'emigrated', 'missing', 'registered']);
    expect(codes('protection')).toEqual(['marked', 'none', 'protected']);
    expect(codes('dwelling')).toEqual(['', 'address', 'municipality-only', 'unknown']);
    expect(codes('first_registered_sex')).toEqual(['', 'female', 'male', 'unknown']);
    expect(codes('region')).toEqual(['01']);
    const missing = offending(
      rows,
      ({ identity, birth_date }) => identity === '' || !isPlainDate(birth_date),
    );
    expect(missing).toEqual([]);
  });

  it('has dates that make sense', () => {
    const isPast = (date: string, row: ResidentRow): boolean =>
      isPlainDate(date) && date >= row.birth_date && date <= AS_OF;
    const wrong = offending(rows, (row) => {
      const dates = [row.birth_date, row.recorded, row.since, row.status_date];
      return !dates.every((date) => isPast(date, row) || (date === '' && row.status === 'deceased'));
    });
    expect(wrong).toEqual([]);
    const undated = where(({ status, status_date }) => status === 'deceased' && status_date === '');
    expect(undated.length).toBeGreaterThan(0);
  });

  it('keeps addresses and names within the lengths of the register', () => {
    const tooLong = offending(rows, (row) => {
      const lines = [row.care_of, row.address1, row.address2, row.special_address1, row.special_address2];
      const names = row.given_names.length <= 80 && row.family_name.length <= 60;
      return !names || row.city.length > 27 || lines.some((text) => text.length > 35);
    });
    expect(tooLong).toEqual([]);
    expect(offending(rows, (row) => row.given_names === '' || row.family_name === '')).toEqual([]);
  });
});

describe('the numbers of the extract', () => {
  it('are valid and of the test series, or reserve numbers of a domain of their own', () => {
    const reserve = where((row) => row.identity_type === 'reservnummer');
    expect(offending(reserve, (row) => row.identity_domain !== RESERVE_DOMAIN)).toEqual([]);
    const national = where((row) => row.identity_type !== 'reservnummer');
    const wrong = offending(national, ({ identity, identity_type, identity_domain, birth_date }) => {
      const day = Number(birth_date.slice(8)) + (identity_type === 'samordningsnummer' ? 60 : 0);
      const date = `${birth_date.slice(0, 4)}${birth_date.slice(5, 7)}${String(day).padStart(2, '0')}`;
      const inSeries = /^9[89]\d\d$/.test(identity.slice(8)) && identity.startsWith(date);
      return !inSeries || identity_domain !== '' || !Personnummer.valid(identity);
    });
    expect(wrong).toEqual([]);
    expect(national.length).toBeGreaterThan(20_000);
  });

  it('are unique, former ones included', () => {
    expect(present.size).toBe(rows.length);
  });

  it('agree with the legal sex of the day they are in use', () => {
    const registered = people.filter(({ identity }) => identity.type === 'personnummer');
    const wrong = offending(registered, ({ identity, birth, legalSex, slot, former }) => {
      const before = legalSex === 'female' ? 'male' : 'female';
      const expected = personnummer(birth, birthNumber(legalSex, slot >> 1)).value;
      const expectedBefore = personnummer(birth, birthNumber(before, 9)).value;
      const changed = former?.reason === 'legal-sex';
      return identity.value !== expected || (changed && former.identity.value !== expectedBefore);
    });
    expect(wrong).toEqual([]);
  });

  it('suffice for 200,000 residents and stay unique, with reserve numbers beyond', () => {
    const count = (residents: number, first: number): { numbers: number; given: number; reserve: number } => {
      const numbers = new Set<string>();
      let given = 0;
      let reserve = 0;
      let seen = 0;
      for (const person of generateRegion({ asOf: AS_OF, residents }).people()) {
        if (seen++ === first) break;
        const own = [person.identity, person.former?.identity].flatMap((identity) => identity?.value ?? []);
        for (const value of own) numbers.add(value);
        given += own.length;
        reserve += person.identity.type === 'reservnummer' ? 1 : 0;
      }
      return { numbers: numbers.size, given, reserve };
    };
    const fits = count(200_000, 200_000);
    expect(fits.reserve).toBeLessThan(400);
    expect(fits.given).toBeGreaterThan(202_000);
    expect(fits.numbers).toBe(fits.given);
    // Neighbours by index are far apart by birth: the first part of a region stands for the whole.
    const over = count(1_000_000, 30_000);
    expect(over.reserve / 30_000).toBeGreaterThan(0.4);
    expect(over.numbers).toBe(over.given);
  });
});

describe('residents who changed number', () => {
  const changed = people.filter(({ former }) => former?.reason === 'legal-sex');
  const renumbered = people.filter(({ former }) => former !== undefined);

  it('include at least a dozen who changed legal sex, one in some hundreds', () => {
    expect(changed.length).toBeGreaterThanOrEqual(12);
    expect(changed.length / people.length).toBeGreaterThan(0.001);
    expect(changed.length / people.length).toBeLessThan(0.003);
    expect(new Set(changed.map(({ body }) => body)).size).toBe(2);
  });

  it('have their former row right before the present one, recorded earlier', () => {
    const replacing = where(({ replaces }) => replaces !== '');
    expect(replacing).toHaveLength(renumbered.length);
    for (const row of replacing) {
      const at = present.get(row.identity) ?? 0;
      const before = rows[at - 1];
      expect(before?.identity).toBe(row.replaces);
      expect(before?.replaces).toBe('');
      expect(before && before.recorded < row.recorded).toBe(true);
      expect(before?.birth_date).toBe(row.birth_date);
      expect(before?.first_registered_sex).toBe(row.first_registered_sex);
    }
  });

  it('use the former number nowhere else', () => {
    const formerNumbers = new Set(renumbered.map(({ former }) => former?.identity.value));
    const current = people.filter(({ identity }) => formerNumbers.has(identity.value));
    expect(current).toEqual([]);
    const seen = where(({ identity, replaces }) => formerNumbers.has(identity) && replaces === '');
    expect(seen).toHaveLength(formerNumbers.size);
  });

  it('keep the sex first registered, whatever the number says now', () => {
    for (const { legalSex, firstRegisteredSex } of changed) expect(firstRegisteredSex).not.toBe(legalSex);
    const same = people.filter(
      ({ legalSex, firstRegisteredSex }) =>
        firstRegisteredSex !== legalSex && firstRegisteredSex.endsWith('male'),
    );
    expect(same).toHaveLength(changed.length);
  });
});

describe('addresses', () => {
  it('of protected residents name only the mediation', () => {
    const hidden = where(({ protection }) => protection === 'protected');
    expect(hidden.length).toBeGreaterThan(5);
    for (const row of hidden) {
      expect([row.special_address1, row.special_address2, row.special_postcode, row.special_city]).toEqual([
        'Förmedlingsuppdrag',
        'Box 2820',
        '40320',
        'Göteborg',
      ]);
      const registered = [row.care_of, row.address1, row.address2, row.postcode, row.city, row.country];
      if (row.status !== 'emigrated') expect(registered.join('')).toBe('');
      expect(row.district + row.dwelling).toBe('');
    }
  });

  it('lead nowhere: postcodes of no post town, towns that do not exist', () => {
    const inSweden = where(({ country, postcode }) => country === '' && postcode !== '');
    expect(offending(inSweden, ({ postcode }) => !/^99\d{3}$/.test(postcode))).toEqual([]);
  });

  it('are shared by households', () => {
    const dwellings = new Map<string, number>();
    for (const { address2, postcode, city } of where(({ dwelling }) => dwelling === 'address')) {
      const key = `${address2}/${postcode}/${city}`;
      dwellings.set(key, (dwellings.get(key) ?? 0) + 1);
    }
    const together = [...dwellings.values()].filter((size) => size > 1).length;
    expect(together / dwellings.size).toBeGreaterThan(0.3);
  });

  it('abroad have a town and a country', () => {
    const abroad = where(({ country }) => country !== '');
    expect(abroad.length).toBeGreaterThan(50);
    for (const { address1, city, status } of abroad) {
      expect(address1 !== '' && city !== '' && status === 'emigrated').toBe(true);
    }
  });
});
