import { RegisterReviews } from '@kallelse/population';
import { testDatabase } from '@test/support/database';
import { InvitedPeople } from '../../spec/invited-people';
import { Rounds } from './rounds';

const db = testDatabase();
const office = new InvitedPeople(db);
const rounds = (): Rounds => new Rounds(db.databases, office.clock, office.audit);
const anna = { user: 'anna' };
beforeAll(() => office.begin());

const roundOf = async (person: string): Promise<number> => (await office.rounds(person))[0]?.id ?? 0;

async function approveReviews(): Promise<void> {
  const reviews = new RegisterReviews(db.databases, office.clock, office.audit);
  const { reviews: open } = await reviews.list({ actor: anna, limit: 10 });
  for (const { review } of open)
    await reviews.decide({
      choice: { review },
      decision: 'approved',
      actor: anna,
      reason: 'it was a mistake',
    });
}

describe('a round that ended with the person', () => {
  it('is open again, with its reminder, when the opt-out is revoked', async () => {
    const person = await office.invited();
    const refusal = { programme: 'trial', kind: 'permanent', from: office.day, ref: 'clinic:1' };
    await office.tell(person, refusal);
    await office.settle();
    expect(await office.round(person)).toBe('closed opted-out');
    expect((await office.settle()).readmitted).toBe(0);
    await office.tell(person, { ...refusal, revoked: office.later(7) });
    expect((await office.settle()).readmitted).toBe(1);
    expect(await office.round(person)).toBe('open');
    expect(await office.contacts(person)).toEqual(['invitation handed-over', 'reminder-1 waiting']);
    expect((await office.settle()).readmitted).toBe(0);
  });

  it.each(['deceased', 'emigrated', 'missing', 'deregistered'])(
    'is open again when somebody who was %s is registered again',
    async (status) => {
      const person = await office.invited();
      await office.register({ identity: person, status, status_date: office.day });
      await office.settle();
      office.later(3);
      await office.register({ identity: person, status: 'registered', status_date: office.day });
      // That a death was a mistake is believed when somebody has looked.
      if (status === 'deceased') await approveReviews();
      await office.settle();
      expect(await office.round(person)).toBe('open');
    },
  );

  it('stays closed when its time is over, when another has begun, and when it never left the house', async () => {
    const [late, again, unsent] = [
      await office.invited(),
      await office.invited(),
      await office.invited({ handed: false }),
    ];
    const status_date = office.day;
    for (const identity of [late, again, unsent])
      await office.register({ identity, status: 'emigrated', status_date });
    await office.settle();
    office.later(2);
    for (const identity of [again, unsent])
      await office.register({ identity, status: 'registered', status_date: office.day });
    await office.open(office.definition, [again]);
    await office.settle();
    expect((await office.rounds(again)).map(({ state }) => state)).toEqual(['closed', 'open']);
    expect(await office.round(unsent)).toBe('closed emigrated');
    office.later(365);
    await office.register({ identity: late, status: 'registered', status_date: office.day });
    await office.settle();
    expect(await office.round(late)).toBe('closed emigrated');
  });
});

describe('an office', () => {
  it('closes a round with a reason, and nothing more is sent in it', async () => {
    const person = await office.invited();
    await rounds().close(await roundOf(person), 'moved into care elsewhere', anna);
    expect(await office.round(person)).toBe('closed by-office');
    expect(await office.contacts(person)).toEqual([
      'invitation handed-over',
      'reminder-1 cancelled by-office',
    ]);
    await expect(rounds().close(await roundOf(person), 'again', anna)).rejects.toMatchObject({
      code: 'ROUND_CLOSED',
    });
  });

  it('sends a reminder now, which takes the place of the planned one', async () => {
    const person = await office.invited();
    office.later(20);
    const reminder = await rounds().remind(await roundOf(person), 'asks for the letter', anna);
    expect(reminder).toMatchObject({ step: 'reminder-1', due: office.day });
    expect(await office.contacts(person)).toEqual(['invitation handed-over', 'reminder-1 waiting']);
  });

  it('sends another like the last when none is planned, and none while a letter is on its way', async () => {
    const person = await office.invited();
    office.later(70);
    await office.handOver(person);
    await office.settle();
    await rounds().remind(await roundOf(person), 'lost it', anna);
    expect(await office.contacts(person)).toEqual([
      'invitation handed-over',
      'reminder-1 handed-over',
      'reminder-1 waiting',
    ]);
    await expect(rounds().remind(await roundOf(person), 'lost it', anna)).rejects.toMatchObject({
      code: 'REMINDER_UNDER_WAY',
    });
  });

  it.each(['close', 'remind'] as const)('cannot %s a round that there is not', async (act) => {
    await expect(rounds()[act](999_999, 'why', anna)).rejects.toMatchObject({ code: 'ROUND_UNKNOWN' });
  });
});

describe('a missing result', () => {
  it('is that of a time some weeks ago after which no test has come', async () => {
    const [waits, tested, fresh] = [await office.invited(), await office.invited(), await office.invited()];
    const past = office.later(1);
    for (const person of [waits, tested])
      await office.tell(person, { programme: 'trial', type: 'booking', date: past });
    office.later(30);
    await office.tell(fresh, { programme: 'trial', type: 'booking', date: office.day });
    await office.test(tested, past);
    await office.settle();
    const missing = await rounds().missingResults({ days: 28 });
    const own = await office.residentOf(waits);
    expect(missing.filter(({ resident }) => resident === own)).toMatchObject([
      { programme: 'trial', on: past },
    ]);
    const others = [await office.residentOf(tested), await office.residentOf(fresh)];
    expect(missing.filter(({ resident }) => others.includes(resident))).toEqual([]);
  });
});
