import { plainDate } from '@kallelse/kernel';
import fc from 'fast-check';
import { rejections } from '../../../population/spec/register-office';
import { anna, bo, deliveryOffice } from '../../spec/delivery-office';
import { START, TimesOffice } from '../../spec/times-office';

jest.setTimeout(120_000);

const office = deliveryOffice(TimesOffice);
beforeAll(() => office.begin());
beforeEach(() => office.begun());

const NORTH = { district: '0180R001' };
const SOUTH = { district: '0180R002' };

describe('a letter about a time', () => {
  it('gets the earliest free place at the unit of its district, some days after it is made, and says so', async () => {
    await office.slots(
      'm1,trial,2026-03-15T09:00,15,1',
      'm1,trial,2026-03-17T09:00,15,1',
      'm1,trial,2026-03-16T09:40,15,1',
      'm2,trial,2026-03-18T10:00,15,1',
    );
    const [north = '', south = ''] = await office.register(NORTH, SOUTH);
    const batch = await office.released();
    await office.send(batch);
    expect(await office.startsOf(north)).toEqual(['m1 2026-03-16 09:40 booked']);
    expect(await office.startsOf(south)).toEqual(['m2 2026-03-18 10:00 booked']);
    const words = office.sent.map(({ docBook }) => docBook).join('\n');
    expect(words).toContain('kl. 09.40');
    expect(words).toContain('Mammografin Norr, Provgatan 1');
  });

  it('is held without one, and goes when there is one', async () => {
    const [person = ''] = await office.register(NORTH);
    const batch = await office.released();
    await office.send(batch);
    expect(await office.standing(batch)).toEqual(['held no-slot: 1']);
    await office.slots('m1,trial,2026-03-20T09:00,15,1');
    await office.send(batch);
    expect(await office.standing(batch)).toEqual(['handed-over: 1']);
    expect(await office.startsOf(person)).toEqual(['m1 2026-03-20 09:00 booked']);
  });

  it('that has waited for its release tells no time that is too soon by then', async () => {
    await office.slots('m1,trial,2026-03-20T09:00,15,1', 'm1,trial,2026-04-20T09:00,15,1');
    const [person = ''] = await office.register(NORTH);
    const batch = await office.generated();
    expect(await office.startsOf(person)).toEqual(['m1 2026-03-20 09:00 booked']);
    office.day = plainDate('2026-03-14');
    await office.releasing.run(batch, bo);
    await office.send(batch);
    expect(await office.startsOf(person)).toEqual([
      'm1 2026-04-20 09:00 booked',
      'm1 2026-03-20 09:00 moved',
    ]);
  });

  it('of a protected resident tells none and takes none', async () => {
    await office.slots('m1,trial,2026-03-20T09:00,15,1');
    const [hidden = ''] = await office.register({ ...NORTH, protection: 'protected' });
    const batch = await office.released();
    await office.send(batch);
    expect(await office.fate(hidden, 'invitation')).toBe('sent by mediated');
    expect(await office.startsOf(hidden)).toEqual([]);
  });

  it('that is stopped frees the place for the next', async () => {
    await office.slots('m1,trial,2026-03-20T09:00,15,1');
    const [first = ''] = await office.register(NORTH);
    const batch = await office.released();
    await office.tell(first, { programme: 'trial', kind: 'permanent', from: START });
    await office.send(batch);
    await office.settle();
    expect(await office.startsOf(first)).toEqual(['m1 2026-03-20 09:00 cancelled']);
    const [second = ''] = await office.register(NORTH);
    await office.send(await office.released());
    expect(await office.startsOf(second)).toEqual(['m1 2026-03-20 09:00 booked']);
  });

  it('never gets a place that another has, whatever there is and however many ask', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 9 }),
        async (places, people) => {
          await office.begun();
          await office.slots(
            ...places.map(
              (n, day) =>
                `m1,trial,2026-04-0${day + 1}T08:${String(10 + places.length).padStart(2, '0')},15,${n}`,
            ),
          );
          await office.register(...Array.from({ length: people }, () => NORTH));
          const batch = await office.released();
          const free = places.reduce((sum, n) => sum + n, 0);
          const [taken] = await office.query<{ n: number; places: number }>(
            `SELECT count(*)::int AS n, count(DISTINCT own.slot_id)::int AS places FROM screening.booked_times AS own
             JOIN screening.episodes AS episode ON episode.id = own.episode_id WHERE episode.batch_id = $1 AND own.state = 'booked'`,
            [batch],
          );
          expect(taken).toEqual({ n: Math.min(free, people), places: Math.min(free, people) });
        },
      ),
      { seed: 5, numRuns: 12 },
    );
  });
});

