import { deliveryOffice } from '../../../delivery/spec/delivery-office';
import { PackingOffice } from '../../../delivery/spec/packing-office';
import { ParticipationCube } from './participation-cube';

jest.setTimeout(120_000);
const office = deliveryOffice(PackingOffice);
const cube = () => new ParticipationCube(office.db.databases, office.audit);

beforeAll(() => office.begin());

const counts = () =>
  office.query(
    'SELECT kit, sum(invited)::int AS invited, sum(unread)::int AS unread FROM analytics.cube GROUP BY kit ORDER BY kit',
    [],
    'kallelse_publisher',
  );

/** Refreshed, and counted anew. */
async function both(): Promise<unknown> {
  await cube().refresh();
  const refreshed = await counts();
  await cube().rebuild({ user: 'anna' });
  expect(await counts()).toEqual(refreshed);
  return refreshed;
}

describe('a round', () => {
  it('is one with a kit from when a kit was packed for it, until that is cancelled', async () => {
    const { orders } = await office.ordered({}, {});
    await office.packing.run();
    expect(await both()).toEqual([{ kit: false, invited: 2, unread: 0 }]);
    await office.couple(`${orders[0]},${office.code()},L1,2027-12-31,`);
    expect(await both()).toEqual([
      { kit: false, invited: 1, unread: 0 },
      { kit: true, invited: 1, unread: 0 },
    ]);
    await office.asDelivery(
      `UPDATE screening.kit_orders SET state = 'cancelled', reason = 'round-closed' WHERE id = $1`,
      [orders[0]],
    );
    expect(await both()).toEqual([{ kit: false, invited: 2, unread: 0 }]);
  });

  it('is unread while its digital invitation has expired and has not been read after all', async () => {
    const [before] = (await counts()) as [{ invited: number }];
    const moved = (state: string) =>
      office.asDelivery(
        `UPDATE screening.dispatches SET state = $1 WHERE id = (
           SELECT max(dispatch.id) FROM screening.dispatches AS dispatch JOIN screening.contacts AS contact ON contact.id = contact_id
           WHERE contact.kind = 'invitation')`,
        [state],
      );
    await moved('expired');
    expect(await both()).toEqual([{ kit: false, invited: before.invited, unread: 1 }]);
    await moved('read');
    expect(await both()).toEqual([{ kit: false, invited: before.invited, unread: 0 }]);
  });
});
