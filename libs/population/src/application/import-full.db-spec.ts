import { testDatabase } from '@test/support/database';
import { coordinationNumber, csv, file, row } from '../../spec/register-file';
import { IMPORTED, RegisterOffice, rejections } from '../../spec/register-office';
import { NATIONAL_DOMAINS } from '../domain/identity-number';
import { REGISTER_COLUMNS } from '../domain/register-row';

const office = new RegisterOffice(testDatabase());

/** Everything that a row may say of somebody. */
const WHOLE = {
  ...{ given_names: 'Åsa Maria', family_name: 'Öberg-Testsson' },
  ...{ care_of: 'c/o Prov', address1: 'Lgh 1101', address2: 'Provgatan 2', country: 'SE' },
  ...{ special_care_of: 'Boet', special_address1: 'Box 7', special_address2: 'Hus B' },
  ...{ special_postcode: '54321', special_city: 'ORSA', special_country: 'NO' },
  ...{ language: 'en', format: 'large-print' },
};

describe('the first full row of somebody', () => {
  it('is kept as it came, whatever the order of the columns, and gives facts and a way to be reached', async () => {
    const { identity, birth_date } = office.person();
    const columns = [...REGISTER_COLUMNS].reverse();
    const full = row({ identity, birth_date, ...WHOLE });
    const summary = await office.importFile(file(csv([full], columns)));
    expect(summary).toMatchObject({
      ...{ repeated: false, controlled: false, rows: 1, rejected: 0 },
      counts: { new: 1, changed: 0, unchanged: 0, outdated: 0, waiting: 0 },
    });
    expect(await office.known(identity)).toMatchObject({
      ...WHOLE,
      ...{ birth_date, postcode: '12345', city: 'STOCKHOLM', protection: 'none', dwelling: 'address' },
      ...{
        residency_status: 'registered',
        residency_since: '2019-05-01',
        region: '01',
        municipality: '0180',
      },
      ...{ identity_type: 'personnummer', address_class: 'foreign' },
    });
    expect(await office.residencies(identity)).toEqual(['2019-05-01 registered 0180 0180R001']);
  });

  it.each([
    ['a complete address', {}, 'domestic'],
    ['no postcode', { postcode: '' }, 'none'],
    ['no street', { address1: '' }, 'none'],
    ['another country', { country: 'FI', postcode: '' }, 'foreign'],
    ['a special postal address, which takes the place of the other', { special_address1: 'Box 1' }, 'none'],
  ])('tells where mail goes: %s', async (_, cells, expected) => {
    const person = office.person();
    await office.register({ ...person, ...cells });
    expect(await office.known(person.identity)).toMatchObject({ address_class: expected });
  });

  it('is that of the same household where the dwelling is the same, and of none where it is unknown', async () => {
    const [one, two, other, unknown] = [office.person(), office.person(), office.person(), office.person()];
    const home = { address1: 'Hemgatan 3', postcode: '11122', city: 'NORA' };
    await office.register(
      ...[one, two].map((person) => ({ ...person, ...home })),
      { ...other, ...home, address2: 'Lgh 2' },
      { ...unknown, ...home, dwelling: 'municipality-only' },
    );
    const keys = await Promise.all(
      [one, two, other, unknown].map(
        async ({ identity }) => (await office.known(identity))?.['household_key'],
      ),
    );
    expect(keys[0]).toEqual(expect.any(String));
    expect(keys[1]).toBe(keys[0]);
    expect([null, keys[0]]).not.toContain(keys[2]);
    expect(keys[3]).toBeNull();
  });
});

