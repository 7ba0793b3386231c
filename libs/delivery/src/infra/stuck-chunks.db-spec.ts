import { ImportReference } from '@kallelse/population';
import { InboxOfTests } from '@test/support/simulated-inbox';
import { file } from '../../../population/spec/register-file';
import { anna, bo, deliveryOffice } from '../../spec/delivery-office';
import { inboxAt } from '../../spec/inbox-at';
import { RetryStuck } from '../application/retry-stuck';

jest.setTimeout(120_000);

const office = deliveryOffice();
let inbox: InboxOfTests;

beforeAll(async () => {
  inbox = await InboxOfTests.start({ noAccountRate: 0 });
  await office.begin();
});
afterAll(() => inbox.stop());

const worker = () => office.worker({ inbox: inboxAt(inbox.url) });

interface Listed {
  readonly id: number;
  readonly subject: string;
  readonly details: { readonly batch: number; readonly code: string };
}

const stuck = (): Promise<Listed[]> =>
  office.query<Listed>(
    `SELECT id, subject, details FROM screening.exceptions WHERE kind = 'sending-stuck' AND resolved_at IS NULL`,
  );

async function released(): Promise<{ batch: number; chunk: number }> {
  await office.register({});
  const batch = await office.released();
  const [chunk = 0] = await office.chunksOf(batch);
  return { batch, chunk };
}

/** What the time between tries does. */
const rested = (): Promise<unknown> =>
  office.asDelivery(`UPDATE screening.chunks SET not_before = NULL WHERE state = 'ready'`);

describe('a part of a batch in trouble for long', () => {
  it('is listed once, with the cause, tried when asked for, and leaves the list when it is through', async () => {
    const { batch, chunk } = await released();
    await office.asDelivery(`UPDATE screening.chunks SET attempts = 5 WHERE id = $1`, [chunk]);
    await inbox.behave({ busyRate: 1 });
    await worker().work(chunk);
    await worker().sweep();
    await worker().sweep();
    const listed = await stuck();
    expect(listed).toMatchObject([
      { subject: `chunk ${chunk}`, details: { batch, code: 'PROVIDER_HTTP_503' } },
    ]);
    await inbox.behave({ busyRate: 0 });
    const retry = new RetryStuck(office.db.databases, office.audit);
    expect(await retry.run(String(listed[0]?.id), anna)).toEqual({ batch, chunk });
    await worker().work(chunk);
    expect(await office.standing(batch)).toEqual(['handed-over: 1']);
    await worker().sweep();
    expect(await stuck()).toEqual([]);
    await expect(retry.run(String(listed[0]?.id), anna)).rejects.toMatchObject({
      code: 'EXCEPTION_NOT_STUCK',
    });
  });

  it('because workers die over it rests longer each time, so that it does not take them all', async () => {
    const { chunk } = await released();
    for (let death = 0; death < 6; death++) {
      expect(await office.leases.take(chunk)).toMatchObject({ attempts: death + 1 });
      await office.expireLeases();
      await worker().wake();
    }
    expect(await office.leases.take(chunk)).toBeUndefined();
    await worker().sweep();
    expect(await stuck()).toMatchObject([{ details: { code: 'WORKER_DIED' } }]);
    await rested();
    await worker().work(chunk);
    await worker().sweep();
    expect(await stuck()).toEqual([]);
  });

  it.each(['0', 'x', '999'])('is not found under the name %s', async (name) => {
    const retry = new RetryStuck(office.db.databases, office.audit);
    await expect(retry.run(name, anna)).rejects.toMatchObject({ code: 'EXCEPTION_NOT_STUCK' });
  });
});

describe('a letter that could not be made', () => {
  it('goes out by itself when the register has a new record of the person', async () => {
    await office.nobodyIsDue();
    const [identity = ''] = await office.register({ given_names: '', family_name: '' });
    const batch = await office.released();
    await office.work(batch);
    expect(await office.standing(batch)).toEqual([expect.stringMatching(/^held /)]);
    await worker().sweep();
    expect(await office.standing(batch)).toEqual([expect.stringMatching(/^held /)]);
    office.later(1);
    await office.register({ identity, given_names: 'Prov', family_name: 'Provsson' });
    await worker().sweep();
    await office.releasingDue.run();
    await office.workAgain(batch);
    expect(await office.standing(batch)).toEqual(['handed-over: 1']);
  });

  it('is tried again when its batch is released again, and held again if nothing has changed', async () => {
    await office.nobodyIsDue();
    await office.register({ region: '12', municipality: '1280', district: '1280R001' });
    const batch = await office.released();
    await office.work(batch);
    const [held] = await office.standing(batch);
    expect(held).toMatch(/^held /);
    await office.releasing.run(batch, bo);
    await office.workAgain(batch);
    expect(await office.standing(batch)).toEqual([held]);
    const unit =
      'id,name,kind,region,phone,hours,return_address,programmes\n' +
      'u12,Kallelsekansliet,office,12,040-465 004 00,mån–fre 8–16,"Kallelsekansliet, Box 12, 990 00 Provstad",trial\n';
    await new ImportReference(office.db.databases, office.clock, office.audit).run('units', file(unit), anna);
    await office.releasing.run(batch, bo);
    await office.workAgain(batch);
    expect(await office.standing(batch)).toEqual(['handed-over: 1']);
  });
});
