import fc from 'fast-check';
import { civilOf, dayOf, parseDay, toPlainDate } from './plain-date';

const anyDay = fc.integer({ min: -719_162, max: 2_932_896 });

describe('plain dates', () => {
  it('agree with the platform calendar on every day of the years 1 to 9999', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const text = new Date(day * 86_400_000).toISOString().slice(0, 10);
        const civil = civilOf(day);
        expect(toPlainDate(day)).toBe(text);
        expect(parseDay(text)).toBe(day);
        expect(dayOf(civil.year, civil.month, civil.day)).toBe(day);
      }),
      { seed: 20261126, numRuns: 2000 },
    );
  });

  it.each([
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '0000-01-01',
    '2026-1-1',
    '20260101',
    '2026-01-1x',
    '',
    '2026-01-01T00:00',
  ])('refuse %j', (text) => expect(parseDay(text)).toBeUndefined());

  it('accept 29 February in leap years only, centuries included', () => {
    expect(
      ['2024-02-29', '2000-02-29', '1900-02-29', '2100-02-29'].map((text) => parseDay(text) !== undefined),
    ).toEqual([true, true, false, false]);
  });
});
