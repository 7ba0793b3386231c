import { InboxOfTests } from '@test/support/simulated-inbox';
import { anna, deliveryOffice } from '../../spec/delivery-office';
import { inboxAt } from '../../spec/inbox-at';
import type { PauseScope } from './sending-switch';

jest.setTimeout(60_000);

const office = deliveryOffice();
let inbox: InboxOfTests;

beforeAll(async () => {
  inbox = await InboxOfTests.start({ noAccountRate: 0 });
  await office.begin();
});
afterAll(() => inbox.stop());

const inboxWorker = () => office.worker({ inbox: inboxAt(inbox.url) });

async function released(): Promise<number> {
  await office.register({}, {});
  return office.released();
}

describe('sending', () => {
  it.each<[PauseScope, (batch: number) => string, string]>([
    ['everything', () => '', 'waiting: 2'],
    ['programme', () => 'trial', 'waiting: 2'],
    ['batch', String, 'waiting: 2'],
    ['channel', () => 'paper', 'waiting: 2'],
  ])('paused by %s holds what it names, and goes on when resumed', async (scope, valueOf, stand) => {
    const batch = await released();
    await office.switch.pause(scope, valueOf(batch), 'a check', anna);
    await office.work(batch);
    expect(await office.standing(batch)).toEqual([stand]);
    await office.switch.resume(scope, valueOf(batch), anna);
    await office.workAgain(batch);
    expect(await office.standing(batch)).toEqual(['handed-over: 2']);
  });

  it('paused sends no message again that was under way', async () => {
    await inbox.behave({ failRate: 1 });
    const batch = await released();
    await office.work(batch, inboxWorker());
    await inbox.behave({ failRate: 0 });
    await office.switch.pause('channel', '1177', 'a check', anna);
    const before = (await inbox.counts()).requests;
    await office.workAgain(batch, inboxWorker());
    expect((await inbox.counts()).requests).toBe(before);
    await office.switch.resume('channel', '1177', anna);
    await office.workAgain(batch, inboxWorker());
    expect(await office.standing(batch)).toEqual(['handed-over: 2']);
  });
});
