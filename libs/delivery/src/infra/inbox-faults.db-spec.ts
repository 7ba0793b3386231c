import { InboxOfTests } from '@test/support/simulated-inbox';
import type { InboxBehaviour } from '../../../../test/simulators/src/inbox-behaviour';
import { until } from '../../../platform/spec/processes';
import { deliveryOffice } from '../../spec/delivery-office';
import { inboxAt } from '../../spec/inbox-at';
import { dispatchKey, type Recovery } from '../domain/digital-channel';
import type { Inbox1177 } from './inbox/inbox-1177';

jest.setTimeout(240_000);

const PEOPLE = 3;
const RECOVERIES = ['same-key', 'ask-status', 'none'] as const;
/** Services of whom each recovery may be declared. */
const SERVICES: Readonly<Record<Recovery, Partial<InboxBehaviour>>> = {
  'same-key': { idempotent: true, tellsStatus: false },
  'ask-status': { idempotent: false, tellsStatus: true },
  none: { idempotent: false, tellsStatus: false },
};
const CALM: Partial<InboxBehaviour> = {
  slowMs: 0,
  busyRate: 0,
  failRate: 0,
  refuseRate: 0,
  acceptAndHangRate: 0,
  acceptAndFailRate: 0,
  acceptAndCutRate: 0,
  malformedRate: 0,
  noAccountRate: 0,
  calmAfter: null,
};

const SENT = `handed-over: ${PEOPLE}`;
const LOST = `unknown no-answer: ${PEOPLE}`;
const WAITS = `in-progress: ${PEOPLE}`;

/** What a service does, and where the contacts stand after a release, for each recovery it may be declared with. */
const TABLE: readonly (readonly [string, Partial<InboxBehaviour>, string, string, string])[] = [
  ['answers', {}, SENT, SENT, SENT],
  ['is busy once', { busyRate: 1, calmAfter: 1 }, SENT, SENT, SENT],
  ['is busy for long', { busyRate: 1 }, WAITS, WAITS, WAITS],
  ['says 500 once, nothing taken', { failRate: 1, calmAfter: 1 }, SENT, WAITS, LOST],
  ['says 500 once, message taken', { acceptAndFailRate: 1, calmAfter: 1 }, SENT, SENT, LOST],
  ['takes messages and never answers', { acceptAndHangRate: 1 }, WAITS, SENT, LOST],
  ['takes the message and cuts the connection', { acceptAndCutRate: 1 }, WAITS, SENT, LOST],
  ['takes the message and answers nonsense', { malformedRate: 1 }, WAITS, SENT, LOST],
  ['refuses the message', { refuseRate: 1 }, SENT, SENT, SENT],
  ['does not know the person', { noAccountRate: 1 }, SENT, SENT, SENT],
];

describe.each(RECOVERIES)('messages to a service whose recovery is %s', (recovery) => {
  const office = deliveryOffice();
  let inbox: InboxOfTests;
  const channel = (): Inbox1177 => inboxAt(inbox.url, { recovery });
  const work = (batch: number): Promise<void> => office.workAgain(batch, office.worker({ inbox: channel() }));

  beforeAll(async () => {
    inbox = await InboxOfTests.start({ ...CALM, ...SERVICES[recovery] });
    await office.begin();
  });
  afterAll(() => inbox.stop());

  async function released(): Promise<number> {
    await office.register(...Array.from({ length: PEOPLE }, () => ({})));
    return office.released();
  }

  /** How many messages and letters each contact of a batch has got, counted at the inbox and in the rows of paper. */
  async function piecesOf(batch: number): Promise<number[]> {
    const delivered = await inbox.deliveries();
    const pieces = new Map<number, number>();
    for (const { id, contact, channel: way, state } of await office.dispatches(batch)) {
      const own = way === '1177' ? (delivered[dispatchKey(id)] ?? 0) : Number(state === 'handed-over');
      pieces.set(contact, (pieces.get(contact) ?? 0) + own);
    }
    return [...pieces.values()];
  }

  it.each(TABLE)(
    'when it %s, are sent, retried or unknown, and never twice',
    async (_, behaviour, ...stands) => {
      const stand = stands[RECOVERIES.indexOf(recovery)];
      await inbox.behave({ ...CALM, ...behaviour });
      const batch = await released();
      await work(batch);
      expect(await office.standing(batch)).toEqual([stand]);
      await inbox.behave(CALM);
      await office.messagesSettle();
      await work(batch);
      expect(await office.standing(batch)).toEqual([stand === LOST ? LOST : SENT]);
      if (stand === WAITS) await work(batch);
      const pieces = await piecesOf(batch);
      expect(pieces.filter((n) => n > 1)).toEqual([]);
      if (stand !== LOST) expect(pieces).toEqual(Array<number>(PEOPLE).fill(1));
    },
  );

  it('when it is slower than we wait, are never sent again as long as it may still take them', async () => {
    await inbox.behave({ ...CALM, slowMs: 2500 });
    const { delivered } = await inbox.counts();
    const batch = await released();
    await work(batch);
    const stand = recovery === 'none' ? LOST : WAITS;
    expect(await office.standing(batch)).toEqual([stand]);
    await inbox.behave(CALM);
    // It knows nothing of them yet, which says nothing.
    if (recovery === 'ask-status') await work(batch);
    await until(async () => (await inbox.counts()).delivered === delivered + PEOPLE, 'the inbox has them');
    await office.messagesSettle();
    await work(batch);
    expect(await office.standing(batch)).toEqual([stand === LOST ? LOST : SENT]);
    expect((await inbox.counts()).delivered).toBe(delivered + PEOPLE);
    expect((await office.dispatches(batch)).map(({ attempt }) => attempt)).toEqual([1, 1, 1]);
  });

  it('when it is down, wait until it is up again', async () => {
    const batch = await released();
    await inbox.stop();
    // Another one, which no connection has ever stood to: one that breaks leaves it open whether a message arrived.
    inbox = await InboxOfTests.start();
    const { port } = new URL(inbox.url);
    await inbox.stop();
    await work(batch);
    expect(await office.standing(batch)).toEqual([WAITS]);
    const tries = (await office.dispatches(batch)).map(({ state, reason }) => [state, reason]);
    expect(tries).toEqual([
      ...Array<unknown>(PEOPLE).fill(['failed', 'not-sent']),
      ...Array<unknown>(PEOPLE).fill(['planned', null]),
    ]);
    const [open] = await office.worker().open(batch);
    expect(open).toMatchObject({ errorCode: 'PROVIDER_ECONNREFUSED', leasedSeconds: null });
    inbox = await InboxOfTests.start({ ...CALM, ...SERVICES[recovery] }, ['--port', port]);
    await work(batch);
    expect(await office.standing(batch)).toEqual([SENT]);
    expect(await piecesOf(batch)).toEqual(Array<number>(PEOPLE).fill(1));
  });
});
