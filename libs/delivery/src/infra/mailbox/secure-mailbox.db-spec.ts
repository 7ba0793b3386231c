import { plainDate } from '@kallelse/kernel';
import { InboxOfTests } from '@test/support/simulated-inbox';
import { DeliveryOffice, deliveryOffice } from '../../../spec/delivery-office';
import { inboxAt } from '../../../spec/inbox-at';
import { mailboxAt, SENDER_CERTIFICATE } from '../../../spec/mailbox-at';
import { FollowMessages } from '../../application/follow-messages';
import type { MailboxOptions } from './secure-mailbox';

jest.setTimeout(120_000);

const CALM = {
  noAccountRate: 0,
  closedRate: 0,
  busyRate: 0,
  refuseRate: 0,
  malformedRate: 0,
  readRate: 0,
  undeliverableRate: 0,
};

class MailboxOffice extends DeliveryOffice {
  /** A worker with both digital services. */
  both(options: Partial<MailboxOptions> = {}) {
    return this.worker({ inbox: [mailboxAt(mailboxes.url, options), inboxAt(inbox.url)] });
  }

  /** A batch of some people who have said where they want their letters. */
  async batchOf(
    ...wishes: readonly (string | undefined)[]
  ): Promise<{ batch: number; identities: string[] }> {
    this.day = plainDate('2026-03-02');
    await this.nobodyIsDue();
    await this.settle();
    const identities = await this.register(...wishes.map(() => ({})));
    for (const [i, identity] of identities.entries())
      if (wishes[i] !== undefined) await this.tell(identity, { preference: 'channel', value: wishes[i] });
    return { batch: await this.released(), identities };
  }

  /** How each contact of a batch was tried, by person: `channel state reason`. */
  async ways(batch: number): Promise<string[]> {
    const rows = await this.asDelivery<{ text: string }>(
      `SELECT string_agg(concat_ws(' ', channel, state, reason), ', ' ORDER BY attempt) AS text
       FROM screening.dispatches WHERE batch_id = $1 GROUP BY contact_id ORDER BY contact_id`,
      [batch],
    );
    return rows.map(({ text }) => text);
  }
}

const office = deliveryOffice(MailboxOffice);
let mailboxes: InboxOfTests;
let inbox: InboxOfTests;

beforeAll(async () => {
  mailboxes = await InboxOfTests.start(CALM, ['--mailbox-certificate', SENDER_CERTIFICATE]);
  inbox = await InboxOfTests.start(CALM);
  await office.begin({ channels: { order: ['secure-mailbox', '1177', 'paper'], toPaperAfter: 'P14D' } });
});
beforeEach(async () => {
  await mailboxes.behave(CALM);
  await inbox.behave(CALM);
});
afterAll(async () => {
  await mailboxes.stop();
  await inbox.stop();
});