describe('a time', () => {
  async function booked(...people: readonly object[]): Promise<{ batch: number; people: string[] }> {
    const registered = await office.register(...people);
    const batch = await office.released();
    await office.send(batch);
    return { batch, people: registered };
  }

  it('is moved to the next free one when the resident asks, and the old place is free', async () => {
    await office.slots('m1,trial,2026-03-20T09:00,15,1', 'm1,trial,2026-03-25T09:00,15,1');
    const { people } = await booked(NORTH);
    const [person = ''] = people;
    await office.times.rebook(await office.timeOf(person), { from: plainDate('2026-03-21') }, anna);
    expect(await office.startsOf(person)).toEqual([
      'm1 2026-03-25 09:00 booked',
      'm1 2026-03-20 09:00 moved',
    ]);
    await expect(
      office.times.rebook(await office.timeOf(person), { from: plainDate('2026-03-26') }, anna),
    ).rejects.toMatchObject({ code: 'SLOT_NONE' });
    expect((await office.startsOf(person))[0]).toBe('m1 2026-03-25 09:00 booked');
  });

  it('can be cancelled, and after it was missed noted, each once', async () => {
    await office.slots('m1,trial,2026-03-20T09:00,15,2');
    const { people } = await booked(NORTH, NORTH);
    const [one = '', two = ''] = people;
    const [first, second] = [await office.timeOf(one), await office.timeOf(two)];
    await office.times.cancel(first, 'by phone', anna);
    await expect(office.times.cancel(first, 'by phone', anna)).rejects.toMatchObject({ code: 'TIME_NONE' });
    await expect(office.times.noShow(second, anna)).rejects.toMatchObject({ code: 'TIME_TO_COME' });
    office.day = plainDate('2026-03-21');
    await office.times.noShow(second, anna);
    expect(await office.startsOf(two)).toEqual(['m1 2026-03-20 09:00 no-show']);
    expect(await office.rounds(two)).toMatchObject([{ state: 'open' }]);
  });

  it('was kept by whoever took part that day, and is free when they did before', async () => {
    await office.slots('m1,trial,2026-03-20T09:00,15,2');
    const { people } = await booked(NORTH, NORTH);
    const [came = '', early = ''] = people;
    await office.test(early, '2026-03-02');
    await office.settle();
    expect(await office.startsOf(early)).toEqual(['m1 2026-03-20 09:00 cancelled']);
    office.day = plainDate('2026-03-21');
    await office.test(came, '2026-03-20');
    await office.settle();
    expect(await office.startsOf(came)).toEqual(['m1 2026-03-20 09:00 attended']);
  });
});

