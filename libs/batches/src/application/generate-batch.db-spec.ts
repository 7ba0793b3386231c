import { setTimeout as delay } from 'node:timers/promises';
import { PROGRAMME_ENTITIES } from '@kallelse/programmes';
import { testDatabase } from '@test/support/database';
import { anna, BatchOffice } from '../../spec/batch-office';
import { BatchEntity } from '../infra/batch.entity';

const db = testDatabase({ entities: [...PROGRAMME_ENTITIES, BatchEntity] });
const office = new BatchOffice(db);
beforeAll(() => office.inForce({ lastCall: { beforeAge: 75 } }));

/** Nobody from an earlier test is due. */
beforeEach(async () => {
  await office.query(
    `UPDATE screening.episodes SET state = 'closed', closed_on = opened_on, close_reason = 'over' WHERE state = 'open'`,
  );
  await office.nobodyIsDue();
});

const ids = (people: readonly string[]): Promise<number[]> =>
  Promise.all(people.map((person) => office.residentOf(person)));
const nobody = (n: number) => Array.from({ length: n }, () => ({}));
const counted = async (id: number) =>
  office.query(
    `SELECT (SELECT count(*) FROM screening.contacts WHERE batch_id = $1) AS contacts,
       (SELECT count(*) FROM screening.episodes WHERE batch_id = $1) AS rounds`,
    [id],
  );

describe('generating', () => {
  it('makes a round and a contact for everybody selected; again it adds nothing', async () => {
    await office.register(...nobody(3));
    const id = await office.approved();
    expect((await office.generating.run(id, anna)).generated).toBe(3);
    expect((await office.generating.run(id, anna)).generated).toBe(3);
    expect(await counted(id)).toEqual([{ contacts: 3, rounds: 3 }]);
  });

  it('by two at once is done once', async () => {
    await office.register(...nobody(3));
    const id = await office.approved();
    const both = await Promise.all([1, 2].map(() => office.generating.run(id, anna)));
    expect(both.map(({ generated }) => generated)).toEqual([3, 3]);
    expect(await counted(id)).toEqual([{ contacts: 3, rounds: 3 }]);
  });

  it('of two batches at once gives nobody two rounds, and each counts its own', async () => {
    await office.register(...nobody(4));
    const [one, two] = [await office.approved(), await office.approved()];
    const both = await Promise.all([one, two].map((id) => office.generating.run(id, anna)));
    expect(both.reduce((sum, { generated }) => sum + generated, 0)).toBe(4);
    for (const { batch, generated } of both)
      expect(await counted(batch.id)).toEqual([{ contacts: generated, rounds: generated }]);
  });

  it('decides on facts as they are now, not as the preview saw them', async () => {
    const [refuses = '', stays = ''] = await office.register({}, {});
    const id = await office.approved();
    await office.tell(refuses, { programme: 'trial', kind: 'permanent', from: office.day });
    const [joins = ''] = await office.register({});
    await office.generating.run(id, anna);
    expect(await office.residentsIn(id)).toEqual(await ids([stays, joins]));
  });

  it('goes back to approval when more has changed than the band allows, and leaves nothing', async () => {
    await office.register({});
    const id = await office.approved();
    await office.register(...nobody(11));
    await expect(office.generating.run(id, anna)).rejects.toMatchObject({ code: 'BATCH_CHANGED' });
    expect(await office.batches.get(id)).toMatchObject({
      state: 'planned',
      approver: null,
      approvedAt: null,
    });
    expect(await counted(id)).toEqual([{ contacts: 0, rounds: 0 }]);
    expect(await office.preview(id)).toMatchObject({ selected: 12 });
  });

  it('that is killed in the middle leaves nothing, and can be done again', async () => {
    await office.register(...nobody(3));
    const id = await office.approved();
    const source = await db.databases.source('kallelse_generate');
    const holder = source.createQueryRunner();
    await holder.startTransaction();
    await holder.query('LOCK TABLE screening.contacts IN SHARE MODE'); // the rounds go in, their contacts wait
    const generating = office.generating.run(id, anna).then(
      () => 'done',
      () => 'killed',
    );
    const waiting = `SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database() AND usename = 'kallelse_generate'`;
    while ((await office.query(waiting)).length === 0) await delay(20);
    await office.query(`SELECT pg_terminate_backend(pid) FROM (${waiting}) AS waiting`);
    expect(await generating).toBe('killed');
    await holder.rollbackTransaction();
    await holder.release();
    expect(await counted(id)).toEqual([{ contacts: 0, rounds: 0 }]);
    expect(await office.batches.get(id)).toMatchObject({ state: 'approved', generated: null });
    expect((await office.generating.run(id, anna)).generated).toBe(3);
  });

  it('goes back to approval when another version of the rules is in force', async () => {
    await office.register({});
    const id = await office.approved();
    office.later(1);
    await office.inForce({ version: '2026.2', validFrom: office.day, lastCall: { beforeAge: 75 } });
    await expect(office.generating.run(id, anna)).rejects.toThrow('another version');
    expect(await office.batches.get(id)).toMatchObject({ state: 'planned' });
  });
});

describe('the capacity limit', () => {
  const OLD = '1951-04-01'; // 75 within three months of March 2026

  it('lets last calls through beside it, then who was never tested, then the longest overdue', async () => {
    const [recent = '', long = '', never = '', last = ''] = await office.register(...nobody(3), {
      identity: office.number(),
      birth_date: OLD,
    });
    await office.test(recent, '2024-02-01');
    await office.test(long, '2020-02-01');
    await office.test(last, '2024-02-15');
    const select = async (capacity: number) => {
      const id = await office.planned({ capacity });
      expect(await office.preview(id)).toMatchObject({ lastCall: 1, selected: capacity + 1 });
      await office.batches.submit(id, anna);
      await office.batches.approve(id, { user: 'bo' });
      await office.generating.run(id, anna);
      return office.residentsIn(id);
    };
    expect(await select(1)).toEqual(await ids([never, last]));
    await office.query(
      `UPDATE screening.episodes SET state = 'closed', closed_on = opened_on, close_reason = 'over' WHERE state = 'open'`,
    );
    expect(await select(2)).toEqual(await ids([long, never, last]));
  });

  it('draws among equals by the seed, so that the same seed selects the same people and another others', async () => {
    await office.register(...nobody(12));
    const hashOf = async (seed: string) =>
      (await office.preview(await office.planned({ capacity: 4, seed }))).selectedHash;
    expect(await hashOf('a')).toBe(await hashOf('a'));
    const hashes = await Promise.all(['a', 'b', 'c'].map(hashOf));
    expect(new Set(hashes).size).toBe(3);
  });
});
