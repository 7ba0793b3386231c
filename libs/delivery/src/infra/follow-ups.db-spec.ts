import { plainDate } from '@kallelse/kernel';
import { DeliveryOffice, deliveryOffice } from '../../spec/delivery-office';

jest.setTimeout(60_000);

class ClinicOffice extends DeliveryOffice {
  /** Somebody who was invited and has given a test with a result, ten days later. */
  async tested(result: string): Promise<string> {
    this.day = plainDate('2026-03-02');
    await this.nobodyIsDue();
    await this.settle();
    const [person = ''] = await this.register({});
    await this.work(await this.released());
    await this.settle();
    this.later(10);
    await this.test(person, this.day, { result, ref: `lab:${person}` });
    await this.settle();
    return person;
  }

  /** What is due goes out; returns what became of the follow-up. */
  async followUp(person: string, days: number): Promise<string> {
    this.later(days);
    await this.releasingDue.run();
    for (const batch of await this.figures.unfinished()) await this.workAgain(batch);
    return this.fate(person, 'inadequate');
  }
}

const office = deliveryOffice(ClinicOffice);
beforeAll(() =>
  office.begin({
    followUps: [
      { id: 'inadequate', results: ['inadequate', 'missing'], template: 'test-inadequate', after: 'P3D' },
    ],
  }),
);

describe('a letter that follows a result', () => {
  it('goes out so long after the test, once, though the round is over', async () => {
    const person = await office.tested('inadequate');
    expect(await office.followUp(person, 2)).toBe('waiting');
    expect(await office.followUp(person, 1)).toBe('sent by paper');
    await office.settle();
    expect(await office.followUp(person, 30)).toBe('sent by paper');
    expect(await office.rounds(person)).toMatchObject([{ state: 'closed', reason: 'participated' }]);
  });

  it('does not follow another result', async () => {
    const person = await office.tested('negative');
    expect(await office.followUp(person, 5)).toBe('');
  });

  it('is stopped when the result is corrected', async () => {
    const person = await office.tested('inadequate');
    await office.test(person, office.day, { result: 'negative', ref: `lab:${person}` });
    await office.settle();
    expect(await office.followUp(person, 3)).toBe('suppressed: result-changed');
  });

  it('follows a result that is corrected to one of those', async () => {
    const person = await office.tested('negative');
    await office.test(person, office.day, { result: 'missing', ref: `lab:${person}` });
    await office.settle();
    expect(await office.followUp(person, 3)).toBe('sent by paper');
  });

  it.each([
    [
      'another test has come',
      { programme: 'trial', type: 'test', date: '2026-03-14', method: 'fit', result: 'negative' },
      'tested',
    ],
    [
      'the programme was declined',
      { programme: 'trial', kind: 'permanent', from: '2026-03-12' },
      'opted-out',
    ],
    [
      'care has taken over',
      { programme: 'trial', type: 'care', from: '2026-03-12', until: null },
      'under-care',
    ],
  ])('is stopped when %s', async (_, line, reason) => {
    const person = await office.tested('inadequate');
    office.later(2);
    await office.tell(person, line);
    await office.settle();
    expect(await office.followUp(person, 1)).toBe(`suppressed: ${reason}`);
  });
});
