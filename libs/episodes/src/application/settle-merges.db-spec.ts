import { testDatabase } from '@test/support/database';
import { InvitedPeople } from '../../spec/invited-people';

const db = testDatabase();
const office = new InvitedPeople(db);
beforeAll(() => office.begin());

/** Two people in the register, the first with the lower id: it survives when they are found to be one. */
async function two(): Promise<[string, string]> {
  const [first = '', second = ''] = await office.register({}, {});
  return [first, second];
}

/** The register says that the second number replaces the first: both are one person. */
async function merge(first: string, second: string): Promise<void> {
  await office.register({ identity: second, replaces: first });
}

/** Undoes a merge in its table, as a split does. */
async function split(absorbed: number): Promise<void> {
  await office.query(
    `UPDATE screening.resident_merges SET split_at = $2, split_by = 'anna' WHERE absorbed_id = $1`,
    [absorbed, office.clock.now()],
    'kallelse_import',
  );
}

const outcomes = async (person: string): Promise<string[]> =>
  (await office.rounds(person)).map(({ state, reason }) => reason ?? state);

describe('two residents who are found to be one', () => {
  it('with two open rounds: the one handed over stays, the other is merged and what it had waiting cancelled', async () => {
    const [first, second] = await two();
    await office.open(office.definition, [first]);
    office.later(3);
    await office.open(office.definition, [second]);
    await office.handOver(second);
    await office.settle();
    await merge(first, second);
    await office.settle();
    expect(await outcomes(first)).toEqual(['merged', 'open']);
    expect(await office.contacts(first)).toEqual([
      'invitation cancelled merged',
      'invitation handed-over',
      'reminder-1 waiting',
    ]);
    expect(await office.residentOf(second)).toBe(await office.residentOf(first));
  });

  it.each([
    ['both handed over: the one handed over first stays', true],
    ['neither: the one opened first stays', false],
  ])('%s', async (_, handed) => {
    const [first, second] = await two();
    for (const person of [second, first]) {
      await office.open(office.definition, [person]);
      if (handed) await office.handOver(person);
      await office.settle();
      office.later(1);
    }
    await merge(first, second);
    await office.settle();
    const rounds = await office.rounds(first);
    expect(rounds.map(({ reason, state }) => reason ?? state)).toEqual(['open', 'merged']);
  });

  it('keep one open round, however often it is settled, and one round event', async () => {
    const [first, second] = await two();
    await office.open(office.definition, [first, second]);
    await merge(first, second);
    await office.settle();
    const settled = await office.rounds(first);
    expect(await office.settle()).toMatchObject({ merged: 0, closed: {}, corrected: 0 });
    expect(await office.rounds(first)).toEqual(settled);
    expect(settled.filter(({ state }) => state === 'open')).toHaveLength(1);
    expect(await office.ownEvents(first)).toEqual([
      `episode ${office.day}`,
      `episode ${office.day} ${office.day}`,
    ]);
  });

  it('have their rounds and enquiries in their new name: a test of either ends the round', async () => {
    const [first, second] = await two();
    await office.open(office.definition, [second]);
    await office.handOver(second);
    await merge(first, second);
    await office.settle();
    await office.test(first, office.day);
    await office.settle();
    expect(await outcomes(first)).toEqual(['participated']);
  });

  it('of two open enquiries keep the one handed over', async () => {
    const [first, second] = await two();
    await office.enquire([first, second]);
    await office.query(
      `UPDATE screening.contacts SET state = 'handed-over', handed_over_on = $2 WHERE resident_id = $1`,
      [await office.residentOf(second), office.day],
    );
    await merge(first, second);
    await office.settle();
    expect(await office.contacts(first)).toEqual(['enquiry cancelled merged', 'enquiry handed-over']);
    expect(await office.enquire([first])).toBe(0);
  });

  it('what a worker has in a chunk already is left to its gate', async () => {
    const [first, second] = await two();
    await office.open(office.definition, [first]);
    await office.open(office.definition, [second]);
    await office.query(
      `WITH chunk AS (INSERT INTO screening.chunks (batch_id, kind, created_at)
         SELECT max(batch_id), 'send', $2 FROM screening.contacts WHERE resident_id = $1 RETURNING id)
       UPDATE screening.contacts SET chunk_id = chunk.id FROM chunk WHERE resident_id = $1`,
      [await office.residentOf(second), office.clock.now()],
    );
    await merge(first, second);
    await office.settle();
    expect(await outcomes(first)).toEqual(['open', 'merged']);
    expect(await office.contacts(first)).toEqual(['invitation waiting', 'invitation waiting']);
  });

  it('of three, one after another, end with one open round under the oldest id', async () => {
    const [first, second] = await two();
    const [third = ''] = await office.register({});
    await office.open(office.definition, [third, second, first]);
    await merge(second, third);
    await merge(first, second);
    await office.settle();
    const rounds = await office.rounds(third);
    expect(rounds.map(({ reason, state }) => reason ?? state).sort((a, b) => a.localeCompare(b))).toEqual([
      'merged',
      'merged',
      'open',
    ]);
    expect(await office.residentOf(third)).toBe(Math.min(...rounds.map(({ resident }) => resident)));
  });

  it('and are then split: each has the rounds back that were theirs', async () => {
    const [first, second] = await two();
    await office.open(office.definition, [second]);
    const [ours, theirs] = [await office.residentOf(first), await office.residentOf(second)];
    await merge(first, second);
    await office.settle();
    await office.handOver(first);
    await office.settle();
    await split(theirs);
    await office.settle();
    const owners = await office.query(
      'SELECT resident_id FROM screening.episodes WHERE resident_id IN ($1, $2)',
      [ours, theirs],
    );
    expect(owners).toEqual([{ resident_id: theirs }]);
    const events = await office.query(
      `SELECT DISTINCT resident_id, type, until_date FROM screening.events WHERE resident_id IN ($1, $2) AND superseded_at IS NULL ORDER BY type`,
      [ours, theirs],
    );
    expect(events).toEqual(
      ['episode', 'invitation'].map((type) => ({ resident_id: theirs, type, until_date: null })),
    );
  });
});
