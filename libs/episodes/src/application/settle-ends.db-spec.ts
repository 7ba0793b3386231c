import { plainDate } from '@kallelse/kernel';
import { testDatabase } from '@test/support/database';
import { InvitedPeople } from '../../spec/invited-people';
import { PROGRAMME } from '../../spec/screening-office';

const db = testDatabase();
const office = new InvitedPeople(db);
beforeAll(() => office.begin());

describe('a round that is handed over', () => {
  it('is dated by the first contact, valid as long as its rules say, with its reminder planned once', async () => {
    const person = await office.invited();
    const day = office.day;
    expect(await office.rounds(person)).toMatchObject([{ state: 'open', handed: day, until: '2026-09-02' }]);
    expect(await office.ownEvents(person)).toEqual([`episode ${day}`, `invitation ${day}`]);
    await office.settle();
    expect(await office.contacts(person)).toEqual(['invitation handed-over', 'reminder-1 waiting']);
  });

  it('keeps the rules it began under when others are in force at hand-over', async () => {
    const person = await office.invited({ handed: false });
    await office.define({ ...PROGRAMME, version: '2026.2', validFrom: '2026-02-01', validity: 'P1M' });
    await office.handOver(person);
    await office.settle();
    expect(await office.rounds(person)).toMatchObject([{ until: '2026-09-02' }]);
  });
});

describe('a test', () => {
  it.each([
    ['on the day of hand-over', 0],
    ['a week after it', 7],
  ])('%s is participation, and cancels the reminder', async (_, days) => {
    const person = await office.invited();
    office.later(days);
    await office.test(person, office.day);
    expect((await office.settle()).closed).toEqual({ participated: 1 });
    expect(await office.round(person)).toBe(`closed participated ${office.day}`);
    expect(await office.contacts(person)).toEqual([
      'invitation handed-over',
      'reminder-1 cancelled participated',
    ]);
  });

  it('before hand-over means that nobody had to be invited', async () => {
    const person = await office.invited({ handed: false });
    await office.test(person, office.day);
    await office.settle();
    expect(await office.round(person)).toBe('closed already-tested');
    expect(await office.contacts(person)).toEqual(['invitation cancelled already-tested']);
  });

  it('taken weeks before the round but reported after it began ends it too; one that was known does not', async () => {
    const late = await office.invited({ handed: false });
    const known = (await office.register({}))[0] ?? '';
    await office.test(known, '2026-02-01');
    office.later(1);
    await office.open(office.definition, [known]);
    await office.test(late, '2026-02-01');
    await office.settle();
    expect(await office.round(late)).toBe('closed already-tested');
    expect(await office.round(known)).toBe('open');
  });

  it.each([
    ['of a method that does not count', { method: 'colonoscopy' }],
    ['of another programme', { programme: 'breast' }],
  ])('%s ends nothing', async (_, more) => {
    const person = await office.invited();
    await office.test(person, office.day, more);
    await office.settle();
    expect(await office.round(person)).toBe('open');
  });

  it('that is voided before it was seen ends nothing', async () => {
    const person = await office.invited();
    await office.test(person, office.day, { ref: 'lab:seen-late' });
    await office.tell(person, { ref: 'lab:seen-late', void: true });
    await office.settle();
    expect(await office.round(person)).toBe('open');
  });
});

