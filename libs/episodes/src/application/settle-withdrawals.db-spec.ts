import { testDatabase } from '@test/support/database';
import { InvitedPeople } from '../../spec/invited-people';
import { PROGRAMME } from '../../spec/screening-office';

const db = testDatabase();
const office = new InvitedPeople(db);
beforeAll(() => office.begin());

const withdraw = (definition: number) =>
  office.query(
    `UPDATE screening.definitions SET state = 'withdrawn', withdrawn_by = 'bo', withdrawn_at = $2, withdrawn_reason = 'wrong age' WHERE id = $1`,
    [definition, office.clock.now()],
    'kallelse_app',
  );

it('rules withdrawn: an invitation not sent is cancelled and its round closes; a round under way gets no reminder', async () => {
  const unsent = await office.invited({ handed: false });
  const invited = await office.invited();
  await withdraw(office.definition);
  expect((await office.settle()).stopped).toBe(2);
  expect(await office.round(unsent)).toBe('closed rules-withdrawn');
  expect(await office.contacts(unsent)).toEqual(['invitation cancelled rules-withdrawn']);
  expect(await office.round(invited)).toBe('open');
  expect(await office.contacts(invited)).toEqual([
    'invitation handed-over',
    'reminder-1 cancelled rules-withdrawn',
  ]);
  expect((await office.settle()).stopped).toBe(0);
});

it('rules withdrawn stop nothing of rounds under other rules', async () => {
  const other = await office.define({ ...PROGRAMME, version: '2026.2', validFrom: '2026-02-01' });
  const [person = ''] = await office.register({});
  await office.open(other, [person]);
  await office.settle();
  expect(await office.contacts(person)).toEqual(['invitation waiting']);
});
