import { deliveryOffice } from '../../../spec/delivery-office';
import { KitOffice, KITS, WILLING_INBOX } from '../../../spec/kit-office';
import { OrderKit } from '../../application/kits/order-kit';
import { anna } from '../../../spec/delivery-office';

jest.setTimeout(60_000);
const office = deliveryOffice(KitOffice);
const ordering = () => new OrderKit(office.db.databases, office.clock, office.audit);

beforeAll(() =>
  office.begin({
    steps: [...KITS.steps.slice(0, 1), { ...KITS.steps[1], kit: 'fit', template: 'colorectal-reminder' }],
    kits: { fit: { ...KITS.kits.fit, letterAfter: { rounds: 3, template: 'colorectal-order' } } },
    schedule: { anchor: 'lastTest', next: [{ after: 'P2Y' }], nonAttender: { after: 'P1M' } },
  }),
);
beforeEach(() => office.nobodyIsDue());

/** Somebody who has been invited so often and never came. */
async function silent(times: number): Promise<string> {
  const [person = ''] = await office.register({});
  const dates = Array.from({ length: times }, (_, i) => `${2025 - i}-01-10`);
  await office.tell(person, ...dates.map((date) => ({ programme: 'trial', type: 'invitation', date })));
  return person;
}

const templatesOf = (person: string): Promise<string[]> =>
  office.residentOf(person).then(async (resident) => {
    const rows = await office.query<{ template: string }>(
      'SELECT template FROM screening.contacts WHERE resident_id = $1 ORDER BY id',
      [resident],
    );
    return rows.map(({ template }) => template);
  });

const roundOf = async (person: string): Promise<number> => (await office.rounds(person))[0]?.id ?? 0;

describe('somebody who has not used kits for long', () => {
  it('gets a letter in place of the kit, and so with the reminder', async () => {
    const person = await silent(3);
    await office.invited([person]);
    await office.settleRounds();
    expect(await templatesOf(person)).toEqual(['colorectal-order', 'colorectal-order']);
    expect(await office.kitsOf(person)).toEqual([]);
    office.later(60);
    await office.sendDue();
    expect(await office.fate(person, 'reminder-1')).toBe('sent by paper');
    expect(await office.kitsOf(person)).toEqual([]);
  });

  it('gets a kit when they ask for one, once', async () => {
    const person = await silent(4);
    await office.invited([person]);
    await office.settleRounds();
    const round = await roundOf(person);
    expect(await ordering().run(round, 'by phone', anna)).toMatchObject({ round, type: 'fit' });
    await expect(ordering().run(round, 'again', anna)).rejects.toMatchObject({ code: 'KIT_UNDER_WAY' });
    await office.sendDue({ inbox: WILLING_INBOX });
    expect(await office.kitsOf(person)).toEqual(['ordered']);
    await expect(ordering().run(round, 'again', anna)).rejects.toMatchObject({ code: 'KIT_UNDER_WAY' });
  });

  it('is nobody who has missed fewer rounds, or has come since', async () => {
    const two = await silent(2);
    const came = await silent(5);
    await office.test(came, '2023-06-01');
    await office.invited([two, came]);
    for (const person of [two, came]) {
      expect((await templatesOf(person))[0]).toBe('cervical-invitation');
      expect(await office.kitsOf(person)).toEqual(['ordered']);
    }
  });
});

it('a kit is asked for of a round that runs and has one', async () => {
  await expect(ordering().run(999_999, 'x', anna)).rejects.toMatchObject({ code: 'ROUND_UNKNOWN' });
  const person = await silent(3);
  await office.invited([person]);
  await office.tell(person, { programme: 'trial', kind: 'permanent', from: office.day });
  await office.settleRounds();
  await expect(ordering().run(await roundOf(person), 'x', anna)).rejects.toMatchObject({
    code: 'ROUND_CLOSED',
  });
});
