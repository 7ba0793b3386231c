import { file } from '../../../../population/spec/register-file';
import { rejections } from '../../../../population/spec/register-office';
import { ImportEvents } from '@kallelse/population';
import { anna, deliveryOffice } from '../../../spec/delivery-office';
import { KITS } from '../../../spec/kit-office';
import { PackingOffice } from '../../../spec/packing-office';

jest.setTimeout(120_000);

class LaboratoryOffice extends PackingOffice {
  /** What a laboratory reports. */
  async reported(line: object): Promise<string[]> {
    const importer = new ImportEvents(this.db.databases, this.clock, this.audit);
    const test = {
      programme: 'trial',
      type: 'test',
      date: this.day,
      method: 'fit',
      result: 'negative',
      ...line,
    };
    const summary = await importer.run({ path: file(`${JSON.stringify(test)}\n`, 'ndjson'), actor: anna });
    await this.settleRounds();
    await this.kits.settle();
    return rejections(summary);
  }

  /** Two people with a kit each, and the codes of the kits. */
  async two(): Promise<{ people: string[]; codes: string[] }> {
    const { people, orders } = await this.sent(2);
    const found = await Promise.all(orders.map((order) => this.kits.find(String(order))));
    this.later(10);
    return { people, codes: found.map(({ kit }) => kit ?? '') };
  }

  async roundState(person: string): Promise<string> {
    const [round] = await this.rounds(person);
    return [round?.state, round?.reason].filter(Boolean).join(' ');
  }
}

const office = deliveryOffice(LaboratoryOffice);
beforeAll(() => office.begin(KITS));

describe('a result that names a kit', () => {
  it('is of whom the kit was packed for, when the laboratory knows nothing else', async () => {
    const { people, codes } = await office.two();
    const [first = '', second = ''] = people;
    expect(await office.reported({ kit: codes[0] })).toEqual([]);
    expect([await office.roundState(first), await office.roundState(second)]).toEqual([
      'closed participated',
      'open',
    ]);
    expect([await office.kitsOf(first), await office.kitsOf(second)]).toEqual([['analysed'], ['sent']]);
  });

  it('is refused when the number is of somebody else, and nobody gets an answer', async () => {
    const { people, codes } = await office.two();
    const [first = '', second = ''] = people;
    expect(await office.reported({ kit: codes[0], identity: second })).toEqual(['1 kit kit-of-another']);
    expect([await office.roundState(first), await office.roundState(second)]).toEqual(['open', 'open']);
    expect(await office.reported({ kit: codes[0], identity: first })).toEqual([]);
    expect(await office.roundState(first)).toBe('closed participated');
  });

  it.each([
    [{ kit: '4000000000006' }, '1 kit kit-unknown'],
    [{ kit: 'no code' }, '1  kit-code'],
    [{}, '1  object'],
  ])('%j is refused', async (line, refusal) => {
    expect(await office.reported(line)).toEqual([refusal]);
  });

  it('that could not be analysed, and later could, says so of the kit', async () => {
    const { people, codes } = await office.two();
    const [person = ''] = people;
    await office.reported({ kit: codes[0], result: 'inadequate', ref: `lab:${codes[0] ?? ''}` });
    expect(await office.kitsOf(person)).toEqual(['unusable laboratory']);
    await office.reported({ kit: codes[0], result: 'negative', ref: `lab:${codes[0] ?? ''}` });
    expect(await office.kitsOf(person)).toEqual(['analysed']);
  });

  it('that is annulled leaves the kit as it was, and the round open', async () => {
    const { people, codes } = await office.two();
    const [person = ''] = people;
    await office.reported({ kit: codes[0], ref: `lab:${codes[0] ?? ''}` });
    await office.reported({ kit: codes[0], ref: `lab:${codes[0] ?? ''}`, void: true });
    expect(await office.roundState(person)).toBe('open');
    expect(await office.kitsOf(person)).toEqual(['sent']);
  });
});
