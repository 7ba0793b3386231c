import { InboxOfTests } from '@test/support/simulated-inbox';
import { deliveryOffice } from '../../spec/delivery-office';
import { inboxAt } from '../../spec/inbox-at';

jest.setTimeout(120_000);

const CALM = { noAccountRate: 0, busyRate: 0 };
const office = deliveryOffice();
let inbox: InboxOfTests;

const worker = (perSecond?: number) =>
  office.worker({ inbox: inboxAt(inbox.url), ...(perSecond === undefined ? {} : { perSecond }) });

beforeAll(async () => {
  inbox = await InboxOfTests.start(CALM);
  await office.begin();
});
beforeEach(async () => {
  await inbox.behave(CALM);
  await office.asDelivery(
    `UPDATE screening.providers SET failures = 0, rests_until = NULL, next_at = '-infinity'`,
  );
});
afterAll(() => inbox.stop());

async function released(people: number): Promise<number> {
  await office.register(...Array.from({ length: people }, () => ({})));
  return office.released();
}

/** Works each chunk of a batch once, as a worker does that is woken for it. */
async function workOnce(batch: number, perSecond?: number): Promise<void> {
  for (const id of await office.chunksOf(batch)) await worker(perSecond).work(id);
}

/** How many requests came while something was done. */
async function requestsDuring(work: () => Promise<void>): Promise<number> {
  const before = (await inbox.counts()).requests;
  await work();
  return (await inbox.counts()).requests - before;
}

const codesOf = async (batch: number): Promise<unknown[]> =>
  (await worker().open(batch)).map(({ errorCode, attempts }) => [errorCode, attempts]);

async function failThrice(): Promise<void> {
  await inbox.behave({ busyRate: 1 });
  for (let n = 0; n < 3; n++) await workOnce(await released(1));
}

/** It took nothing three times in a row, and has rested. */
async function hasRested(): Promise<void> {
  await office.asDelivery(`UPDATE screening.providers SET failures = 3, rests_until = clock_timestamp()`);
}

describe('a service that took nothing three times in a row', () => {
  it('is left alone', async () => {
    await failThrice();
    const batch = await released(2);
    expect(await requestsDuring(() => workOnce(batch))).toBe(0);
    expect(await codesOf(batch)).toEqual([['PROVIDER_RESTING', 1]]);
  });

  it('is tried by one message when its rest is over, and rests longer if it takes nothing', async () => {
    await inbox.behave({ busyRate: 1 });
    const batch = await released(3);
    await hasRested();
    await workOnce(batch);
    const dispatches = await office.dispatches(batch);
    expect(dispatches.filter(({ state }) => state === 'failed')).toHaveLength(1);
    const [row] = await office.asDelivery<{ failures: number; rests: boolean }>(
      `SELECT failures, rests_until > clock_timestamp() AS rests FROM screening.providers WHERE name = '1177'`,
    );
    expect(row).toEqual({ failures: 4, rests: true });
  });

  it('gets everything once it has taken the one', async () => {
    const batch = await released(3);
    await hasRested();
    await workOnce(batch);
    expect(await office.standing(batch)).toEqual(['handed-over: 3']);
  });

  it('is tried at once when somebody asks for it', async () => {
    const batch = await released(1);
    await office.asDelivery(
      `UPDATE screening.providers SET failures = 3, rests_until = clock_timestamp() + interval '1 hour'`,
    );
    await office.workAgain(batch, worker());
    expect(await office.standing(batch)).toEqual(['handed-over: 1']);
  });
});

describe('messages to a service that takes so many a second', () => {
  it('are given their turns one after the other', async () => {
    const [start] = await office.asDelivery<{ at: Date }>('SELECT clock_timestamp() AS at');
    const batch = await released(5);
    await workOnce(batch, 5);
    expect(await office.standing(batch)).toEqual(['handed-over: 5']);
    const [row] = await office.asDelivery<{ seconds: number }>(
      `SELECT extract(epoch FROM next_at - $1)::float8 AS seconds FROM screening.providers WHERE name = '1177'`,
      [start?.at],
    );
    expect(row?.seconds).toBeGreaterThanOrEqual(1);
  });

  it('whose turn is far off are not under way yet, and this is no trouble', async () => {
    await office.asDelivery(`UPDATE screening.providers SET next_at = clock_timestamp() + interval '1 hour'`);
    const batch = await released(2);
    expect(await requestsDuring(() => workOnce(batch, 5))).toBe(0);
    expect(await codesOf(batch)).toEqual([['PROVIDER_BUSY', 0]]);
    expect((await office.dispatches(batch)).map(({ state }) => state)).toEqual(['planned', 'planned']);
  });
});
