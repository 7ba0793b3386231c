import fc from 'fast-check';
import { ageInMonthsOn, ageOn, latestBirthForAge, latestBirthForMonths, type LeapDayBirthday } from './age';
import { addMonths } from './duration';
import { civilOf, parseDay, plainDate, toDay } from './plain-date';

const age = (birth: string, on: string, leapDay: LeapDayBirthday = 'mar-1'): number =>
  ageOn(civilOf(toDay(plainDate(birth))), toDay(plainDate(on)), leapDay);

describe('age', () => {
  it('counts completed years, the birthday included', () => {
    expect(age('1990-05-10', '2026-05-09')).toBe(35);
    expect(age('1990-05-10', '2026-05-10')).toBe(36);
  });

  it('completes a leap-day year on 1 March, or on 28 February where set so', () => {
    expect(age('2000-02-29', '2018-02-28')).toBe(17);
    expect(age('2000-02-29', '2018-03-01')).toBe(18);
    expect(age('2000-02-29', '2018-02-28', 'feb-28')).toBe(18);
    expect(age('2000-02-29', '2020-02-28', 'feb-28')).toBe(19);
    expect(age('2000-02-29', '2020-02-29', 'feb-28')).toBe(20);
  });

  const day = fc.integer({ min: parseDay('1850-01-01') ?? 0, max: parseDay('2150-12-31') ?? 0 });

  it('is the greatest N with birth date ≤ date − N years, clamped', () => {
    fc.assert(
      fc.property(day, day, (birth, on) => {
        const years = ageOn(civilOf(birth), on, 'mar-1');
        expect(birth <= addMonths(on, -12 * years)).toBe(true);
        expect(birth <= addMonths(on, -12 * (years + 1))).toBe(false);
      }),
      { seed: 20261126, numRuns: 3000 },
    );
  });

  it('under feb-28 is the greatest N with birth date + N years ≤ date, clamped', () => {
    fc.assert(
      fc.property(day, day, (birth, on) => {
        const years = ageOn(civilOf(birth), on, 'feb-28');
        expect(addMonths(birth, 12 * years) <= on).toBe(true);
        expect(addMonths(birth, 12 * (years + 1)) <= on).toBe(false);
      }),
      { seed: 20261126, numRuns: 3000 },
    );
  });

  it('in months is the greatest N with birth date ≤ date − N months, clamped', () => {
    fc.assert(
      fc.property(day, day, (birth, on) => {
        const months = ageInMonthsOn(civilOf(birth), on);
        expect(birth <= addMonths(on, -months)).toBe(true);
        expect(birth <= addMonths(on, -months - 1)).toBe(false);
      }),
      { seed: 20261126, numRuns: 3000 },
    );
  });

  const leapDays = fc
    .integer({ min: 463, max: 537 })
    .map((n) => n * 4)
    .filter((y) => y % 100 !== 0 || y % 400 === 0);

  it('is decided by one boundary birth date, leap days included', () => {
    const birth = fc.oneof(
      day,
      leapDays.map((year) => parseDay(`${year}-02-29`) ?? 0),
    );
    const on = fc.oneof(
      day,
      fc.integer({ min: 1850, max: 2150 }).map((year) => parseDay(`${year}-02-28`) ?? 0),
    );
    fc.assert(
      fc.property(
        birth,
        on,
        fc.integer({ min: -3, max: 130 }),
        fc.constantFrom<LeapDayBirthday>('mar-1', 'feb-28'),
        (b, d, n, leapDay) => {
          expect(b <= latestBirthForAge(n, d, leapDay)).toBe(ageOn(civilOf(b), d, leapDay) >= n);
          expect(b <= latestBirthForMonths(n, d)).toBe(ageInMonthsOn(civilOf(b), d) >= n);
        },
      ),
      { seed: 20261126, numRuns: 5000 },
    );
  });
});