describe('a full row of somebody known', () => {
  it('clears what it leaves empty, and leaves what the file has no column for', async () => {
    const { identity, birth_date } = office.person();
    await office.register({ identity, birth_date, ...WHOLE });
    const columns = REGISTER_COLUMNS.filter(
      (column) => !['language', 'address1', 'district'].includes(column),
    );
    const bare = { event: 'full', identity, identity_type: 'personnummer', birth_date };
    const summary = await office.importFile(
      file(csv([{ ...bare, status: 'registered', protection: 'none', since: '2019-05-01' }], columns)),
    );
    expect(summary.counts).toMatchObject({ changed: 1 });
    const known = await office.known(identity);
    expect(known).toMatchObject({ language: 'en', address1: 'Lgh 1101' });
    const cleared = [...Object.keys(WHOLE), 'postcode', 'city', 'dwelling'].filter(
      (column) => !['language', 'address1'].includes(column),
    );
    for (const column of cleared) expect([column, known?.[column]]).toEqual([column, null]);
    expect(await office.residencies(identity)).toEqual(['2019-05-01 registered 0180R001']);
  });

  it('that says what is known changes nothing', async () => {
    const person = { ...office.person(), ...WHOLE, recorded: '2026-01-01T08:00:00Z' };
    await office.register(person);
    const before = await office.contents(IMPORTED.filter((table) => table !== 'screening.imports'));
    office.later();
    // A second row, refused, makes another file of it.
    const { counts } = await office.register(person, { ...office.person(), identity: '' });
    expect(counts).toMatchObject({ new: 0, changed: 0, unchanged: 1 });
    expect(await office.contents(Object.keys(before))).toEqual(before);
  });

  it.each(['birth_date', 'status', 'protection'] as const)('may not leave %s empty', async (column) => {
    const summary = await office.register({ ...office.person(), [column]: '' });
    expect(rejections(summary)).toEqual([`2 ${column} missing`]);
  });

  it('with a corrected birth date corrects it from the beginning; nobody has moved', async () => {
    const person = office.person();
    await office.register(person);
    const before = await office.residencies(person.identity);
    await office.register({ ...person, birth_date: '1979-12-31' });
    expect(await office.known(person.identity)).toMatchObject({ birth_date: '1979-12-31' });
    expect(await office.residencies(person.identity)).toEqual(before);
  });
});

describe('the identity key', () => {
  const LOCAL = '1.2.752.99999.1';

  it('is type, domain and value: the same local number of two givers is two people', async () => {
    const reserve = { identity: 'A-1234', identity_type: 'reservnummer' };
    const summary = await office.register(
      { ...reserve, identity_domain: LOCAL },
      { ...reserve, identity_domain: 'urn:other', family_name: 'Annan' },
    );
    expect(summary.counts).toMatchObject({ new: 2 });
    const [one, two] = await Promise.all([LOCAL, 'urn:other'].map((by) => office.residentOf('A-1234', by)));
    expect(one).not.toBe(two);
    const { counts } = await office.register({ ...reserve, identity_domain: LOCAL, family_name: 'Nyare' });
    expect(counts).toMatchObject({ new: 0, changed: 1 });
    const names = await office.rows(
      `SELECT family_name AS name FROM identity.persons WHERE resident_id = ANY ($1) AND superseded_at IS NULL ORDER BY 1`,
      [[one, two]],
    );
    expect(names).toEqual([{ name: 'Annan' }, { name: 'Nyare' }]);
  });

  it('has the national domain of its type where none is given; to give it makes no other person', async () => {
    const { identity, birth_date } = office.person();
    const coordination = coordinationNumber('19800404');
    const national = {
      personnummer: identity,
      samordningsnummer: coordination,
      reservnummer: '31234567AB01',
    } as const;
    for (const [identity_type, value] of Object.entries(national)) {
      const type = identity_type as keyof typeof national;
      const person = { identity: value, identity_type, birth_date };
      await office.register(person);
      expect(await office.residentOf(value, NATIONAL_DOMAINS[type])).toEqual(expect.any(Number));
      const again = await office.register({ ...person, identity_domain: NATIONAL_DOMAINS[type] });
      expect(again.counts).toMatchObject({ new: 0, unchanged: 1 });
      expect(await office.known(value)).toMatchObject({ identity_type: type });
    }
  });

  it('is the same with or without the sign before the birth number', async () => {
    const { identity, birth_date } = office.person();
    await office.register({ identity: `${identity.slice(0, 8)}-${identity.slice(8)}`, birth_date });
    const { counts } = await office.register({ identity, birth_date });
    expect(counts).toMatchObject({ new: 0, unchanged: 1 });
    expect(await office.residentOf(identity)).toEqual(expect.any(Number));
  });
});
