import { Programmes, Interventions, type NewIntervention } from '@kallelse/programmes';
import { plainDate } from '@kallelse/kernel';
import { testDatabase } from '@test/support/database';
import { InvitedPeople } from '../../../episodes/spec/invited-people';
import { AnalyseIntervention } from './analyse-intervention';

jest.setTimeout(120_000);
const db = testDatabase();
const office = new InvitedPeople(db);
const anna = { user: 'anna' };
let interventions: Interventions;
let analyse: AnalyseIntervention;

class KnownProgrammes extends Programmes {
  override mustExist(): Promise<void> {
    return Promise.resolve();
  }
}

const DRAWN: NewIntervention = {
  name: 'short-reminder',
  programme: 'trial',
  kind: 'reminder',
  description: 'A shorter reminder',
  from: plainDate('2026-03-01'),
  arms: ['usual', 'short'],
  seed: 'lot',
  templates: { short: { 'trial-invitation': 'trial-short' } },
};

beforeAll(async () => {
  await office.begin();
  const programmes = new KnownProgrammes(db.databases, office.clock);
  const templates = () => new Set(['trial-invitation', 'trial-short']);
  interventions = new Interventions(db.databases, office.clock, office.audit, programmes, templates);
  analyse = new AnalyseIntervention(db.databases, office.clock, interventions);
  await interventions.register(DRAWN, anna);
});

interface Drawn {
  readonly person: string;
  readonly arm: string | null;
  readonly type: number | null;
}

/** Rounds of so many people, in two area types, as they were drawn. */
async function rounds(n: number): Promise<Drawn[]> {
  const people = await office.register(...Array.from({ length: n }, () => ({})));
  await office.open(office.definition, people);
  for (const person of people) await office.handOver(person);
  await office.settle();
  return Promise.all(
    people.map(async (person) => {
      const [row] = await office.query<{ arm: string | null; type: number | null }>(
        'SELECT arm, area_type AS type FROM screening.episodes WHERE resident_id = $1',
        [await office.residentOf(person)],
      );
      return { person, arm: row?.arm ?? null, type: row?.type ?? null };
    }),
  );
}

describe('a measure drawn by lot', () => {
  it('gives each round an arm when it is opened, as many to each, and shows what came of it by area type', async () => {
    const drawn = await rounds(40);
    const of = (arm: string): Drawn[] => drawn.filter((one) => one.arm === arm);
    expect([of('usual').length, of('short').length]).toEqual([20, 20]);
    // Who is in which arm does not follow the order in which they were registered.
    expect(drawn.slice(0, 20).filter(({ arm }) => arm === 'usual')).not.toHaveLength(10 * 2);
    const test = { programme: 'trial', type: 'test', date: office.day, method: 'fit' };
    const goes = [...of('usual').slice(0, 8), ...of('short').slice(0, 14)];
    await office.tellAll(goes.map(({ person }) => ({ identity: person, ...test })));
    await office.settle();
    await expect(analyse.run('short-reminder')).rejects.toMatchObject({ code: 'INTERVENTION_IMMATURE' });
    office.later(91);
    const { rows, arms } = await analyse.run('short-reminder');
    expect(arms).toEqual(['usual', 'short']);
    const all = rows.filter(({ areaType }) => areaType === 'all');
    expect(all).toMatchObject([
      { arm: 'usual', invited: 20, participated: 8, difference: null },
      { arm: 'short', invited: 20, participated: 14 },
    ]);
    // Newcombe's interval of 14/20 − 8/20.
    expect(all[1]?.difference?.value).toBeCloseTo(0.3, 10);
    expect(all[1]?.difference?.lower).toBeCloseTo(-0.0022, 2);
    expect(rows.filter(({ areaType }) => areaType !== 'all').length).toBeGreaterThan(0);
  });

  it('is one at a time in a programme, with arms and letters that there are, and says what is wrong', async () => {
    const another = { ...DRAWN, name: 'another' };
    await expect(interventions.register(another, anna)).rejects.toMatchObject({ code: 'INTERVENTION_CLASH' });
    await expect(
      interventions.register({ ...another, programme: 'other', arms: ['one'] }, anna),
    ).rejects.toMatchObject({
      code: 'INTERVENTION_INVALID',
      message: expect.stringContaining('two to six arms') as string,
    });
    const wrong = { ...another, programme: 'other', templates: { short: { 'trial-invitation': 'nowhere' } } };
    await expect(interventions.register(wrong, anna)).rejects.toThrow('no letter template nowhere');
    const inDistricts: NewIntervention = {
      ...{ name: 'another', programme: 'other', kind: 'health-informer', description: 'Informers' },
      ...{ from: plainDate('2026-03-01'), districts: ['0000X999'] },
    };
    await expect(interventions.register(inDistricts, anna)).rejects.toMatchObject({
      code: 'DISTRICT_UNKNOWN',
      message: expect.stringContaining('0000X999') as string,
    });
    await expect(analyse.run('short-remindr')).rejects.toMatchObject({
      code: 'INTERVENTION_UNKNOWN',
      options: { fix: expect.stringContaining('short-reminder') as string },
    });
  });

  it('is drawn no more after its last day', async () => {
    await interventions.end('short-reminder', office.day, anna);
    office.later(1);
    await expect(interventions.end('short-reminder', office.day, anna)).rejects.toMatchObject({
      code: 'INTERVENTION_INVALID',
    });
    expect((await rounds(3)).map(({ arm }) => arm)).toEqual([null, null, null]);
  });
});
