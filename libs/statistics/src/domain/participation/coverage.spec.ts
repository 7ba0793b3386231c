import fc from 'fast-check';
import { annualTarget, coverage, participationCurve, participationWithin, totalCoverage } from '.';

const SEED = { seed: 20261126 };

describe('coverage', () => {
  it('against the annual target may exceed 1 (CanScreen5 fact sheet England, cervix: 131.0 % at 25–29)', () => {
    const target = annualTarget(1_839_818, 36);
    expect(target).toBe(613_272);
    expect(coverage({ numerator: 803_363, denominator: target })).toBeCloseTo(1.31, 3);
  });

  it('of a whole is the sum over the sum, not the mean of shares', () => {
    const parts = [
      { numerator: 90, denominator: 100 },
      { numerator: 400, denominator: 1000 },
    ];
    expect(totalCoverage(parts)).toBeCloseTo(490 / 1100, 12);
  });

  it('leaves groups without a figure out of both sums', () => {
    const parts = [
      { numerator: 1271, denominator: 1444 },
      { numerator: 935, denominator: 1071 },
      { numerator: 960, denominator: 1107 },
      { numerator: null, denominator: null },
    ];
    // Finnish Cancer Registry, organised mammography, Mellersta Österbotten 2010: 87.4 %
    expect(totalCoverage(parts)).toBeCloseTo(0.874, 3);
    expect(coverage({ numerator: null, denominator: 5 })).toBeNull();
  });

  it('does not change when a group is split', () => {
    fc.assert(
      fc.property(
        fc.nat(500),
        fc.nat(500),
        fc.integer({ min: 1, max: 900 }),
        fc.integer({ min: 1, max: 900 }),
        (a, b, m, n) => {
          const whole = totalCoverage([{ numerator: a + b, denominator: m + n }]);
          const split = totalCoverage([
            { numerator: a, denominator: m },
            { numerator: b, denominator: n },
          ]);
          expect(split).toBeCloseTo(whole, 12);
        },
      ),
      SEED,
    );
  });

  it('refuses a denominator of 0 and negative counts instead of giving NaN', () => {
    expect(() => coverage({ numerator: 0, denominator: 0 })).toThrow(RangeError);
    expect(() => coverage({ numerator: -1, denominator: 5 })).toThrow(RangeError);
    expect(() => totalCoverage([{ numerator: null, denominator: 3 }])).toThrow(RangeError);
    expect(() => annualTarget(10.5, 24)).toThrow(RangeError);
  });
});

/** Freireich et al. 1963 (Blood 21:699–716): weeks of remission under 6-mercaptopurine; + = censored. */
const REMISSION = '6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+'
  .split(' ')
  .map((week) => ({ time: parseInt(week, 10), event: !week.endsWith('+') }));

describe('participation over time', () => {
  it.each([
    // Kaplan–Meier estimate and Greenwood error of the remissions (Collett, Modelling Survival Data; Kleinbaum & Klein)
    [6, 0.8571, 0.0764],
    [7, 0.8067, 0.0869],
    [10, 0.7529, 0.0963],
    [13, 0.6902, 0.1068],
    [16, 0.6275, 0.1141],
    [22, 0.5378, 0.1282],
    [23, 0.4482, 0.1346],
  ])('at week %d is 1 − %d with error %d', (week, survival, se) => {
    const found = participationWithin(REMISSION, week);
    expect(found?.value).toBeCloseTo(1 - survival, 4);
    expect(found?.se).toBeCloseTo(se, 4);
  });

  it('has limits on the log-log scale as published for week 6 (0.620 to 0.952 remaining)', () => {
    const found = participationWithin(REMISSION, 6);
    expect(found?.lower).toBeCloseTo(1 - 0.952, 3);
    expect(found?.upper).toBeCloseTo(1 - 0.62, 3);
  });

  it('is the plain share where nobody is censored', () => {
    const persons = [3, 8, 8, 20].map((time) => ({ time, event: true }));
    expect(participationWithin(persons, 8)?.value).toBeCloseTo(0.75, 12);
    expect(participationWithin(persons, 2)?.value).toBe(0);
    expect(participationWithin(persons, 99)?.value).toBe(1);
  });

  it('is not said beyond the last follow-up', () => expect(participationWithin(REMISSION, 36)).toBeNull());

  it('never falls with time, stays within 0 and 1, and does not depend on the order of persons', () => {
    const person = fc.record({ time: fc.nat(60), event: fc.boolean() });
    fc.assert(
      fc.property(fc.array(person, { minLength: 1, maxLength: 60 }), (persons) => {
        const steps = participationCurve(persons);
        let before = 0;
        for (const { participation } of steps) {
          expect(participation).toBeGreaterThanOrEqual(before);
          expect(participation).toBeLessThanOrEqual(1);
          before = participation;
        }
        expect(participationCurve([...persons].reverse())).toEqual(steps);
        const found = participationWithin(persons, 0);
        if (found) expect(found.lower <= found.value && found.value <= found.upper).toBe(true);
      }),
      SEED,
    );
  });

  it('refuses nobody and negative times', () => {
    expect(() => participationCurve([])).toThrow(RangeError);
    expect(() => participationCurve([{ time: -1, event: true }])).toThrow(RangeError);
  });
});