describe('a unit that closes', () => {
  it('moves everybody, tells each by one letter, and whoever has no other time when there is one', async () => {
    await office.slots('m1,trial,2026-03-20T09:00,15,2', 'm2,trial,2026-03-22T13:00,15,1');
    const [one = '', two = ''] = await office.register(NORTH, NORTH);
    const batch = await office.released();
    await office.send(batch);
    office.sent.length = 0;
    const days = { from: START, until: undefined, to: ['m2'] };
    const closed = await office.times.closeUnit('m1', days, 'water damage', anna);
    expect(closed).toEqual({ closedPlaces: 2, moved: 1, waiting: 1, letters: 2 });
    await office.send(batch);
    expect(await office.startsOf(one)).toEqual(['m2 2026-03-22 13:00 booked', 'm1 2026-03-20 09:00 moved']);
    expect(office.sent.map(({ subject }) => subject)).toEqual(['Din tid är ändrad']);
    expect(office.sent[0]?.docBook).toContain('kl. 13.00');
    expect(await office.fate(two, 'new-time')).toBe('held: no-slot');
    await office.slots('m1,trial,2026-03-24T09:00,15,1');
    await office.send(batch);
    expect(await office.fate(two, 'new-time')).toBe('sent by 1177');
    expect(
      await office.times.closeUnit('m1', { ...days, from: plainDate('2026-05-01') }, 'again', anna),
    ).toMatchObject({ moved: 0, letters: 0 });
  });

  it('sends no letter about a letter that has not been made: it tells the new time itself', async () => {
    await office.slots('m1,trial,2026-03-20T09:00,15,1', 'm2,trial,2026-03-22T13:00,15,1');
    const [person = ''] = await office.register(NORTH);
    const batch = await office.generated();
    const days = { from: START, until: undefined, to: ['m2'] };
    expect(await office.times.closeUnit('m1', days, 'water damage', anna)).toMatchObject({
      moved: 1,
      letters: 0,
    });
    await office.releasing.run(batch, { user: 'bo' });
    await office.send(batch);
    expect(await office.startsOf(person)).toEqual([
      'm2 2026-03-22 13:00 booked',
      'm1 2026-03-20 09:00 moved',
    ]);
    expect(office.sent[0]?.docBook).toContain('kl. 13.00');
  });

  it('asks whoever is protected by now to call, and tells no time', async () => {
    await office.slots('m1,trial,2026-03-20T09:00,15,1');
    const [identity = ''] = await office.register(NORTH);
    const batch = await office.released();
    await office.send(batch);
    await office.register({ identity, ...NORTH, protection: 'protected' });
    await office.settle();
    const days = { from: START, until: undefined, to: ['m2'] };
    expect(await office.times.closeUnit('m1', days, 'water damage', anna)).toMatchObject({ letters: 1 });
    await office.send(batch);
    expect(await office.fate(identity, 'new-time')).toBe('sent by mediated');
  });

  it('must exist', async () => {
    const days = { from: START, until: undefined, to: ['m9'] };
    await expect(office.times.closeUnit('m1', days, 'x', anna)).rejects.toMatchObject({
      code: 'UNIT_UNKNOWN',
    });
  });
});

describe('a file of times', () => {
  it('says how many places there are; again it says nothing, and fewer close what nobody has', async () => {
    expect(await office.slots('m1,trial,2026-06-01T09:00,15,3')).toMatchObject({ written: 3, rejected: 0 });
    expect(await office.slots('m1,trial,2026-06-01T09:00,15,3')).toMatchObject({ written: 0 });
    expect(await office.slots('m1,trial,2026-06-01T09:00,15,1')).toMatchObject({ written: 2 });
    expect(await office.times.days('m1')).toEqual([
      { unit: 'm1', programme: 'trial', day: '2026-06-01', places: 1, taken: 0 },
    ]);
  });

  it('refuses row by row what cannot be', async () => {
    const summary = await office.slots(
      'm9,trial,2026-06-02T09:00,15,1',
      'm1,breast,2026-06-02T09:00,15,1',
      'm1,trial,2026-06-02 9:00,15,1',
      'm1,trial,2026-03-29T02:30,15,1',
      'm1,trial,2026-06-02T09:00,0,1',
      'm1,trial,2026-06-02T09:00,15,1',
      'm1,trial,2026-06-02T09:00,15,2',
    );
    expect(summary).toMatchObject({ rows: 7, written: 1, rejected: 6 });
    expect(rejections(summary).sort()).toEqual([
      '2 unit unit-unknown',
      '3 programme unit-programme',
      '4 start time-form',
      '5 start time-skipped',
      '6 minutes number',
      '8 start slot-repeated',
    ]);
  });
});
