import { testDatabase } from '@test/support/database';
import { RegisterOffice } from '../../../spec/register-office';

const db = testDatabase();

const OBJECTS = [
  { programme: 'trial', type: 'test', date: '2025-05-01', method: 'psa', value: 1.5 },
  { organ: 'cervix', state: 'absent', source: 'self', effective: '2024-01-01' },
  { programme: 'trial', kind: 'permanent', from: '2025-01-01' },
  { programme: 'trial', kind: 'hold', code: 'call-first', from: '2025-01-01' },
  { attribute: 'packYears', value: 22, from: '2025-01-01' },
  { attribute: 'hereditaryRisk', value: true },
  { preference: 'language', value: 'en' },
  { preference: 'channel', value: 'paper' },
];
const BROUGHT = {
  ...{ tests: [1.5], organs: ['cervix'], refusals: ['permanent'], routes: ['call-first'] },
  ...{ attributes: [true, 22], preferences: ['paper', 'en'] },
};

/** The values of one person would not fit the columns of another kind: text where an event has a number. */
describe('objects of every kind reach their source, and no other,', () => {
  const office = new RegisterOffice(db);

  async function broughtFor(person: string): Promise<unknown> {
    const of = (table: string) => `FROM screening.${table} WHERE resident_id = $1`;
    const [stored] = await office.rows(
      `SELECT (SELECT array_agg(value) ${of('events')}) AS tests, (SELECT array_agg(absent[1]) ${of('organ_statements')}) AS organs,
         (SELECT array_agg(kind) ${of('opt_outs')}) AS refusals, (SELECT array_agg(code) ${of('manual_routes')}) AS routes,
         (SELECT jsonb_agg(value ORDER BY name) ${of('attributes')}) AS attributes,
         (SELECT array_agg(value ORDER BY name) ${of('preferences')}) AS preferences`,
      [await office.residentOf(person)],
    );
    return stored;
  }

  async function registered() {
    const person = office.person();
    await office.register(person);
    return person;
  }

  it('from one file', async () => {
    const { identity } = await registered();
    await office.events(...OBJECTS.map((object) => ({ identity, ...object })));
    expect(await broughtFor(identity)).toEqual(BROUGHT);
  });

  it('from a file each', async () => {
    const { identity } = await registered();
    for (const object of OBJECTS) await office.events({ identity, ...object });
    expect(await broughtFor(identity)).toEqual(BROUGHT);
  });
});
