import { testNumber } from '../../../population/spec/register-file';
import { anna, bo, deliveryOffice, LETTERS } from '../../spec/delivery-office';

jest.setTimeout(120_000);
const office = deliveryOffice();
beforeAll(() => office.begin());
beforeEach(() => office.nobodyIsDue());

/** One person invited by a batch of their own, with the letter out of the house. */
async function invited(): Promise<{ person: string; batch: number }> {
  const [person = ''] = await office.register({});
  const batch = await office.released();
  await office.releasingDue.run();
  await office.work(batch);
  return { person, batch };
}

describe('a recalled batch', () => {
  it('sends nothing, and is recalled once however often it is asked; whoever is due is called again', async () => {
    const people = await office.register({}, {});
    const batch = await office.released();
    const first = await office.recalling.recall(batch, anna, 'wrong ages');
    expect(first).toMatchObject({ inProgress: 2, handedOver: 0, batch: { state: 'recalled' } });
    await office.work(batch);
    const { recalledAt } = await office.batches.get(batch);
    const again = await office.recalling.recall(batch, anna, 'wrong ages');
    expect(again).toMatchObject({ stopped: 2, inProgress: 0, batch: { recalledAt } });
    expect(await office.dispatches(batch)).toEqual([]);
    const residents = await Promise.all(people.map((person) => office.residentOf(person)));
    expect(await office.residentsIn(await office.generated())).toEqual(expect.arrayContaining(residents));
  });

  it('stops at the gate what a worker has already', async () => {
    const [person = ''] = await office.register({});
    const batch = await office.released();
    await office.releasingDue.run();
    expect(await office.recalling.recall(batch, anna, 'wrong ages')).toMatchObject({ inProgress: 1 });
    await office.step(batch);
    expect(await office.fate(person, 'invitation')).toBe('suppressed: batch-recalled');
  });

  it('sends no reminder of what had gone out', async () => {
    const { person, batch } = await invited();
    expect(await office.recalling.recall(batch, anna, 'wrong ages')).toMatchObject({ handedOver: 1 });
    office.later(70);
    await office.settle();
    await office.releasingDue.run();
    await office.work(batch);
    expect(await office.contacts(person)).toEqual([
      'invitation handed-over',
      'reminder-1 cancelled batch-recalled',
    ]);
  });
});

describe('an annulled batch', () => {
  it('counts as never sent: its rounds end, no event tells of them, and whoever is due is called again', async () => {
    const { person, batch } = await invited();
    await office.recalling.recall(batch, anna, 'wrong ages');
    await office.recalling.annul(batch, anna, 'wrong ages');
    expect(await office.rounds(person)).toMatchObject([{ state: 'closed', reason: 'annulled' }]);
    expect(await office.ownEvents(person)).toEqual([]);
    const next = await office.generated();
    expect(await office.residentsIn(next)).toContain(await office.residentOf(person));
  });

  it('leaves a round as it is in which the person has taken part', async () => {
    const { person, batch } = await invited();
    await office.test(person, office.later(10));
    await office.recalling.recall(batch, anna, 'wrong ages');
    await office.recalling.annul(batch, anna, 'wrong ages');
    expect(await office.rounds(person)).toMatchObject([{ state: 'closed', reason: 'participated' }]);
    await office.recalling.annul(batch, anna, 'wrong ages');
    expect(await office.rounds(person)).toMatchObject([{ reason: 'participated' }]);
  });

  it('is none while contacts are with a worker, nor before it is recalled', async () => {
    await office.register({});
    const batch = await office.released();
    await expect(office.recalling.annul(batch, anna, 'wrong')).rejects.toMatchObject({ code: 'BATCH_STATE' });
    await office.releasingDue.run();
    await office.recalling.recall(batch, anna, 'wrong ages');
    await expect(office.recalling.annul(batch, anna, 'wrong')).rejects.toMatchObject({
      code: 'BATCH_UNDER_WAY',
    });
  });

  it('keeps on wish those whom the rules in force would invite, had it not been; then exactly the others are told', async () => {
    const [young = '', old = ''] = await office.register(
      { identity: testNumber('19750510') }, // 50
      { identity: testNumber('19600510', 1) }, // 65
    );
    const batch = await office.released();
    await office.releasingDue.run();
    await office.work(batch);
    await office.recalling.recall(batch, anna, 'wrong ages');
    const eligibility = {
      all: [
        { fact: 'residency.status', is: 'registered' },
        { fact: 'age', between: [60, 74] },
      ],
    };
    await office.inForce({ ...LETTERS, version: '2026.2', validFrom: office.day, eligibility });
    const annulled = await office.recalling.annul(batch, anna, 'called outside the ages', { keepDue: true });
    expect(annulled).toMatchObject({ annulled: 1 });
    expect(await office.rounds(young)).toMatchObject([{ state: 'closed', reason: 'annulled' }]);
    expect(await office.rounds(old)).toMatchObject([{ state: 'open' }]);
    expect(await office.ownEvents(old)).toHaveLength(2);

    const correction = await office.generated({ kind: 'correction', corrects: batch });
    expect(await office.residentsIn(correction)).toEqual([await office.residentOf(young)]);
    await office.releasing.run(correction, bo);
    await office.work(correction);
    expect(await office.fate(young, 'correction')).toBe('sent by paper');
    expect(await office.residentsIn(await office.generated({ kind: 'correction', corrects: batch }))).toEqual(
      [],
    );
  });
});

describe('a correction', () => {
  it('goes to everybody a batch has reached where nothing is annulled, not to those who have died', async () => {
    const [living = '', dead = ''] = await office.register({}, {});
    const batch = await office.released();
    await office.releasingDue.run();
    await office.work(batch);
    await expect(office.planned({ kind: 'correction', corrects: batch })).rejects.toMatchObject({
      code: 'BATCH_NOT_RECALLED',
    });
    await office.recalling.recall(batch, anna, 'wrong phone number');
    const correction = await office.generated({ kind: 'correction', corrects: batch });
    await office.register({ identity: dead, status: 'deceased', status_date: office.day });
    await office.tell(living, { programme: 'trial', kind: 'permanent', from: office.day });
    await office.releasing.run(correction, bo);
    await office.work(correction);
    expect(await office.fate(living, 'correction')).toBe('sent by paper');
    expect(await office.fate(dead, 'correction')).toBe('suppressed: not-registered');
  });
});
