import fc from 'fast-check';
import { addDuration, addMonths, lastDayReaching, parseDuration } from './duration';
import { parseDay, plainDate, toDay, toPlainDate } from './plain-date';

const plus = (date: string, duration: string): string => {
  const parsed = parseDuration(duration);
  if (!parsed) throw new Error(`no duration: ${duration}`);
  return toPlainDate(addDuration(toDay(plainDate(date)), parsed));
};

describe('durations', () => {
  it('clamp to the last day of the month, once for years and months together', () => {
    expect(plus('2026-01-31', 'P1M')).toBe('2026-02-28');
    expect(plus('2024-02-29', 'P1Y')).toBe('2025-02-28');
    expect(plus('2024-02-29', 'P1Y12M')).toBe('2026-02-28');
    expect(plus('2024-01-31', 'P1Y1M')).toBe('2025-02-28');
    expect(plus('2024-01-31', 'P1M1D')).toBe('2024-03-01');
    expect(plus('2024-02-29', 'P1W')).toBe('2024-03-07');
    expect(plus('2020-02-29', 'P4Y')).toBe('2024-02-29');
  });

  it('read every part and refuse what is no duration or spans more than 200 years', () => {
    expect(parseDuration('P1Y2M3W4D')).toEqual({ months: 14, days: 25 });
    expect(parseDuration('P0D')).toEqual({ months: 0, days: 0 });
    expect(parseDuration('P200Y')).toEqual({ months: 2400, days: 0 });
    for (const text of [
      'P',
      '',
      'P1',
      '1Y',
      'P1H',
      'PT1H',
      'P-1Y',
      'P1D1Y',
      'P1.5Y',
      'p1y',
      'P200Y1D',
      'P201Y',
      'P2401M',
    ]) {
      expect([text, parseDuration(text)]).toEqual([text, undefined]);
    }
  });

  const day = fc.integer({ min: parseDay('1850-01-01') ?? 0, max: parseDay('2150-12-31') ?? 0 });
  const duration = fc.record({
    months: fc.integer({ min: 0, max: 2400 }),
    days: fc.integer({ min: 0, max: 400 }),
  });

  it('never reorder days, so one boundary day decides date + duration ≤ limit', () => {
    fc.assert(
      fc.property(day, duration, fc.integer({ min: -40, max: 40 }), (limit, span, offset) => {
        const boundary = lastDayReaching(limit, span);
        const date = boundary + offset;
        expect(addDuration(date, span) <= limit).toBe(date <= boundary);
      }),
      { seed: 20261126, numRuns: 3000 },
    );
  });

  it('subtract months with the same clamp', () => {
    expect(toPlainDate(addMonths(toDay(plainDate('2026-03-31')), -1))).toBe('2026-02-28');
    expect(toPlainDate(addMonths(toDay(plainDate('2026-01-31')), -12 * 4))).toBe('2022-01-31');
  });
});
