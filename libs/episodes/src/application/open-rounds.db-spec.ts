import { testDatabase } from '@test/support/database';
import { ScreeningOffice } from '../../spec/screening-office';

const db = testDatabase();
const office = new ScreeningOffice(db);
let definition: number;
beforeAll(async () => {
  definition = await office.define();
});

describe('opening rounds', () => {
  it('gives everybody of the selection one round, its first contact and the event of its being open', async () => {
    const people = await office.register({}, {});
    expect(await office.open(definition, people)).toBe(2);
    for (const person of people) {
      expect(await office.rounds(person)).toMatchObject([{ state: 'open', handed: null, until: null }]);
      expect(await office.contacts(person)).toEqual(['invitation waiting']);
      expect(await office.ownEvents(person)).toEqual(['episode 2026-03-02']);
    }
  });

  it('adds nothing for who has an open round in the programme, and says so in its count', async () => {
    const [first = '', second = ''] = await office.register({}, {});
    await office.open(definition, [first]);
    expect(await office.open(definition, [first, second])).toBe(1);
    expect(await office.rounds(first)).toHaveLength(1);
    expect(await office.contacts(first)).toEqual(['invitation waiting']);
  });

  it('cannot be got round: the database refuses a second open round, also when two come at once', async () => {
    const [person = ''] = await office.register({});
    const opened = await Promise.all([1, 2, 3].map(() => office.open(definition, [person])));
    expect(opened.reduce((sum, n) => sum + n, 0)).toBe(1);
    await expect(
      office.query(
        `INSERT INTO screening.episodes (resident_id, programme, definition_id, batch_id, is_protected, opened_on)
         SELECT resident_id, programme, definition_id, batch_id, false, opened_on FROM screening.episodes WHERE resident_id = $1`,
        [await office.residentOf(person)],
      ),
    ).rejects.toMatchObject({ constraint: 'episodes_one_open_round' });
  });

  it('leaves the round of another programme alone', async () => {
    const [person = ''] = await office.register({});
    await office.open(definition, [person]);
    const sql = `INSERT INTO screening.episodes (resident_id, programme, definition_id, batch_id, is_protected, opened_on)
      SELECT resident_id, 'other', definition_id, batch_id, false, opened_on FROM screening.episodes WHERE resident_id = $1`;
    await office.query(sql, [await office.residentOf(person)]);
    expect(await office.rounds(person)).toHaveLength(2);
  });

  it('keeps where somebody lived when it began, but of a protected resident no area at all', async () => {
    const [plain = '', hidden = ''] = await office.register({}, { protection: 'marked' });
    await office.open(definition, [plain, hidden]);
    await office.register({ identity: plain, event: 'change', municipality: '0182', since: '2026-03-01' });
    const areas = `SELECT municipality, is_protected FROM screening.episodes WHERE resident_id = $1`;
    const of = async (person: string) => office.query(areas, [await office.residentOf(person)]);
    expect(await of(plain)).toEqual([{ municipality: '0180', is_protected: false }]);
    expect(await of(hidden)).toEqual([{ municipality: null, is_protected: true }]);
  });
});

describe('enquiries', () => {
  it('are one a resident while one is open, whatever organs are asked for', async () => {
    const [person = ''] = await office.register({});
    expect(await office.enquire([person], ['cervix', 'prostate'])).toBe(1);
    expect(await office.enquire([person], ['breast'])).toBe(0);
    expect(await office.contacts(person)).toEqual(['enquiry waiting']);
  });

  it('become an event of every programme when handed over, and close when all that was asked is known', async () => {
    const [person = ''] = await office.register({});
    await office.enquire([person], ['cervix', 'prostate']);
    await office.handOver(person);
    await office.settle();
    expect(await office.ownEvents(person)).toEqual([`enquiry ${office.day}`]);
    await office.tell(person, { organ: 'cervix', state: 'present', source: 'self', effective: '2026-03-01' });
    expect((await office.settle()).enquiriesAnswered).toBe(0);
    await office.tell(person, {
      organ: 'prostate',
      state: 'absent',
      source: 'self',
      effective: '2026-03-01',
    });
    expect((await office.settle()).enquiriesAnswered).toBe(1);
    expect(await office.enquire([person])).toBe(1);
  });

  it('do not stand in the way of a round, nor a round in theirs', async () => {
    const [person = ''] = await office.register({});
    await office.enquire([person]);
    expect(await office.open(definition, [person])).toBe(1);
    expect(await office.contacts(person)).toEqual(['enquiry waiting', 'invitation waiting']);
  });

  it('close when nobody is there to answer any more', async () => {
    const [person = ''] = await office.register({});
    await office.enquire([person]);
    await office.handOver(person);
    await office.settle();
    await office.register({ identity: person, status: 'deceased', status_date: office.day });
    expect((await office.settle()).enquiriesAnswered).toBe(1);
  });

  it('that nobody answers for 90 days are listed for the office once, until they are answered', async () => {
    const [person = ''] = await office.register({});
    await office.enquire([person]);
    await office.handOver(person);
    const sql = `SELECT resolved_at IS NOT NULL AS resolved FROM screening.exceptions WHERE kind = 'enquiry-unanswered' AND resident_id = $1`;
    const listed = async () => office.query(sql, [await office.residentOf(person)]);
    office.later(89);
    await office.settle();
    expect(await listed()).toEqual([]);
    office.later(1);
    await office.settle();
    await office.settle();
    expect(await listed()).toEqual([{ resolved: false }]);
    await office.tell(person, {
      organ: 'cervix',
      state: 'absent',
      source: 'clinic',
      effective: '2026-03-01',
    });
    await office.settle();
    expect(await listed()).toEqual([{ resolved: true }]);
  });
});
