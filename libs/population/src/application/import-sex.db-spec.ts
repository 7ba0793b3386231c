import { testDatabase } from '@test/support/database';
import { csv, file, row, testNumber, type RowInput } from '../../spec/register-file';
import { RegisterOffice } from '../../spec/register-office';
import { ImportResidents } from './import-residents';

const office = new RegisterOffice(testDatabase());

const FEMALE = { organ_cervix: 'present', organ_breast: 'present', organ_prostate: 'absent' };
const MALE = { organ_cervix: 'absent', organ_breast: 'absent', organ_prostate: 'present' };
const NOTHING = { organ_cervix: null, organ_breast: null, organ_prostate: null };

async function organsOf(identity: string): Promise<Record<string, unknown>> {
  const known = await office.known(identity);
  expect(known?.['organ_colorectum']).toBeNull();
  return Object.fromEntries(Object.keys(NOTHING).map((organ) => [organ, known?.[organ]]));
}

async function somebody(cells: RowInput): Promise<string> {
  const person = office.person();
  await office.register({ ...person, ...cells });
  return person.identity;
}

describe('the first registered sex', () => {
  it.each([
    ['female', FEMALE],
    ['male', MALE],
    ['unknown', NOTHING],
    ['', NOTHING],
  ])('presumes once, at first entry, what it presumes: "%s"', async (first_registered_sex, organs) => {
    const identity = await somebody({ first_registered_sex });
    expect(await organsOf(identity)).toEqual(organs);
    const statements = await office.rows(
      'SELECT source, effective::text FROM screening.organ_statements WHERE resident_id = $1',
      [await office.residentOf(identity)],
    );
    const [presumed] = statements;
    expect(statements).toHaveLength(organs === NOTHING ? 0 : 1);
    if (presumed)
      expect(presumed).toEqual({
        source: 'presumed',
        effective: identity.replace(/^(....)(..)(..).*/, '$1-$2-$3'),
      });
  });

  it.each(['full', 'change'])('said of somebody known changes and adds nothing: %s', async (event) => {
    const first = await somebody({ first_registered_sex: 'female' });
    const later = await somebody({});
    const birth_date = '1980-01-01';
    await office.register(
      ...[first, later].map((identity) => ({ event, identity, birth_date, first_registered_sex: 'male' })),
    );
    expect(await organsOf(first)).toEqual(FEMALE);
    expect(await organsOf(later)).toEqual(NOTHING);
  });

  it('loses to what somebody says, and comes back when that is annulled', async () => {
    const identity = await somebody({ first_registered_sex: 'female' });
    const own = { identity, organ: 'cervix', state: 'absent', source: 'self', effective: '2024-01-01' };
    await office.events(own);
    expect(await organsOf(identity)).toEqual({ ...FEMALE, organ_cervix: 'absent' });
    await office.events({ ...own, void: true });
    expect(await organsOf(identity)).toEqual(FEMALE);
  });

  it('presumes nothing where the office has decided so', async () => {
    const person = office.person();
    const text = csv([row({ ...person, first_registered_sex: 'female' })]);
    const importer = new ImportResidents(office.db.databases, office.clock, office.audit, 'none');
    await importer.run({ path: file(text), actor: office.actor });
    expect(await organsOf(person.identity)).toEqual(NOTHING);
  });

  it('is stored in no column of any table, of whatever schema, neither by name nor by value', async () => {
    const line = { ...row(office.person()), first_registered_sex: 'female' };
    await office.importFile(file(`${JSON.stringify(line)}\n`, 'ndjson'));
    await office.register(
      { ...office.person(), first_registered_sex: 'male', region: '1' },
      { ...office.person(), first_registered_sex: 'male', protection: 'protected' },
    );
    const tables = await office.rows<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const rows = await office.rows<{ n: number }>(
        String.raw`SELECT count(*)::int AS n FROM ${name} AS t WHERE t::text ~* '\m(fe)?male\M'`,
      );
      if (rows[0]?.n !== 0) found.push(name);
    }
    expect(tables.length).toBeGreaterThan(30);
    expect(found).toEqual([]);
    const columns = await office.rows<{ name: string }>(
      String.raw`SELECT table_schema || '.' || table_name AS name FROM information_schema.columns
        WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND column_name ~* '(sex|gender|kön)'`,
    );
    expect(columns).toEqual([{ name: 'identity.residents_staging' }]);
    const [staged] = await office.rows('SELECT FROM identity.residents_staging');
    expect(staged).toBeUndefined();
    const sampled = await office.rows(
      `SELECT attname FROM pg_stats WHERE attname = 'first_registered_sex' OR most_common_vals::text ~* 'female'`,
    );
    expect(sampled).toEqual([]);
  });
});

describe('the digit of a number that tells of sex', () => {
  it('tells nothing: two people who differ in it alone differ in nothing', async () => {
    const numbers = [testNumber('19750505', 0), testNumber('19750505', 1)];
    await office.register(...numbers.map((identity) => ({ identity, birth_date: '1975-05-05' })));
    const [even, odd] = await Promise.all(numbers.map((number) => office.known(number)));
    expect(even).toBeDefined();
    expect({ ...odd, resident_id: even?.['resident_id'] }).toEqual(even);
    expect(await organsOf(numbers[0] ?? '')).toEqual(NOTHING);
    const residents = await Promise.all(numbers.map((number) => office.residentOf(number)));
    const stated = await office.rows('SELECT FROM screening.organ_statements WHERE resident_id = ANY ($1)', [
      residents,
    ]);
    expect(stated).toEqual([]);
  });

  it('may change with the number: the same organs, the same programmes', async () => {
    const old = testNumber('19750606', 0);
    const value = testNumber('19750606', 1);
    const cells = { birth_date: '1975-06-06', first_registered_sex: 'male' };
    await office.register({ ...cells, identity: old });
    await office.register({ ...cells, identity: value, replaces: old, first_registered_sex: 'female' });
    expect(await organsOf(value)).toEqual(MALE);
  });
});
