import { testEnvironment } from '@test/support/environment';
import { InboxOfTests } from '@test/support/simulated-inbox';
import { setTimeout as delay } from 'node:timers/promises';
import { deliveryOffice } from '../../spec/delivery-office';
import { inboxAt } from '../../spec/inbox-at';
import { dispatchKey } from '../domain/digital-channel';
import { DELIVERY_JOBS } from '../application/jobs';
import type { Inbox1177 } from './inbox/inbox-1177';

jest.setTimeout(120_000);

const office = deliveryOffice();
let inbox: InboxOfTests;
const channel = (timeoutMs = 5000): Inbox1177 => inboxAt(inbox.url, { timeoutMs });

beforeAll(async () => {
  inbox = await InboxOfTests.start({ noAccountRate: 0 });
  await office.begin();
});
afterAll(() => inbox.stop());

async function released(people = 5): Promise<{ batch: number; chunk: number }> {
  await office.register(...Array.from({ length: people }, () => ({})));
  const batch = await office.released();
  return { batch, chunk: (await office.chunksOf(batch))[0] ?? 0 };
}

/** Takes a lease and lets it run out, as a process does that stands still. */
async function staleLease(chunk: number) {
  const lease = await office.leases.take(chunk);
  if (!lease) throw new Error('the chunk is not free');
  await office.expireLeases();
  return lease;
}

describe('the lease of a chunk', () => {
  it('is given to one worker at a time', async () => {
    const { chunk } = await released();
    const taken = await Promise.all([1, 2, 3, 4].map(() => office.leases.take(chunk)));
    expect(taken.filter((lease) => lease !== undefined)).toHaveLength(1);
  });

  it('is taken over once it has run out, under a higher fence', async () => {
    const { chunk } = await released();
    const first = await staleLease(chunk);
    const second = await office.leases.take(chunk);
    expect(second?.fence).toBe(first.fence + 1);
    expect(await office.leases.take(chunk)).toBeUndefined();
  });

  it('lets nothing be written any more by a worker that has lost it', async () => {
    const { batch, chunk } = await released();
    const first = await staleLease(chunk);
    const second = await office.leases.take(chunk);
    const write = jest.fn();
    await expect(office.leases.holding(first, write)).rejects.toMatchObject({ code: 'LEASE_LOST' });
    expect(write).not.toHaveBeenCalled();
    await office.db.databases.transaction('kallelse_delivery', (tx) => office.leases.end(tx, first, 'done'));
    expect(await office.chunksOf(batch)).toEqual([chunk]);
    await expect(office.leases.holding(second ?? first, () => Promise.resolve('written'))).resolves.toBe(
      'written',
    );
  });

  it('that ran out is made ready by the sweep, under a new generation', async () => {
    const { batch, chunk } = await released();
    await staleLease(chunk);
    const [before] = await office.worker().open(batch);
    await office.worker().sweep();
    const [after] = await office.worker().open(batch);
    expect(after).toMatchObject({
      id: chunk,
      leasedSeconds: null,
      generation: (before?.generation ?? 0) + 1,
    });
  });

  it('that is lost while messages are under way sends each once, whoever writes down the answers', async () => {
    const { batch, chunk } = await released();
    const earlier = await inbox.counts();
    await inbox.behave({ slowMs: 1500 });
    const slow = office.worker({ inbox: channel() }).work(chunk);
    const lost = expect(slow).rejects.toMatchObject({ code: 'LEASE_LOST' });
    while ((await office.dispatches(batch)).every(({ state }) => state !== 'dispatching')) await delay(20);
    await office.expireLeases();
    await office.worker({ inbox: channel() }).work(chunk);
    await lost;
    await inbox.behave({ slowMs: 0 });
    await office.workAgain(batch, office.worker({ inbox: channel() }));
    expect(await office.standing(batch)).toEqual(['handed-over: 5']);
    const { delivered, twice } = await inbox.counts();
    expect({ delivered: delivered - earlier.delivered, twice }).toEqual({ delivered: 5, twice: 0 });
  });

  it('makes two workers on the same chunk send once', async () => {
    const { batch, chunk } = await released();
    const earlier = await inbox.counts();
    await Promise.all([1, 2].map(() => office.worker({ inbox: channel() }).work(chunk)));
    await office.workAgain(batch, office.worker({ inbox: channel() }));
    const { requests, twice } = await inbox.counts();
    expect({ requests: requests - earlier.requests, twice }).toEqual({ requests: 5, twice: 0 });
    expect(await office.standing(batch)).toEqual(['handed-over: 5']);
  });
});

const { redisUrl } = testEnvironment;
/** PostgreSQL always, Redis where TEST_REDIS_URL names one. */
const BACKENDS = ['PostgreSQL', ...(redisUrl === undefined ? [] : ['Redis'])];

describe.each(BACKENDS)('jobs on %s', (name) => {
  it('bring a batch out of the house once, with two workers and every chunk woken twice', async () => {
    const backend = office.backendOf(name === 'Redis' ? redisUrl : undefined);
    const queues = [1, 2].map(() => office.queues(backend));
    const workers = queues.map((queue) => office.worker({ inbox: channel() }, queue));
    queues.forEach((queue, i) =>
      DELIVERY_JOBS.forEach((job) =>
        queue.handle(job, ({ chunk }) => workers[i]?.work(chunk) ?? Promise.resolve()),
      ),
    );
    const { batch } = await released(20);
    await Promise.all(queues.map((queue) => queue.start()));
    await Promise.all(workers.map((worker) => worker.wake(batch)));
    while ((await office.chunksOf(batch)).length > 0) await delay(50);
    expect(await office.standing(batch)).toEqual(['handed-over: 20']);
    const requests = await inbox.requests();
    const tries = (await office.dispatches(batch)).map(({ id }) => requests[dispatchKey(id)]);
    expect(tries).toEqual(Array<number>(20).fill(1));
  });
});
