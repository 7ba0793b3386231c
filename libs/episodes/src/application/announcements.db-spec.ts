import { parseDefinition } from '@kallelse/eligibility';
import { testDatabase } from '@test/support/database';
import { InvitedPeople } from '../../spec/invited-people';
import { PROGRAMME } from '../../spec/screening-office';

const db = testDatabase();
const office = new InvitedPeople(db);
const ANNOUNCED = {
  ...PROGRAMME,
  steps: [
    { id: 'information', template: 'trial-information', announces: true },
    { id: 'invitation', after: 'P14D', template: 'trial-invitation' },
    { id: 'reminder-1', after: 'P60D', template: 'trial-reminder' },
    { id: 'last-offer', after: 'P120D', template: 'trial-reminder' },
  ],
};
beforeAll(async () => {
  office.definition = await office.define(ANNOUNCED);
});

/** Somebody whose announcement has left the house. */
async function announced(): Promise<string> {
  const [person = ''] = await office.register({});
  await office.open(office.definition, [person], ANNOUNCED);
  await office.handOver(person);
  await office.settle();
  return person;
}

describe('an announcement', () => {
  it('begins no round: the invitation does, some weeks after it, and the rest counts from there', async () => {
    const person = await announced();
    expect(await office.contacts(person)).toEqual(['information handed-over', 'invitation waiting']);
    expect(await office.rounds(person)).toMatchObject([{ state: 'open', handed: null }]);
    expect((await office.ownEvents(person)).filter((event) => event.startsWith('invitation'))).toEqual([]);
    office.later(13);
    await office.handOver(person);
    expect(await office.contacts(person)).toEqual(['information handed-over', 'invitation waiting']);
    const day = office.later(1);
    await office.handOver(person);
    await office.settle();
    await office.settle();
    expect(await office.rounds(person)).toMatchObject([{ handed: day }]);
    expect(await office.contacts(person)).toEqual([
      ...['information handed-over', 'invitation handed-over'],
      ...['reminder-1 waiting', 'last-offer waiting'],
    ]);
    expect(await office.ownEvents(person)).toContain(`invitation ${day}`);
  });

  it('is followed by no invitation when the person declines', async () => {
    const person = await announced();
    await office.tell(person, { programme: 'trial', kind: 'permanent', from: office.day });
    await office.settle();
    expect(await office.round(person)).toBe('closed opted-out');
    expect(await office.contacts(person)).toEqual([
      'information handed-over',
      'invitation cancelled opted-out',
    ]);
  });

  it.each([
    ['alone', [ANNOUNCED.steps[0]]],
    ['later on', [ANNOUNCED.steps[1], { ...ANNOUNCED.steps[0], after: 'P1D' }]],
  ])('cannot stand %s', (_, steps) => {
    const first = { ...(steps[0] as object), after: undefined };
    expect(parseDefinition({ ...PROGRAMME, steps: [first, ...steps.slice(1)] }).ok).toBe(false);
  });
});
