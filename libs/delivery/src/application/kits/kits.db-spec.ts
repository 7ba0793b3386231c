import { plainDate } from '@kallelse/kernel';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { file } from '../../../../population/spec/register-file';
import { deliveryOffice } from '../../../spec/delivery-office';
import { KITS } from '../../../spec/kit-office';
import { COUPLING_HEADER, PackingOffice, START } from '../../../spec/packing-office';
import { PrintFolder } from '../../infra/print/print-folder';
import { PackKits, type PackedRun } from './pack-kits';

jest.setTimeout(120_000);

const office = deliveryOffice(PackingOffice);
beforeAll(() =>
  office.begin({ ...KITS, kits: { fit: { check: 'gs1-mod10', replacements: 1, usableFor: 'P6M' } } }),
);

const linesOf = ({ path }: PackedRun, name = 'packing.csv'): string[] =>
  readFileSync(join(path, name), 'utf8').trimEnd().split('\n');

describe('packing', () => {
  it('tells the supplier of every order once, by the way its parcel goes, with what a parcel needs', async () => {
    const { people, orders } = await office.ordered(
      { address1: '=Provgatan 1' },
      {},
      { protection: 'marked' },
    );
    const runs = await office.packing.run();
    expect(runs.map(({ orders: n }) => n).sort((a, b) => a - b)).toEqual([1, 2]);
    const ordinary = runs.find(({ id }) => id.includes('ordinary'));
    const mediated = runs.find(({ id }) => id.includes('mediated'));
    if (!ordinary || !mediated) throw new Error('a run is missing');
    const [header, ...lines] = linesOf(ordinary);
    expect(header).toBe('order,kit_type,good_until,name,care_of,address1,address2,postcode,city,country');
    expect(lines.map((line) => Number(line.split(',')[0])).sort((a, b) => a - b)).toEqual(
      orders.slice(0, 2).sort((a, b) => a - b),
    );
    expect(lines.every((line) => line.includes(',fit,2026-09-02,'))).toBe(true);
    expect(lines.join('\n')).toContain(`'=Provgatan 1`);
    expect(lines.join('\n')).not.toContain(people[0]);
    const [mediatedHeader, line = ''] = linesOf(mediated);
    expect(mediatedHeader).toBe('order,kit_type,good_until,name,number');
    expect(line.endsWith(`,${people[2] ?? ''}`)).toBe(true);
    expect(existsSync(join(ordinary.path, 'READY'))).toBe(true);
    expect(await office.packing.run()).toEqual([]);
    expect(await office.kitsOf(people[0] ?? '')).toEqual(['listed']);
  });

  it('waits for whoever has no address any more, and goes on when there is one', async () => {
    const { people } = await office.ordered({});
    const [identity = ''] = people;
    await office.register({ identity, address1: '', postcode: '', city: '' });
    expect(await office.packing.run()).toEqual([]);
    expect(await office.exceptions(identity)).toEqual(['kit-no-address']);
    office.later(1);
    await office.register({ identity, address1: 'Nya gatan 2' });
    expect(await office.packing.run()).toHaveLength(1);
    expect(await office.exceptions(identity)).toEqual([]);
  });

  it.each(['before the files stand', 'before the rename is known'])(
    'goes on after a crash %s, without a second file',
    async (moment) => {
      const { people } = await office.ordered({});
      if (moment === 'before the files stand') {
        const broken = new PackKits(
          office.db.databases,
          office.clock,
          new PrintFolder(file('no folder'), 'kits'),
        );
        await expect(broken.run()).rejects.toMatchObject({ code: 'PRINT_FOLDER' });
        expect(await office.kitsOf(people[0] ?? '')).toEqual(['ordered']);
        expect(await office.packing.run()).toHaveLength(1);
        return;
      }
      const [run] = await office.packing.run();
      rmSync(run?.path ?? '', { recursive: true }); // the supplier took it
      await office.asDelivery(`UPDATE screening.packing_runs SET state = 'publishing' WHERE id = $1`, [
        run?.id,
      ]);
      await expect(office.packing.run()).rejects.toMatchObject({ code: 'PRINT_FOLDER' });
      expect(await office.kitsOf(people[0] ?? '')).toEqual(['listed']);
      await office.asDelivery(`UPDATE screening.packing_runs SET state = 'written' WHERE id = $1`, [run?.id]);
    },
  );

  it('stops what is listed when the round ends, and cancels what is not', async () => {
    const { people, orders } = await office.ordered({});
    const [person = ''] = people;
    await office.packing.run();
    await office.test(person, START);
    await office.settleRounds();
    await office.kits.settle();
    expect(await office.kitsOf(person)).toEqual(['cancelled round-closed']);
    const [stop] = await office.packing.run();
    if (!stop) throw new Error('there is no stop file');
    expect(stop.kind).toBe('stop');
    expect(linesOf(stop, 'stop.csv')).toEqual(['order,kit', `${orders[0]},`]);
    expect(await office.packing.run()).toEqual([]);
  });
});

