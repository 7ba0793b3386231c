import { plainDate, type PlainDate } from '@kallelse/kernel';
import { InboxOfTests } from '@test/support/simulated-inbox';
import { anna, DeliveryOffice, deliveryOffice } from '../../spec/delivery-office';
import { inboxAt } from '../../spec/inbox-at';
import { FollowMessages, type FollowCounts } from './follow-messages';

jest.setTimeout(120_000);

const START = plainDate('2026-03-02');
/** The last day on which a message of the first day may still be read, and the day on which it goes on paper. */
const LAST_DAY = plainDate('2026-03-15');
const DUE = plainDate('2026-03-16');
const AFTER = plainDate('2026-03-17');
const CALM = { noAccountRate: 0, busyRate: 0, malformedRate: 0, tellsReceipts: true, undeliverableRate: 0 };

class InboxOffice extends DeliveryOffice {
  /** A batch of some people whose messages the inbox has taken, none of them read yet. */
  async messages(people: number): Promise<{ batch: number; identities: string[] }> {
    this.day = START;
    await this.forgetEarlier();
    await inbox.behave({ ...CALM, readRate: 0 });
    const identities = await this.register(...Array.from({ length: people }, () => ({})));
    const batch = await this.released();
    await this.send(batch);
    return { batch, identities };
  }

  /** Nobody of an earlier test is due or waited for. */
  private async forgetEarlier(): Promise<void> {
    await this.nobodyIsDue();
    await this.settle();
    await this.asDelivery(
      `UPDATE screening.dispatches SET state = 'read' WHERE channel = '1177' AND state IN ('accepted', 'queued', 'delivered')`,
    );
  }

  send(batch: number): Promise<void> {
    return this.workAgain(batch, this.worker({ inbox: inboxAt(inbox.url) }));
  }

  followOn(day: PlainDate, options: Parameters<typeof inboxAt>[1] = {}): Promise<FollowCounts> {
    this.day = day;
    return new FollowMessages(this.db.databases, this.clock, [inboxAt(inbox.url, options)]).run();
  }

  /** Every try of a batch to reach people, as `channel state reason: count`. */
  async tries(batch: number): Promise<string[]> {
    const rows = await this.asDelivery<{ text: string }>(
      `SELECT concat_ws(' ', channel, state, reason) || ': ' || count(*) AS text FROM screening.dispatches
       WHERE batch_id = $1 GROUP BY channel, state, reason ORDER BY 1`,
      [batch],
    );
    return rows.map(({ text }) => text);
  }

  async invitationsOf(identity: string): Promise<string[]> {
    const rows = await this.query<{ date: string }>(
      `SELECT from_date::text AS date FROM screening.events WHERE resident_id = $1 AND type = 'invitation' AND superseded_at IS NULL`,
      [await this.residentOf(identity)],
    );
    return rows.map(({ date }) => date);
  }
}

const office = deliveryOffice(InboxOffice);
let inbox: InboxOfTests;

beforeAll(async () => {
  inbox = await InboxOfTests.start(CALM);
  await office.begin({ channels: { order: ['1177', 'paper'], toPaperAfter: 'P14D' } });
});
afterAll(() => inbox.stop());

