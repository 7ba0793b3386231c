import { deliveryOffice } from '../../../spec/delivery-office';
import { KitOffice, KITS, WILLING_INBOX } from '../../../spec/kit-office';

jest.setTimeout(60_000);
const office = deliveryOffice(KitOffice);
beforeAll(() =>
  office.begin({
    steps: [...KITS.steps.slice(0, 1), { ...KITS.steps[1], kit: 'fit-new' }],
  }),
);
beforeEach(() => office.nobodyIsDue());

describe('an order for a kit', () => {
  it('is made with the hand-over of the letter that promises one, on paper, digitally and mediated alike', async () => {
    const [paper = '', digital = '', hidden = '', nowhere = ''] = await office.register(
      {},
      {},
      { protection: 'marked' },
      { address1: '', postcode: '', city: '' },
    );
    await office.tell(paper, { preference: 'channel', value: 'paper' });
    await office.tell(nowhere, { preference: 'channel', value: 'paper' });
    const batch = await office.invited([paper, digital, hidden], { inbox: WILLING_INBOX });
    expect(await office.fate(paper, 'invitation')).toBe('sent by paper');
    expect(await office.fate(digital, 'invitation')).toBe('sent by 1177');
    expect(await office.fate(hidden, 'invitation')).toBe('sent by mediated');
    for (const person of [paper, digital, hidden]) {
      const dispatches = await office.dispatches(batch);
      const [order, ...more] = await office.ordersOf(person);
      expect([order?.type, order?.state, more]).toEqual(['fit', 'ordered', []]);
      expect(dispatches.map(({ contact }) => contact)).toContain(order?.contact);
    }
    expect(await office.fate(nowhere, 'invitation')).toBe('held: outreach');
    expect(await office.ordersOf(nowhere)).toEqual([]);
  });

  it('is not made twice for one letter, however often its dispatch is written down', async () => {
    const [person = ''] = await office.register({});
    const batch = await office.invited([person]);
    const [dispatch] = await office.dispatches(batch);
    await office.handOverAgain(dispatch?.id ?? 0);
    expect(await office.kitsOf(person)).toEqual(['ordered']);
  });

  it('of a later letter stops the earlier one: a round has one kit at a time', async () => {
    const [person = ''] = await office.register({});
    await office.invited([person]);
    office.later(60);
    await office.sendDue();
    expect(await office.fate(person, 'reminder-1')).toBe('sent by paper');
    expect((await office.ordersOf(person)).map(({ type, state, reason }) => [type, state, reason])).toEqual([
      ['fit', 'cancelled', 'new-kit'],
      ['fit-new', 'ordered', null],
    ]);
  });

  it('takes no step that the table has not, has no second beside it, and keeps its id', async () => {
    const [person = ''] = await office.register({});
    await office.invited([person]);
    const [order] = await office.ordersOf(person);
    const update = (change: string): Promise<unknown> =>
      office.asDelivery(`UPDATE screening.kit_orders SET ${change} WHERE id = $1`, [order?.id]);
    const listed = `listed_on = '2026-03-02', code_check = 'none'`;
    await expect(update(`state = 'sent', ${listed}`)).rejects.toMatchObject({ code: 'DATABASE_CONSTRAINT' });
    await expect(update(`id = DEFAULT`)).rejects.toMatchObject({ code: 'DATABASE_CONSTRAINT' });
    await update(`state = 'listed', ${listed}`);
    await expect(update(`state = 'packed'`)).rejects.toMatchObject({ code: 'DATABASE_CONSTRAINT' });
    await expect(
      office.asDelivery(
        `INSERT INTO screening.kit_orders (episode_id, contact_id, dispatch_id, batch_id, programme, kit_type, ordered_on, changed_at)
         SELECT episode_id, contact_id, dispatch_id, batch_id, programme, kit_type, ordered_on, changed_at
         FROM screening.kit_orders WHERE id = $1`,
        [order?.id],
      ),
    ).rejects.toMatchObject({ code: 'DATABASE_CONSTRAINT' });
    expect(await office.stepsOf(order?.id ?? 0)).toEqual(['ordered', 'listed']);
  });
});
