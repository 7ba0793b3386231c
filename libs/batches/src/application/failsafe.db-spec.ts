import { plainDate } from '@kallelse/kernel';
import { PROGRAMME_ENTITIES } from '@kallelse/programmes';
import { testDatabase } from '@test/support/database';
import { PROGRAMME } from '../../../episodes/spec/screening-office';
import { anna, BatchOffice, bo } from '../../spec/batch-office';
import { BatchEntity } from '../infra/batch.entity';
import type { FailsafeReport, OverdueResident } from '../domain/failsafe';
import { endOfNextMonth, Failsafe } from './failsafe';

jest.setTimeout(120_000);
const db = testDatabase({ entities: [...PROGRAMME_ENTITIES, BatchEntity] });
const office = new BatchOffice(db);
const DISTRICT = '0180R001';

beforeAll(async () => {
  await office.districts(DISTRICT);
  const eligibility = { all: [...PROGRAMME.eligibility.all, { fact: 'organ.cervix', is: 'present' }] };
  await office.inForce({ eligibility, enquiry: { after: 'P1Y', max: 2 } });
});
beforeEach(() => office.nobodyIsDue());

const hasOrgan = (...people: readonly string[]): Promise<void> =>
  office.tellAll(
    people.map((identity) => ({
      identity,
      organ: 'cervix',
      state: 'present',
      source: 'clinic',
      effective: office.day,
    })),
  );

async function report(more: object = {}): Promise<FailsafeReport & { list: OverdueResident[] }> {
  const list: OverdueResident[] = [];
  const failsafe = new Failsafe(db.databases, office.clock, office.audit, office.programmes);
  const found = await failsafe.run({ programme: 'trial', ...more }, anna, (page) => {
    list.push(...page);
    return Promise.resolve();
  });
  return { ...found, list };
}

/** Why each of some people is on the list; nothing: they are not. */
async function because(people: readonly string[], more: object = {}): Promise<(string | undefined)[]> {
  const { list, overdue } = await report(more);
  expect(overdue.reduce((sum, { residents }) => sum + residents, 0)).toBe(list.length);
  const ids = await Promise.all(people.map((person) => office.residentOf(person)));
  return ids.map((id) => list.find(({ resident }) => resident === id)?.because);
}

describe('the failsafe', () => {
  it('lists whoever is due by the end of next month, and nobody who is due later', async () => {
    const years = await office.register({}, {}, {});
    await hasOrgan(...years);
    const [, soon = '', later = ''] = years;
    const test = { programme: 'trial', type: 'test', method: 'fit', result: 'negative' };
    // Two years on: on the last day of April, and on the first of May.
    await office.tell(soon, { ...test, date: '2024-04-30' });
    await office.tell(later, { ...test, date: '2024-05-01' });
    expect(await because(years)).toEqual(['not-called', 'not-called', undefined]);
    expect(await because(years, { until: plainDate('2026-05-01') })).toEqual(Array(3).fill('not-called'));
    const { list } = await report();
    const due = await office.residentOf(soon);
    expect(list.find(({ resident }) => resident === due)).toMatchObject({ since: '2026-04-30' });
  });

  it('lists whose invitation was made and did not go out, with the reason, and nobody whose did', async () => {
    const people = await office.register({}, {}, {});
    await hasOrgan(...people);
    const [held = '', sent = ''] = people;
    const batch = await office.generated();
    expect(await because(people)).toEqual(Array(3).fill('batch-not-released'));
    await office.releasing.run(batch, bo);
    expect(await because(people)).toEqual([undefined, undefined, undefined]);
    await office.handOver(sent);
    await office.settle();
    await office.query(
      `UPDATE screening.contacts SET state = 'held', reason = 'no-address' WHERE resident_id = $1 AND kind = 'invitation'`,
      [await office.residentOf(held)],
    );
    expect(await because(people)).toEqual(['no-address', undefined, undefined]);
  });

  it('counts by district, and protected people in none', async () => {
    const people = await office.register(
      { district: DISTRICT },
      { district: DISTRICT, protection: 'marked' },
    );
    await hasOrgan(...people);
    const { overdue } = await report();
    const notCalled = overdue.filter(({ because: why }) => why === 'not-called');
    const counted = notCalled.map(({ district, residents }) => [district, residents]);
    expect(counted).toEqual([
      [DISTRICT, 1],
      [null, 1],
    ]);
  });

  it('tells whom no batch can select or reach', async () => {
    await office.register({}); // whether there is a cervix nobody knows
    const [homeless = ''] = await office.register({
      address1: '',
      postcode: '',
      city: '',
      dwelling: 'unknown',
    });
    await hasOrgan(homeless);
    await office.tell(homeless, { preference: 'channel', value: 'paper' });
    const { unselectable } = await report();
    const counted = unselectable.map(({ because: why, residents }) => [why, residents] as const);
    expect(new Map(counted)).toEqual(
      new Map([
        ['no-address', 1],
        ['organ-unknown', 1],
      ]),
    );
  });
});

it.each([
  ['2026-03-02', '2026-04-30'],
  ['2026-12-31', '2027-01-31'],
  ['2028-01-01', '2028-02-29'],
])('the end of the month after %s is %s', (day, end) => {
  expect(endOfNextMonth(plainDate(day))).toBe(end);
});
