import { testDatabase } from '@test/support/database';
import { type RowInput } from '../../spec/register-file';
import { IMPORTED, RegisterOffice, rejections } from '../../spec/register-office';

const office = new RegisterOffice(testDatabase());

const TEST = { programme: 'cervical', type: 'test', method: 'hpv', result: 'negative' };
const number = (): string => office.person().identity;

/** Somebody with a number, a test and an organ statement. */
async function somebody(date: string, more: RowInput = {}): Promise<string> {
  const person = office.person();
  await office.register({ ...person, first_registered_sex: 'female', ...more });
  const { identity } = person;
  await office.events(
    { identity, ...TEST, date },
    { identity, organ: 'breast', state: 'absent', source: 'self', effective: date },
  );
  return identity;
}

const chain = (resident: number | undefined): Promise<object[]> =>
  office.rows(
    'SELECT value, current, replaced_by FROM identity.identifiers WHERE resident_id = $1 ORDER BY recorded_at, replaced_by NULLS LAST',
    [resident],
  );

/** Dates of the live tests of a resident. */
async function tests(resident: number | undefined): Promise<string[]> {
  const found = await office.rows<{ day: string }>(
    `SELECT from_date::text AS day FROM screening.events WHERE resident_id = $1 AND superseded_at IS NULL ORDER BY 1`,
    [resident],
  );
  return found.map(({ day }) => day);
}

describe('a new number that replaces another', () => {
  it.each(['full', 'change'])('is the same resident with all of the past, in a %s row', async (event) => {
    const old = await somebody('2024-02-02');
    const resident = await office.residentOf(old);
    const before = await office.known(old);
    const value = number();
    const { counts, further } = await office.register({
      ...{ event, identity: value, replaces: old, birth_date: String(before?.['birth_date']) },
    });
    expect(counts).toMatchObject({ new: 0, changed: 1 });
    expect(further).toMatchObject({ newNumbers: 1, mergedResidents: 0 });
    expect(await chain(resident)).toEqual([
      { value: old, current: false, replaced_by: value },
      { value, current: true, replaced_by: null },
    ]);
    expect(await tests(resident)).toEqual(['2024-02-02']);
    expect(await office.known(value)).toMatchObject({
      ...{ organ_cervix: 'present', organ_breast: 'absent', residency_since: before?.['residency_since'] },
    });
  });

  it('makes, changes and removes no presumption, whatever the row says of sex', async () => {
    const old = await somebody('2024-02-02');
    const resident = await office.residentOf(old);
    const presumed = () =>
      office.rows('SELECT * FROM screening.organ_statements WHERE resident_id = $1 ORDER BY seq', [resident]);
    const before = await presumed();
    const value = number();
    await office.register({ identity: value, replaces: old, first_registered_sex: 'male' });
    await office.register({ identity: value, first_registered_sex: 'male', language: 'en' });
    expect(await presumed()).toEqual(before);
    expect(await office.known(value)).toMatchObject({ organ_cervix: 'present', organ_prostate: 'absent' });
  });

  it('may come in any order within a file, and be replaced in turn', async () => {
    const [first, second, third] = [number(), number(), number()];
    const { counts, further } = await office.register(
      { identity: third, replaces: second },
      { identity: second, replaces: first },
      { identity: first },
    );
    expect(counts).toMatchObject({ new: 1, changed: 2 });
    expect(further).toMatchObject({ newNumbers: 2 });
    const residents = await Promise.all([first, second, third].map((one) => office.residentOf(one)));
    expect(new Set(residents).size).toBe(1);
  });

  it('said again is nothing new; later events may give any number of the chain', async () => {
    const old = await somebody('2024-02-02');
    const value = number();
    await office.register({ identity: value, replaces: old });
    const again = await office.register({ identity: value, replaces: old, language: '' }, { identity: '' });
    expect(again.counts).toMatchObject({ unchanged: 1 });
    await office.events(
      { identity: old, ...TEST, date: '2025-01-01' },
      { identity: value, ...TEST, date: '2026-01-01' },
    );
    expect(await tests(await office.residentOf(old))).toEqual(['2024-02-02', '2025-01-01', '2026-01-01']);
  });

  it('leaves a later row of the old number outdated', async () => {
    const old = await somebody('2024-02-02');
    const value = number();
    await office.register({ identity: value, replaces: old, family_name: 'Nyare' });
    const { counts } = await office.register({ identity: old, family_name: 'Äldre' });
    expect(counts).toMatchObject({ outdated: 1, changed: 0 });
    expect(await office.known(value)).toMatchObject({ family_name: 'Nyare' });
  });

  it('tells by what kind of number somebody is reached now', async () => {
    const person = { identity: 'TF-0001', identity_type: 'reservnummer', identity_domain: 'urn:ward' };
    await office.register(person);
    expect(await office.known('TF-0001')).toMatchObject({ identity_type: 'reservnummer' });
    const value = number();
    await office.register({ identity: value, replaces: 'TF-0001' });
    expect(await office.known(value)).toMatchObject({ identity_type: 'personnummer' });
  });
});