describe('a coupling file', () => {
  it('couples kits with orders, once', async () => {
    const { people, orders } = await office.ordered({}, {});
    await office.packing.run();
    const rows = [
      `${orders[0]},${office.code()},L1,2027-12-31,2026-03-02`,
      `${orders[1]},${office.code()},L1,2027-12-31,`,
    ];
    expect(await office.couple(...rows)).toEqual({ rows: 2, coupled: 2, posted: 1, known: 0 });
    expect(await office.couple(...rows)).toEqual({ rows: 2, coupled: 0, posted: 0, known: 2 });
    expect(await office.couple(rows[0] ?? '')).toEqual({ rows: 1, coupled: 0, posted: 0, known: 1 });
    expect(await Promise.all(people.map((person) => office.kitsOf(person)))).toEqual([['sent'], ['packed']]);
    expect(await office.kits.find(rows[0]?.split(',')[1] ?? '')).toMatchObject({ order: orders[0] });
  });

  it('is refused as a whole for one wrong row, with all that is wrong', async () => {
    const { orders } = await office.ordered({}, {}, {});
    await office.packing.run();
    const [one, two, three] = orders;
    const [good, used] = [office.code(), office.code()];
    await office.couple(`${three},${used},L1,2027-12-31,`);
    const wrongDigit = `${good.slice(0, -1)}${(Number(good.at(-1)) + 1) % 10}`;
    expect(
      await office.refused(
        `${one},${good},L1,2027-12-31,2026-03-02`,
        `999999,${office.code()},L1,2027-12-31,`,
        `${two},${wrongDigit},L1,2027-12-31,`,
        `${two},${office.code()},L1,2027-12-31,`,
        `${three},${office.code()},L1,2027-12-31,`,
      ),
    ).toEqual(['3 order order-unknown', '4 kit kit-code', '5 order order-repeated', '6 order order-coupled']);
    expect(await office.refused(`${one},${used},L1,2027-12-31,`, `${two},${good},L1,2026-09-01,`)).toEqual([
      '2 kit kit-used',
      '3 best_before shelf-life-short',
    ]);
    expect(
      await office.refused(`${one},${good},L1,2027-12-31,2026-03-01`, `${two},${good},L1,2027-12-31,`),
    ).toEqual(['2 posted_on posted-before-order', '3 kit kit-repeated']);
    expect(
      await office.refused(`${one},${good},L1,2027-12-31,2026-03-03`, `${two},${good},L1,soon,`),
    ).toEqual(['3 best_before date', '2 posted_on date-in-future']);
  });

  it('of another encoding or with other columns changes nothing', async () => {
    const refusedAs = (content: string | Buffer, code: RegExp): Promise<void> =>
      expect(office.coupleFile(file(content))).rejects.toMatchObject({
        code: expect.stringMatching(code) as string,
      });
    await refusedAs('a,b\n1,2\n', /HEADER/);
    await refusedAs(Buffer.from(`${COUPLING_HEADER}\n1,2,\xe5,2027-12-31,\n`, 'latin1'), /ENCODING/);
  });
});

describe('a kit that nobody can use', () => {
  it.each(['lost', 'unusable'] as const)(
    'because it was %s is replaced in the same round, with its letter, once',
    async (state) => {
      const { people, orders } = await office.sent(1);
      const [[person = ''], [order = 0]] = [people, orders];
      expect(await office.report(order, state)).toMatchObject({ state: 'replaced', reason: state });
      await office.sendDue();
      expect(await office.fate(person, 'kit-replacement')).toBe('sent by paper');
      expect(await office.kitsOf(person)).toEqual([`replaced ${state}`, 'ordered']);
      expect(await office.rounds(person)).toHaveLength(1);
    },
  );

  it('is replaced as often as the rules allow; then it is for the office', async () => {
    const { people, orders } = await office.sent(1);
    const [[person = ''], [order = 0]] = [people, orders];
    await office.report(order, 'lost');
    await office.sendDue();
    await office.packing.run();
    const second = await office.lastOrder(person);
    await office.couple(`${second},${office.code()},L1,2027-12-31,2026-03-02`);
    expect(await office.report(second, 'lost')).toMatchObject({ state: 'lost' });
    expect(await office.exceptions(person)).toEqual(['kit-limit']);
    await expect(office.report(order, 'unusable')).rejects.toMatchObject({ code: 'KIT_STATE' });
  });

  it('has expired when its last day is over', async () => {
    const { people, orders } = await office.ordered({});
    await office.packing.run();
    await office.couple(`${orders[0]},${office.code()},L1,2026-09-02,2026-03-02`);
    office.day = plainDate('2026-09-02');
    expect(await office.kits.settle()).toMatchObject({ expired: 0 });
    office.day = plainDate('2026-09-03');
    await office.kits.settle();
    expect(await office.kitsOf(people[0] ?? '')).toEqual(['replaced expired']);
  });

  it('is not replaced when the round is over', async () => {
    const { people, orders } = await office.sent(1);
    const [[person = ''], [order = 0]] = [people, orders];
    await office.test(person, START);
    await office.settleRounds();
    await office.kits.settle();
    expect(await office.kitsOf(person)).toEqual(['analysed']);
    await expect(office.report(order, 'lost')).rejects.toMatchObject({ code: 'KIT_STATE' });
  });

  it('gets no letter when the test comes before it leaves', async () => {
    const { people, orders } = await office.sent(1);
    const [[person = ''], [order = 0]] = [people, orders];
    await office.report(order, 'lost');
    await office.releasingDue.run();
    await office.test(person, START);
    await office.sendDue();
    expect(await office.fate(person, 'kit-replacement')).toBe('suppressed: tested');
  });
});