describe('a message', () => {
  it('that nobody reads is followed by a letter when its time is up, not before, and once', async () => {
    const { batch, identities } = await office.messages(2);
    expect(await office.followOn(LAST_DAY)).toMatchObject({ asked: 2, onPaper: 0 });
    expect(await office.tries(batch)).toEqual(['1177 delivered: 2']);
    expect(await office.followOn(DUE)).toEqual({ asked: 2, onPaper: 2 });
    await office.send(batch);
    expect(await office.tries(batch)).toEqual(['1177 expired unread: 2', 'paper handed-over: 2']);
    expect(await office.followOn(AFTER)).toMatchObject({ onPaper: 0 });
    // The round goes on from the day of the message: one invitation, one contact.
    expect(await office.standing(batch)).toEqual(['handed-over: 2']);
    const [identity = ''] = identities;
    expect(await office.rounds(identity)).toMatchObject([{ state: 'open', handed: START }]);
    expect(await office.invitationsOf(identity)).toEqual([START]);
  });

  it('that is read gets no letter after it, and is not asked about again', async () => {
    const { batch } = await office.messages(2);
    await inbox.behave({ readRate: 1 });
    expect(await office.followOn(DUE)).toEqual({ asked: 2, onPaper: 0 });
    expect(await office.tries(batch)).toEqual(['1177 read: 2']);
    expect(await office.followOn(AFTER)).toEqual({ asked: 0, onPaper: 0 });
  });

  it('read when its letter waits, stops the letter', async () => {
    const { batch } = await office.messages(2);
    await office.switch.pause('channel', 'paper', 'a check', anna);
    await office.followOn(DUE);
    await office.send(batch);
    await inbox.behave({ readRate: 1 });
    expect(await office.followOn(AFTER)).toMatchObject({ asked: 2, onPaper: 0 });
    await office.switch.resume('channel', 'paper', anna);
    await office.send(batch);
    expect(await office.tries(batch)).toEqual(['1177 read: 2', 'paper cancelled message-read: 2']);
    expect(await office.standing(batch)).toEqual(['handed-over: 2']);
  });

  it('read when its letter has left changes nothing', async () => {
    const { batch } = await office.messages(1);
    await office.followOn(DUE);
    await office.send(batch);
    await inbox.behave({ readRate: 1 });
    expect(await office.followOn(AFTER)).toEqual({ asked: 0, onPaper: 0 });
    expect(await office.tries(batch)).toEqual(['1177 expired unread: 1', 'paper handed-over: 1']);
  });

  it('that the service cannot deliver after all goes on paper at once', async () => {
    const { batch } = await office.messages(1);
    await inbox.behave({ undeliverableRate: 1 });
    await office.followOn(plainDate('2026-03-03'));
    await office.send(batch);
    expect(await office.tries(batch)).toEqual(['1177 failed by-service: 1', 'paper handed-over: 1']);
    expect(await office.standing(batch)).toEqual(['handed-over: 1']);
  });

  it('gets no letter after it when the round is over', async () => {
    const { batch, identities } = await office.messages(2);
    const [identity = ''] = identities;
    await office.test(identity, '2026-03-10');
    office.day = DUE;
    await office.settle();
    expect(await office.followOn(DUE)).toMatchObject({ onPaper: 1 });
    await office.send(batch);
    expect(await office.fate(identity, 'invitation')).toBe('sent by 1177');
    expect(await office.rounds(identity)).toMatchObject([{ reason: 'participated' }]);
  });

  it('whose letter is stopped at the gate has invited nobody: the round ends as undeliverable', async () => {
    const { batch, identities } = await office.messages(1);
    const [identity = ''] = identities;
    await office.followOn(DUE);
    await office.tell(identity, { programme: 'trial', type: 'deferral', from: DUE, until: '2027-01-01' });
    await office.send(batch);
    expect((await office.tries(batch))[1]).toMatch(/^paper suppressed/);
    await office.settle();
    expect(await office.rounds(identity)).toMatchObject([{ reason: 'undeliverable' }]);
    expect(await office.invitationsOf(identity)).toEqual([]);
  });
});

describe('a service that does not say what became of messages', () => {
  it.each([
    ['is busy', { busyRate: 1 }, {}],
    ['answers nonsense', { malformedRate: 1 }, {}],
    ['cannot be reached', {}, { url: 'http://127.0.0.1:9' }],
  ])('because it %s changes nothing, and is waited for one day', async (_, behaviour, options) => {
    const { batch } = await office.messages(1);
    await inbox.behave({ ...behaviour, readRate: 1 });
    expect(await office.followOn(DUE, options)).toMatchObject({ onPaper: 0 });
    expect(await office.tries(batch)).toEqual(['1177 accepted: 1']);
    expect(await office.followOn(AFTER, options)).toMatchObject({ onPaper: 1 });
  });

  it('at all is not asked', async () => {
    await office.messages(1);
    expect(await office.followOn(DUE, { tellsReceipts: false })).toEqual({ asked: 0, onPaper: 1 });
  });
});

it('messages of a recalled batch are followed by nothing', async () => {
  const { batch } = await office.messages(1);
  await office.recalling.recall(batch, anna, 'a mistake');
  expect(await office.followOn(AFTER)).toMatchObject({ onPaper: 0 });
});
