import { testDatabase } from '@test/support/database';
import { InvitedPeople } from '../../spec/invited-people';

const db = testDatabase();
const office = new InvitedPeople(db);
beforeAll(() => office.begin());

describe('a test that is reported, corrected or annulled after the round ended', () => {
  it('is participation when it was taken while the round was valid, however late', async () => {
    const person = await office.invited();
    const sampled = office.later(150);
    office.later(100);
    await office.settle();
    expect(await office.round(person)).toBe('closed expired');
    await office.test(person, sampled);
    expect(await office.settle()).toMatchObject({ corrected: 1, closed: {} });
    expect(await office.round(person)).toBe(`closed participated ${sampled}`);
  });

  it('is none when it was taken after the round was over, expired or not yet seen to be', async () => {
    const [seen, unseen] = [await office.invited(), await office.invited()];
    office.later(250);
    await office.test(unseen, office.day);
    await office.settle();
    await office.test(seen, office.day);
    expect(await office.settle()).toMatchObject({ corrected: 0 });
    expect([await office.round(seen), await office.round(unseen)]).toEqual([
      'closed expired',
      'closed expired',
    ]);
  });

  it('opens the round again when it was annulled, with its reminder and its event', async () => {
    const person = await office.invited();
    await office.test(person, office.day, { ref: 'lab:void' });
    await office.settle();
    await office.tell(person, { ref: 'lab:void', void: true });
    expect(await office.settle()).toMatchObject({ corrected: 1, closed: {} });
    expect(await office.round(person)).toBe('open');
    expect(await office.contacts(person)).toEqual(['invitation handed-over', 'reminder-1 waiting']);
    expect(await office.ownEvents(person)).toEqual([`episode ${office.day}`, `invitation ${office.day}`]);
  });

  it('lets the round expire when it was annulled after its validity', async () => {
    const person = await office.invited();
    await office.test(person, office.day, { ref: 'lab:old' });
    await office.settle();
    office.later(300);
    await office.tell(person, { ref: 'lab:old', void: true });
    await office.settle();
    expect(await office.round(person)).toBe('closed expired');
  });

  it('leaves an earlier round closed when another has come after it', async () => {
    const person = await office.invited();
    await office.test(person, office.day, { ref: 'lab:earlier' });
    await office.settle();
    await office.open(office.definition, [person]);
    await office.tell(person, { ref: 'lab:earlier', void: true });
    await office.settle();
    expect(await office.rounds(person)).toMatchObject([
      { state: 'closed', reason: 'result-voided', participated: null },
      { state: 'open' },
    ]);
  });

  it('moves participation to the day it is corrected to', async () => {
    const person = await office.invited();
    const wrong = office.later(10);
    await office.test(person, wrong, { ref: 'lab:day' });
    await office.settle();
    const right = office.later(5);
    await office.test(person, right, { ref: 'lab:day' });
    await office.settle();
    expect(await office.round(person)).toBe(`closed participated ${right}`);
  });

  it('does not make a round of one that came back undeliverable', async () => {
    const person = await office.invited();
    await office.invitationCame(person, 'returned');
    await office.settle();
    await office.test(person, office.day);
    await office.settle();
    expect(await office.round(person)).toBe('closed undeliverable');
  });
});
