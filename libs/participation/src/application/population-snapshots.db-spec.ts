import { plainDate } from '@kallelse/kernel';
import { Programmes } from '@kallelse/programmes';
import { testDatabase } from '@test/support/database';
import { PROGRAMME_ENTITIES } from '@kallelse/programmes';
import { InvitedPeople } from '../../../episodes/spec/invited-people';
import { BACK_FILLED_MONTHS, PopulationSnapshots } from './population-snapshots';

jest.setTimeout(60_000);
const db = testDatabase({ entities: PROGRAMME_ENTITIES });
const office = new InvitedPeople(db);
const anna = { user: 'anna' };
let snapshots: PopulationSnapshots;

beforeAll(async () => {
  await office.begin();
  office.day = plainDate('2026-06-15');
  snapshots = new PopulationSnapshots(
    db.databases,
    office.clock,
    new Programmes(db.databases, office.clock),
    office.audit,
  );
});

/** Month-ends that are counted: how many, the latest, and how many of the target group are covered then. */
async function counted(): Promise<{ months: number; latest: string | null; covered: number }> {
  const [row] = await office.query<{ months: number; latest: string | null; covered: number }>(
    `SELECT count(*)::int AS months, max(as_of) AS latest, coalesce((SELECT sum(counts.residents) FILTER (WHERE covered) FROM analytics.population AS counts
       JOIN analytics.population_snapshots AS last ON last.id = snapshot_id WHERE last.as_of = (SELECT max(as_of) FROM analytics.population_snapshots)), 0)::int AS covered
     FROM analytics.population_snapshots`,
    [],
    'kallelse_import',
  );
  return row ?? { months: 0, latest: null, covered: 0 };
}

describe('the population of month-ends', () => {
  it('is not begun by a worker, and not without a register', async () => {
    expect(await snapshots.makeMissing()).toBe(0);
    await office.register({}, {}, {});
    expect(await snapshots.makeMissing({ onlyNew: true })).toBe(0);
    expect((await counted()).months).toBe(0);
  });

  it('is of the last three years at first, the latest month first, and nothing when asked again', async () => {
    const days: string[] = [];
    expect(await snapshots.makeMissing({ onCounted: ({ asOf }) => days.push(asOf) })).toBe(
      BACK_FILLED_MONTHS,
    );
    expect([days[0], days.at(-1)]).toEqual(['2026-05-31', '2023-06-30']);
    expect(await snapshots.makeMissing()).toBe(0);
  });

  it('is gone on with month by month by a worker, who fills nothing in', async () => {
    office.day = plainDate('2026-08-02');
    expect(await snapshots.makeMissing({ most: 1, onlyNew: true })).toBe(1);
    expect(await snapshots.makeMissing({ onlyNew: true })).toBe(0);
    expect(await counted()).toMatchObject({ months: BACK_FILLED_MONTHS + 1, latest: '2026-07-31' });
    expect(await snapshots.makeMissing()).toBe(1);
  });

  it('is counted from what is known now when it has been forgotten', async () => {
    const [person = ''] = await office.register({});
    await office.test(person, plainDate('2026-07-01'), { ref: 'lab:late' });
    expect((await counted()).covered).toBe(0);
    await snapshots.forget('trial', anna);
    expect(await snapshots.makeMissing({ programme: 'trial' })).toBe(BACK_FILLED_MONTHS);
    expect((await counted()).covered).toBe(1);
  });
});
