import { plainDate } from '@kallelse/kernel';
import { PROGRAMME_ENTITIES } from '@kallelse/programmes';
import { testDatabase } from '@test/support/database';
import { testNumber } from '../../../population/spec/register-file';
import { BatchOffice } from '../../spec/batch-office';
import { BatchEntity } from '../infra/batch.entity';

jest.setTimeout(60_000);

const START = plainDate('2026-03-02');

class WaitingOffice extends BatchOffice {
  /** How many a batch would select today, and why others who are due wait. */
  async selection(
    plan: { capacity?: number } = {},
  ): Promise<{ selected: number; waits: Record<string, number> }> {
    const { selected, reasons } = await this.preview(await this.planned(plan));
    const codes = ['open-round', 'newcomer', 'household'];
    const waits = reasons
      .filter(({ code }) => codes.includes(code))
      .map(({ code, count }) => [code, count] as const);
    return { selected, waits: Object.fromEntries(waits) };
  }

  async anew(): Promise<void> {
    this.day = START;
    await this.nobodyIsDue();
  }
}

const officeOf = (): WaitingOffice =>
  new WaitingOffice(testDatabase({ entities: [...PROGRAMME_ENTITIES, BatchEntity] }));

describe('newcomers, where the rules let them settle in', () => {
  const office = officeOf();
  beforeAll(() => office.inForce({ newcomerDelay: 'P3M', lastCall: { beforeAge: 62 } }));
  beforeEach(() => office.anew());

  it('wait from the day they came, and are called when the time is over', async () => {
    await office.register({ since: '2026-01-15' });
    expect(await office.selection()).toEqual({ selected: 0, waits: { newcomer: 1 } });
    office.day = plainDate('2026-04-14');
    expect((await office.selection()).selected).toBe(0);
    office.day = plainDate('2026-04-15');
    expect(await office.selection()).toEqual({ selected: 1, waits: {} });
  });

  it('are not those who moved within the country', async () => {
    const [identity = ''] = await office.register({});
    await office.register({
      identity,
      since: '2026-02-20',
      municipality: '0380',
      district: '0380R001',
      region: '03',
    });
    expect(await office.selection()).toEqual({ selected: 1, waits: {} });
  });

  it('are those who came back from abroad', async () => {
    const [identity = ''] = await office.register({});
    await office.register({ identity, status: 'emigrated', status_date: '2025-01-01', since: '2025-01-01' });
    await office.register({ identity, since: '2026-02-20' });
    expect(await office.selection()).toEqual({ selected: 0, waits: { newcomer: 1 } });
  });

  it('are called at once when it is their last call', async () => {
    // Born in 1964: 62 within three months.
    await office.register({ identity: testNumber('19640501'), since: '2026-02-20' });
    expect(await office.selection()).toEqual({ selected: 1, waits: {} });
  });
});

describe('people of one household, where the rules keep them apart', () => {
  const office = officeOf();
  const home = (n: number) => ({ address1: `Delade vägen ${n}`, dwelling: 'address' });
  beforeAll(() => office.inForce({ send: { householdSpacing: 'P21D' } }));
  beforeEach(() => office.anew());

  it('are called one after the other, each so long after the one before', async () => {
    await office.register(home(1), home(1), home(1), home(2));
    expect(await office.selection()).toEqual({ selected: 2, waits: { household: 2 } });
    await office.generated();
    expect(await office.selection()).toEqual({ selected: 0, waits: { 'open-round': 2, household: 2 } });
    office.later(20);
    expect((await office.selection()).selected).toBe(0);
    office.later(1);
    expect(await office.selection()).toEqual({ selected: 1, waits: { 'open-round': 2, household: 1 } });
  });

  it('take no place from others when they wait', async () => {
    await office.register(home(3), home(3), home(4), home(5));
    expect((await office.selection({ capacity: 3 })).selected).toBe(3);
  });
});