describe('a resident', () => {
  it('who has a mailbox gets one message there, signed, and nothing else', async () => {
    const { batch } = await office.batchOf(undefined, undefined);
    await office.work(batch, office.both());
    expect(await office.ways(batch)).toEqual(['secure-mailbox accepted', 'secure-mailbox accepted']);
    expect(await office.standing(batch)).toEqual(['handed-over: 2']);
    expect(await mailboxes.counts()).toMatchObject({ twice: 0 });
  });

  it('without a mailbox is reached by the next way of the rules', async () => {
    await mailboxes.behave({ noAccountRate: 1 });
    const { batch } = await office.batchOf(undefined);
    await office.work(batch, office.both());
    expect(await office.ways(batch)).toEqual(['1177 accepted']);
  });

  it('who asked for another way gets that one first, where it is one of the rules', async () => {
    const { batch } = await office.batchOf('paper', '1177', 'secure-mailbox');
    await office.work(batch, office.both());
    expect(await office.ways(batch)).toEqual([
      'paper handed-over',
      '1177 accepted',
      'secure-mailbox accepted',
    ]);
  });

  it.each([
    [
      'has closed the mailbox meanwhile',
      { closedRate: 1 },
      'secure-mailbox failed no-account, 1177 accepted',
    ],
    [
      'has one that refuses the message',
      { refuseRate: 1 },
      'secure-mailbox failed refused-by-service, 1177 accepted',
    ],
  ])('who %s is reached by the next way, once', async (_, behaviour, ways) => {
    await mailboxes.behave(behaviour);
    const { batch } = await office.batchOf(undefined);
    await office.work(batch, office.both());
    await office.workAgain(batch, office.both());
    expect(await office.ways(batch)).toEqual([ways]);
  });

  it('without any inbox gets a letter', async () => {
    await mailboxes.behave({ noAccountRate: 1 });
    await inbox.behave({ noAccountRate: 1 });
    const { batch } = await office.batchOf(undefined);
    await office.work(batch, office.both());
    expect(await office.ways(batch)).toEqual(['1177 failed no-account, paper handed-over']);
  });

  it('who is protected is asked about at no service, and written to by mediation', async () => {
    const { batch, identities } = await office.batchOf(undefined);
    await office.register({ identity: identities[0] ?? '', protection: 'protected' });
    await office.work(batch, office.both());
    expect(await office.ways(batch)).toEqual(['mediated handed-over']);
    const known = await office.asDelivery('SELECT 1 FROM screening.mailboxes WHERE resident_id = $1', [
      await office.residentOf(identities[0] ?? ''),
    ]);
    expect(known).toEqual([]);
  });
});

describe('mailboxes that cannot be asked about', () => {
  it('are waited for, and done without when that lasts', async () => {
    await mailboxes.behave({ busyRate: 1 });
    const { batch } = await office.batchOf(undefined);
    await office.work(batch, office.both());
    expect(await office.ways(batch)).toEqual([]);
    // What half an hour of tries in vain leaves behind.
    await office.asDelivery(
      `UPDATE screening.chunks SET not_before = NULL, attempts = 6 WHERE batch_id = $1`,
      [batch],
    );
    await office.work(batch, office.both());
    expect(await office.ways(batch)).toEqual(['1177 accepted']);
  });

  it('that answer nonsense are not believed', async () => {
    await mailboxes.behave({ malformedRate: 1 });
    const { batch } = await office.batchOf(undefined);
    await office.work(batch, office.both());
    expect(await office.ways(batch)).toEqual([]);
    await mailboxes.behave({ malformedRate: 0 });
    await office.workAgain(batch, office.both());
    expect(await office.ways(batch)).toEqual(['secure-mailbox accepted']);
  });
});

it('a key that signs nothing stops messages before one is under way, and none is lost', async () => {
  const { batch } = await office.batchOf(undefined);
  await expect(office.work(batch, office.both({ keyFile: __filename }))).rejects.toMatchObject({
    code: 'MAILBOX_KEY',
  });
  expect(await office.ways(batch)).toEqual(['secure-mailbox planned']);
  await office.workAgain(batch, office.both());
  expect(await office.ways(batch)).toEqual(['secure-mailbox accepted']);
});

it('what a mailbox has, unread, is not followed by a letter; what could not be delivered is', async () => {
  const { batch } = await office.batchOf(undefined);
  await office.work(batch, office.both());
  const follow = () =>
    new FollowMessages(office.db.databases, office.clock, [
      mailboxAt(mailboxes.url),
      inboxAt(inbox.url),
    ]).run();
  office.day = plainDate('2026-04-15');
  await follow();
  expect(await office.ways(batch)).toEqual(['secure-mailbox delivered']);
  const { batch: other } = await office.batchOf(undefined);
  await office.work(other, office.both());
  await mailboxes.behave({ undeliverableRate: 1 });
  await follow();
  await office.workAgain(other, office.both());
  expect(await office.ways(other)).toEqual(['secure-mailbox failed by-service, paper handed-over']);
});
