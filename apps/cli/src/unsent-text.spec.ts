import { type UnsentContact } from '@kallelse/batches';
import { unsentText } from './unsent-text';

const TODAY = '2026-09-01';
const contact = (given: Partial<UnsentContact>): UnsentContact => ({
  contact: 1,
  resident: 2,
  step: 'reminder-1',
  state: 'waiting',
  reason: null,
  due: TODAY,
  ...given,
});

describe('who has not got something', () => {
  it('says so when everything has gone out', () => {
    expect(unsentText([], TODAY)).toBe('everything has gone out\n');
  });

  it('counts contacts whose day has not come, with their days, and lists those whose day has', () => {
    const text = unsentText(
      [
        contact({ contact: 7, resident: 70, state: 'held', reason: 'outreach', step: 'invitation' }),
        contact({ contact: 8, resident: 80 }),
        contact({ contact: 9, resident: 90, due: '2026-10-31' }),
        contact({ contact: 10, resident: 91, due: '2026-11-02' }),
      ],
      TODAY,
    );
    expect(text).toMatch(/7 +70 +invitation +held +outreach/);
    expect(text).toMatch(/8 +80 +reminder-1 +waiting/);
    expect(text).not.toMatch(/\b9[01]\b/);
    expect(text).toContain('2 × reminder-1 not sent yet: due 2026-10-31 to 2026-11-02');
  });

  it('says that all due has gone out when only later contacts wait', () => {
    expect(unsentText([contact({ due: '2026-10-31' })], TODAY)).toBe(
      'all that was due has gone out\n1 × reminder-1 not sent yet: due 2026-10-31\n',
    );
  });

  it('tells what to do about messages of which nobody knows whether they arrived', () => {
    expect(unsentText([contact({ state: 'unknown', reason: 'interrupted' })], TODAY)).toContain(
      'not sent again by itself',
    );
  });
});
