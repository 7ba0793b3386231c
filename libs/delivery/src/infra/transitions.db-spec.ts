import { isConstraint } from '@kallelse/platform';
import type { EntityManager } from 'typeorm';
import { deliveryOffice } from '../../spec/delivery-office';

jest.setTimeout(60_000);

/** The life of a dispatch as architecture.md tells it, written down once more: which state may follow which. */
const MAY_FOLLOW: Readonly<Record<string, string>> = {
  planned: 'rendered suppressed cancelled failed',
  rendered: 'dispatching suppressed cancelled failed',
  dispatching: 'handed-over accepted failed unknown',
  'handed-over': 'accepted printed posted delivered returned spoiled failed expired cancelled',
  accepted: 'queued delivered read expired failed',
  queued: 'delivered read expired failed',
  printed: 'posted spoiled cancelled',
  posted: 'delivered returned',
  delivered: 'read returned expired',
  read: '',
  failed: '',
  returned: '',
  expired: 'read',
  spoiled: '',
  suppressed: '',
  cancelled: '',
  unknown: 'accepted failed handed-over',
};
const STATES = Object.keys(MAY_FOLLOW);
const mayFollow = (from: string, to: string): boolean => (MAY_FOLLOW[from] ?? '').split(' ').includes(to);

/** The shortest way from `planned` to a state, by allowed steps. */
function wayTo(state: string): readonly string[] {
  const ways: string[][] = [['planned']];
  for (const way of ways) {
    const last = way.at(-1) ?? '';
    if (last === state) return way;
    for (const next of STATES.filter((to) => mayFollow(last, to) && !way.includes(to)))
      ways.push([...way, next]);
  }
  throw new Error(`nothing leads to ${state}`);
}

const office = deliveryOffice();
const NOW = '2026-03-02T10:00:00Z';
let contact = 0;

/** Says what the database makes of something that is taken back whatever comes of it. */
async function tried(work: (tx: EntityManager) => Promise<unknown>): Promise<string> {
  const undone = new Error('taken back');
  try {
    await office.db.databases.transaction('kallelse_delivery', async (tx) => {
      await work(tx);
      throw undone;
    });
  } catch (error) {
    if (error === undone) return 'taken';
    const names = ['dispatches_transition', 'dispatches_begin_planned', 'dispatches_one_alive'];
    const name = names.find((one) => isConstraint(error, one));
    if (name) return name;
    throw error;
  }
  return 'taken';
}

async function planned(tx: EntityManager, attempt = 1, state = 'planned'): Promise<number> {
  const [made] = await tx.query<{ id: number }[]>(
    `INSERT INTO screening.dispatches (contact_id, batch_id, chunk_id, attempt, channel, state, changed_at)
     SELECT id, batch_id, chunk_id, $2, 'paper', $3, $4 FROM screening.contacts WHERE id = $1 RETURNING id`,
    [contact, attempt, state, NOW],
  );
  return made?.id ?? 0;
}

const move = (tx: EntityManager, id: number, state: string, reason: string | null = null): Promise<unknown> =>
  tx.query('UPDATE screening.dispatches SET state = $2, reason = $3, changed_at = $4 WHERE id = $1', [
    id,
    state,
    reason,
    NOW,
  ]);

async function dispatchIn(tx: EntityManager, state: string, attempt = 1): Promise<number> {
  const id = await planned(tx, attempt);
  for (const next of wayTo(state).slice(1)) await move(tx, id, next);
  return id;
}

const rowsOf = (tx: EntityManager, id: number): Promise<unknown[]> =>
  tx.query(
    'SELECT from_state, to_state, reason FROM screening.dispatch_transitions WHERE dispatch_id = $1 ORDER BY at, to_state <> $2',
    [id, 'planned'],
  );

describe('a dispatch, whoever writes it,', () => {
  beforeAll(async () => {
    await office.begin();
    await office.register({});
    await office.released();
    const [made] = await office.asDelivery<{ id: number }>('SELECT id FROM screening.contacts');
    contact = made?.id ?? 0;
  });

  it.each(STATES)('goes from %s to those states alone that may follow', async (from) => {
    const others = STATES.filter((to) => to !== from);
    const came = new Map<string, string>();
    for (const to of others)
      came.set(to, await tried(async (tx) => move(tx, await dispatchIn(tx, from), to)));
    const expected = others.map((to) => [to, mayFollow(from, to) ? 'taken' : 'dispatches_transition']);
    expect([...came]).toEqual(expected);
  });

  it('cannot go to a state that there is not', async () => {
    expect(await tried(async (tx) => move(tx, await planned(tx), 'sent'))).toBe('dispatches_transition');
  });

  it.each(STATES.slice(1))('does not begin as %s', async (state) => {
    expect(await tried((tx) => planned(tx, 1, state))).toBe('dispatches_begin_planned');
  });

  it('writes a row for every step, with its reason, and none for what is no step', async () => {
    const rows: unknown[][] = [];
    await tried(async (tx) => {
      const id = await planned(tx);
      await move(tx, id, 'planned');
      await move(tx, id, 'suppressed', 'opted-out');
      rows.push(await rowsOf(tx, id));
    });
    expect(rows).toEqual([
      [
        { from_state: null, to_state: 'planned', reason: null },
        { from_state: 'planned', to_state: 'suppressed', reason: 'opted-out' },
      ],
    ]);
  });

  it.each(STATES)('that is %s has a row for each step of its way', async (state) => {
    const ways: string[][] = [];
    await tried(async (tx) => {
      const id = await dispatchIn(tx, state);
      const rows = (await rowsOf(tx, id)) as { to_state: string }[];
      ways.push(rows.map(({ to_state: to }) => to).sort());
    });
    expect(ways).toEqual([[...wayTo(state)].sort()]);
  });

  it('is refused together with all others of a statement in which one takes a forbidden step', async () => {
    const all = async (tx: EntityManager): Promise<unknown> => {
      await dispatchIn(tx, 'failed');
      await planned(tx, 2);
      return tx.query(`UPDATE screening.dispatches SET state = 'cancelled' WHERE contact_id = $1`, [contact]);
    };
    expect(await tried(all)).toBe('dispatches_transition');
  });

  it('cannot pass by the table under a new id', async () => {
    const under = async (tx: EntityManager): Promise<unknown> =>
      tx.query(`UPDATE screening.dispatches SET id = DEFAULT, state = 'posted' WHERE id = $1`, [
        await planned(tx),
      ]);
    expect(await tried(under)).toBe('dispatches_transition');
  });

  it.each(STATES)('that is %s leaves room for another try only if it has come to nothing', async (state) => {
    const ended = ['failed', 'returned', 'expired', 'spoiled', 'suppressed', 'cancelled'].includes(state);
    const again = await tried(async (tx) => {
      await dispatchIn(tx, state);
      await planned(tx, 2);
    });
    expect(again).toBe(ended ? 'taken' : 'dispatches_one_alive');
  });

  it.each([
    ['UPDATE screening.dispatch_transitions SET reason = NULL'],
    ['DELETE FROM screening.dispatch_transitions'],
    [`INSERT INTO screening.dispatch_states VALUES ('failed', 'planned')`],
    ['DELETE FROM screening.dispatches'],
  ])('keeps its history: no worker may %s', async (sql) => {
    await expect(office.asDelivery(sql)).rejects.toThrow(/permission denied/);
  });
});