describe('whoever', () => {
  it.each([
    ['opts out for good', { kind: 'permanent' }],
    ['opts out until a date', { kind: 'until', until: '2030-01-01' }],
    ['declines this round', { kind: 'episode' }],
  ])('%s has no open round any more', async (_, refusal) => {
    const person = await office.invited();
    await office.tell(person, { programme: 'trial', from: office.day, ...refusal });
    await office.settle();
    expect(await office.round(person)).toBe('closed opted-out');
    expect(await office.contacts(person)).toEqual([
      'invitation handed-over',
      'reminder-1 cancelled opted-out',
    ]);
  });

  it.each([
    ['opts out of another programme', { programme: 'breast', kind: 'permanent' }],
    ['has taken it back', { kind: 'permanent', revoked: '2026-03-01', from: '2026-01-01' }],
    ['declined an earlier round', { kind: 'episode', from: '2026-01-15' }],
    ['will opt out one day', { kind: 'permanent', from: '2030-01-01' }],
  ])('%s keeps the round', async (_, refusal) => {
    const person = await office.invited();
    await office.tell(person, { programme: 'trial', from: office.day, ...refusal });
    await office.settle();
    expect(await office.round(person)).toBe('open');
  });

  it.each(['deceased', 'emigrated', 'deregistered', 'missing'])(
    'is %s has no open round any more',
    async (status) => {
      const person = await office.invited();
      await office.register({ identity: person, status, status_date: office.day });
      await office.settle();
      expect(await office.round(person)).toBe(`closed ${status}`);
    },
  );

  it('took part and then opted out or died has participated', async () => {
    const person = await office.invited();
    await office.test(person, office.day);
    await office.tell(person, { programme: 'trial', kind: 'permanent', from: office.day });
    await office.register({ identity: person, status: 'deceased', status_date: office.day });
    await office.settle();
    expect(await office.round(person)).toBe(`closed participated ${office.day}`);
  });

  it('becomes protected stands in no area any more, with a round from before', async () => {
    const person = await office.invited();
    await office.register({ identity: person, protection: 'protected' });
    await office.settle();
    const sql = 'SELECT municipality, is_protected FROM screening.episodes WHERE resident_id = $1';
    expect(await office.query(sql, [await office.residentOf(person)])).toEqual([
      { municipality: null, is_protected: true },
    ]);
  });
});

describe('an invitation that', () => {
  it.each(['returned', 'expired'] as const)(
    'is %s invited nobody: voided, and the person is due again',
    async (ends) => {
      const person = await office.invited();
      await office.invitationCame(person, ends);
      await office.settle();
      expect(await office.round(person)).toBe('closed undeliverable');
      expect(await office.ownEvents(person)).toEqual([]);
      expect(await office.contacts(person)).toEqual([
        'invitation handed-over',
        'reminder-1 cancelled undeliverable',
      ]);
      expect(await office.open(office.definition, [person])).toBe(1);
    },
  );

  it('expired but went out again on paper stands', async () => {
    const person = await office.invited();
    await office.invitationCame(person, 'expired');
    const resident = await office.residentOf(person);
    await office.query(
      `INSERT INTO screening.dispatches (contact_id, batch_id, chunk_id, attempt, channel, changed_at)
       SELECT contact_id, batch_id, chunk_id, 2, 'paper', changed_at FROM screening.dispatches
       WHERE contact_id = (SELECT id FROM screening.contacts WHERE resident_id = $1 AND kind = 'invitation')`,
      [resident],
      'kallelse_delivery',
    );
    await office.settle();
    expect(await office.round(person)).toBe('open');
  });

  it.each(['suppressed', 'cancelled'])(
    'was %s on its way ends the round for that reason, without an invitation',
    async (state) => {
      const person = await office.invited({ handed: false });
      const sql = `UPDATE screening.contacts SET state = $2, reason = 'why-not' WHERE resident_id = $1`;
      await office.query(sql, [await office.residentOf(person), state]);
      await office.settle();
      expect(await office.round(person)).toBe('closed why-not');
      expect(await office.ownEvents(person)).toEqual([`episode ${office.day} ${office.day}`]);
    },
  );

  it('nobody answers expires the day after its validity', async () => {
    const person = await office.invited();
    const [{ until } = { until: null }] = await office.rounds(person);
    office.day = plainDate(until ?? '');
    await office.settle();
    expect(await office.round(person)).toBe('open');
    office.later(1);
    await office.settle();
    expect(await office.round(person)).toBe('closed expired');
  });
});
