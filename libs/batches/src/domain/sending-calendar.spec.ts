import { plainDate } from '@kallelse/kernel';
import fc from 'fast-check';
import { firstDayOutside, pauseOn, sendingCalendar } from './sending-calendar';

/** A colorectal laboratory in summer and at Christmas. */
const pauses = [
  { from: '06-20', until: '08-15' },
  { from: '12-15', until: '01-06' },
];
const shown = (given: typeof pauses): string[] =>
  sendingCalendar({ pauses: given }).map(({ month, birthMonths }) => `${month}: ${birthMonths.join(' ')}`);

describe('the calendar of a programme', () => {
  it('writes to everybody in the month of their birth where nothing is paused', () => {
    expect(shown([])).toEqual(Array.from({ length: 12 }, (_, i) => `${i + 1}: ${i + 1}`));
  });

  it('writes in the next month that is not paused to those whose own begins in a pause', () => {
    const calendar = shown(pauses);
    expect(calendar.slice(5, 9)).toEqual(['6: 6', '7: ', '8: ', '9: 7 8 9']);
    expect([calendar[11], calendar[0], calendar[1]]).toEqual(['12: 12', '1: ', '2: 1 2']);
  });

  it('says nothing when every month is paused', () => {
    expect(shown([{ from: '01-01', until: '12-31' }])).toEqual([]);
  });

  it('has every month of birth once, in a month that is not paused, whatever the pauses', () => {
    const day = fc
      .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
      .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join('-'));
    fc.assert(
      fc.property(fc.array(fc.record({ from: day, until: day }), { maxLength: 4 }), (given) => {
        const calendar = sendingCalendar({ pauses: given });
        if (calendar.length === 0) return;
        const births = calendar.flatMap(({ birthMonths }) => birthMonths).sort((a, b) => a - b);
        expect(births).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
        for (const { birthMonths, isPaused } of calendar) if (isPaused) expect(birthMonths).toEqual([]);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it.each([
    ['2026-06-19', undefined],
    ['2026-06-20', pauses[0]],
    ['2026-08-15', pauses[0]],
    ['2026-12-31', pauses[1]],
    ['2027-01-06', pauses[1]],
    ['2027-01-07', undefined],
  ])('is paused on %s: %j', (date, pause) => {
    expect(pauseOn({ pauses }, plainDate(date))).toEqual(pause);
  });

  it.each([
    ['2026-06-19', '2026-06-19'],
    ['2026-06-20', '2026-08-16'],
    ['2026-12-31', '2027-01-07'],
  ])('sends what falls due on %s on %s', (date, day) => {
    expect(firstDayOutside({ pauses }, plainDate(date))).toBe(day);
  });

  it('never sends when all the year is paused', () => {
    const always = [{ from: '01-01', until: '12-31' }];
    expect(firstDayOutside({ pauses: always }, plainDate('2026-05-01'))).toBeUndefined();
  });
});
