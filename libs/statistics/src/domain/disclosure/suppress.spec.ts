import fc from 'fast-check';
import { SMALLEST_SHOWN, suppress } from './suppress';

const cell = (numerator: number, denominator: number) => ({ numerator, denominator });

describe('suppression', () => {
  it('hides small numerators, complements and denominators', () => {
    const hidden = suppress([cell(4, 100), cell(97, 100), cell(2, 4), cell(50, 100), cell(60, 100)]);
    expect(hidden).toEqual([true, true, true, false, false]);
  });

  it('hides nothing where nothing is small', () =>
    expect(suppress([cell(50, 100), cell(5, 10)])).toEqual([false, false]));

  it('hides a second cell, so that the total does not give the first away', () => {
    expect(suppress([cell(4, 100), cell(50, 90), cell(60, 100)])).toEqual([true, true, false]);
  });

  it('never leaves a single hidden cell, nor hidden cells that add up to something small, beside a total', () => {
    const cells = fc.array(
      fc
        .integer({ min: 0, max: 60 })
        .chain((denominator) =>
          fc.integer({ min: 0, max: denominator }).map((numerator) => cell(numerator, denominator)),
        ),
      { minLength: 2, maxLength: 12 },
    );
    fc.assert(
      fc.property(cells, (table) => {
        const hidden = suppress(table);
        const concealed = table.filter((_, i) => hidden[i]);
        const shown = table.filter((_, i) => !hidden[i]);
        for (const { numerator, denominator } of shown) {
          expect(Math.min(numerator, denominator - numerator, denominator)).toBeGreaterThanOrEqual(
            SMALLEST_SHOWN,
          );
        }
        if (concealed.length === 0 || shown.length === 0) return;
        const numerator = concealed.reduce((sum, one) => sum + one.numerator, 0);
        const denominator = concealed.reduce((sum, one) => sum + one.denominator, 0);
        expect(concealed.length).toBeGreaterThan(1);
        expect(Math.min(numerator, denominator - numerator)).toBeGreaterThanOrEqual(SMALLEST_SHOWN);
      }),
      { seed: 20261124 },
    );
  });
});