describe('two residents whose numbers turn out to be of one', () => {
  it.each(['the older', 'the younger'])(
    'are one: the older id stays, sources are united, also when %s had the new number',
    async (holder) => {
      const older = await somebody('2023-01-01', { family_name: 'Äldre' });
      const younger = await somebody('2024-01-01', { family_name: 'Yngre' });
      await office.events(...[older, younger].map((identity) => ({ identity, ...TEST, date: '2025-05-05' })));
      const [survivor, absorbed] = [await office.residentOf(older), await office.residentOf(younger)];
      const [value, replaces] = holder === 'the older' ? [older, younger] : [younger, older];
      const { further } = await office.register({ event: 'change', identity: value, replaces });
      expect(further).toMatchObject({ newNumbers: 0, mergedResidents: 1 });
      expect([await office.residentOf(older), await office.residentOf(younger)]).toEqual([
        survivor,
        survivor,
      ]);
      expect(await tests(survivor)).toEqual(['2023-01-01', '2024-01-01', '2025-05-05']);
      expect(await tests(absorbed)).toEqual([]);
      expect(await office.known(value)).toMatchObject({
        family_name: holder === 'the older' ? 'Äldre' : 'Yngre',
      });
      const left = await office.rows('SELECT FROM screening.resident_facts WHERE resident_id = $1', [
        absorbed,
      ]);
      expect(left).toEqual([]);
      const raised = await office.rows(
        `SELECT details->>'absorbed' AS absorbed FROM screening.exceptions
         WHERE kind = 'residents-merged' AND resident_id = $1 AND resolved_at IS NULL`,
        [survivor],
      );
      expect(raised).toEqual([{ absorbed: String(absorbed) }]);
    },
  );

  it('keep the protection that either had, and the death', async () => {
    const hidden = await somebody('2023-01-01', { protection: 'protected' });
    const dead = await somebody('2024-01-01', { status: 'deceased', status_date: '2026-01-01' });
    const open = await somebody('2025-01-01');
    await office.register({ event: 'change', identity: open, replaces: hidden });
    expect(await office.known(open)).toMatchObject({
      protection: 'protected',
      residency_status: 'registered',
    });
    await office.register(
      { event: 'change', identity: open, replaces: '' },
      { event: 'change', identity: dead },
    );
    const last = number();
    await office.register({ identity: last });
    await office.register({ event: 'change', identity: last, replaces: dead });
    expect(await office.known(last)).toMatchObject({ residency_status: 'deceased' });
  });
});

describe('a link that cannot be right', () => {
  /** The number that has replaced another. */
  async function presentOf(old: string): Promise<string> {
    const sql = 'SELECT replaced_by FROM identity.identifiers WHERE value = $1';
    const [found] = await office.rows<{ replaced_by: string }>(sql, [old]);
    return found?.replaced_by ?? '';
  }

  /** Rejections of a row, which must change nothing that is known. */
  async function refused(...rows: readonly RowInput[]): Promise<string[]> {
    const tables = IMPORTED.filter((table) => table !== 'screening.imports');
    const before = await office.contents(tables);
    const summary = await office.register(...rows);
    expect(await office.contents(tables)).toEqual(before);
    expect(summary).toMatchObject({ rejected: rows.length, rows: rows.length });
    return rejections(summary);
  }

  it('is refused: to a number that nobody has', async () => {
    expect(await refused({ identity: number(), replaces: number() })).toEqual([
      '2 replaces replaces-unknown',
    ]);
  });

  it('is refused: to itself', async () => {
    const one = await somebody('2024-01-01');
    expect(await refused({ identity: one, replaces: one })).toEqual(['2 replaces replaces-itself']);
    const signed = `${one.slice(0, 8)}-${one.slice(8)}`;
    expect(await refused({ identity: one, replaces: signed })).toEqual(['2 replaces replaces-itself']);
  });

  it('is refused: in a circle, with what is known', async () => {
    const first = await somebody('2024-01-01');
    const [second, third] = [number(), number()];
    await office.register({ identity: second, replaces: first }, { identity: third, replaces: second });
    expect(await refused({ identity: first, replaces: third })).toEqual(['2 replaces replaces-cycle']);
    expect(await refused({ identity: first, replaces: second })).toEqual(['2 replaces replaces-cycle']);
  });

  it('is refused: in a circle within the file', async () => {
    const [one, two] = [number(), number()];
    expect(await refused({ identity: one, replaces: two }, { identity: two, replaces: one })).toEqual([
      '2 replaces replaces-cycle',
      '3 replaces replaces-cycle',
    ]);
  });

  it('is refused: to a number that a third has replaced', async () => {
    const old = await somebody('2024-01-01');
    await office.register({ identity: number(), replaces: old });
    expect(await refused({ identity: number(), replaces: old })).toEqual(['2 replaces replaces-taken']);
    const other = await somebody('2024-01-01');
    expect(await refused({ identity: other, replaces: old })).toEqual(['2 replaces replaces-taken']);
    const value = number();
    await office.register({ identity: value, replaces: other });
    await office.register({ event: 'change', identity: value, replaces: await presentOf(old) });
    expect(await refused({ identity: other, replaces: old, language: 'en' })).toEqual([
      '2 replaces replaces-taken',
    ]);
  });

  it('is refused: to a number that another row of the file replaces', async () => {
    const old = await somebody('2024-01-01');
    const [one, two] = [number(), number()];
    const summary = await office.register({ identity: one, replaces: old }, { identity: two, replaces: old });
    expect(rejections(summary)).toEqual(['3 replaces replaces-taken']);
    expect(await office.residentOf(one)).toBe(await office.residentOf(old));
    expect(await office.residentOf(two)).toBeUndefined();
  });

  it('is refused: to a number that several have under other domains', async () => {
    const reserve = { identity: 'DUP-77', identity_type: 'reservnummer' };
    await office.register({ ...reserve, identity_domain: 'urn:a' }, { ...reserve, identity_domain: 'urn:b' });
    expect(await refused({ identity: number(), replaces: 'DUP-77' })).toEqual([
      '2 replaces replaces-ambiguous',
    ]);
  });
});
