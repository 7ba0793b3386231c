import fc from 'fast-check';
import {
  changeOfDifference,
  changeOfRatio,
  errorFromLimits,
  logisticSlopeIndex,
  robustSlopeIndex,
  slopeIndex,
  slopeIndexOfMean,
} from '.';

const SEED = { seed: 20261126 };
const proportion = { kind: 'proportion' } as const;

/** Participation by quintile, most deprived first. */
const QUINTILES = [58, 64, 69, 72, 76].map((percent) => ({ value: percent / 100, size: 20_000, se: 0.015 }));

const group = fc.record({
  value: fc.integer({ min: 35, max: 65 }).map((percent) => percent / 100),
  size: fc.integer({ min: 50, max: 5000 }),
  se: fc.constant(0.02),
});
const groups = fc.array(group, { minLength: 3, maxLength: 8 });

describe('slope and relative index of inequality', () => {
  it('by hand: five equal groups with ridits 0.1 … 0.9 (Low & Low 2004)', () => {
    // b₁ = Σ (r − ½)(y − ȳ) / Σ (r − ½)² = (−0.4·−9.8 − 0.2·−3.8 + 0.2·4.2 + 0.4·8.2) / 0.4 = 22 percentage points
    const { sii, rii, intercept } = slopeIndex(QUINTILES, proportion);
    expect(sii.value).toBeCloseTo(0.22, 12);
    expect(intercept).toBeCloseTo(0.568, 12);
    expect(rii.value).toBeCloseTo(0.788 / 0.568, 12);
  });

  it('has limits from the errors of the groups: SE² = Σ ((r − ½)/0.4)² (se p(1 − p))²', () => {
    const { sii } = slopeIndex(QUINTILES, proportion);
    const se = Math.sqrt(
      QUINTILES.reduce((sum, { value }, i) => {
        return sum + (((i - 2) * 0.2) / 0.4) ** 2 * (0.015 * value * (1 - value)) ** 2;
      }, 0),
    );
    expect(sii.se).toBeCloseTo(se, 12);
    expect(sii.upper - sii.lower).toBeCloseTo(2 * 1.959963984540054 * se, 12);
  });

  it('is the same every time: no random numbers in the limits', () =>
    expect(slopeIndex(QUINTILES, proportion)).toEqual(slopeIndex(QUINTILES, proportion)));

  it('is 0 and 1 where all groups are equal', () => {
    const equal = QUINTILES.map((one) => ({ ...one, value: 0.7 }));
    for (const transform of [false, true]) {
      const { sii, rii } = slopeIndex(equal, { ...proportion, transform });
      expect(sii.value).toBeCloseTo(0, 12);
      expect(rii.value).toBeCloseTo(1, 12);
      expect(sii.lower).toBeLessThan(0);
    }
  });

  it('turns round with the order of groups and with a negative multiplier', () => {
    fc.assert(
      fc.property(groups, fc.boolean(), (rows, transform) => {
        const options = { ...proportion, transform };
        // Steep lines may reach 0, where a ratio is refused.
        fc.pre(Math.abs(slopeIndexOfMean(rows).sii) < 0.6);
        const found = slopeIndex(rows, options);
        const turned = slopeIndex([...rows].reverse(), options);
        const negative = slopeIndex(rows, { ...options, multiplier: -100 });
        expect(turned.sii.value).toBeCloseTo(-found.sii.value, 9);
        expect(turned.rii.value).toBeCloseTo(1 / found.rii.value, 9);
        expect(turned.sii.lower).toBeCloseTo(-found.sii.upper, 9);
        expect(negative.sii.value).toBeCloseTo(-100 * found.sii.value, 9);
        expect(negative.rii.upper).toBeCloseTo(1 / found.rii.lower, 9);
        expect(found.sii.lower).toBeLessThanOrEqual(found.sii.value);
      }),
      SEED,
    );
  });

  it('does not change when the sizes are given as shares', () => {
    const shares = QUINTILES.map((one) => ({ ...one, size: one.size / 100_000 }));
    expect(slopeIndex(shares, proportion).sii.value).toBeCloseTo(0.22, 12);
  });

  it('based on the mean is another number: 0.22 ÷ 0.678 (Pamuk 1985)', () => {
    const { sii, riiOfMean } = slopeIndexOfMean(QUINTILES);
    expect(sii).toBeCloseTo(0.22, 12);
    expect(riiOfMean).toBeCloseTo(0.22 / 0.678, 12);
  });

  it('takes errors from limits on the scale of the figure', () => {
    expect(errorFromLimits({ lower: 1, upper: Math.E }, 'rate')).toBeCloseTo(1 / (2 * 1.959963984540054), 12);
    expect(() => errorFromLimits({ lower: 0, upper: 0.5 }, 'proportion')).toThrow(RangeError);
    expect(() => errorFromLimits({ lower: 0.6, upper: 0.5 }, 'proportion')).toThrow(RangeError);
  });

  it('refuses one group, an empty group, a proportion above 1 and a ratio through 0', () => {
    expect(() => slopeIndex(QUINTILES.slice(0, 1), proportion)).toThrow(RangeError);
    expect(() => slopeIndex([{ value: 0.5, size: 0, se: 0.1 }, ...QUINTILES], proportion)).toThrow(
      RangeError,
    );
    expect(() => slopeIndex([{ value: 1.2, size: 5, se: 0.1 }, ...QUINTILES], proportion)).toThrow(
      RangeError,
    );
    const steep = [0.01, 0.01, 0.9].map((value) => ({ value, size: 10, se: 0.1 }));
    expect(() => slopeIndex(steep, proportion)).toThrow(/fit it transformed/);
  });
});

describe('slope indices by other models', () => {
  it('with robust errors share the slope and vanish in error where groups lie on a line', () => {
    expect(robustSlopeIndex(QUINTILES).sii.value).toBeCloseTo(0.22, 12);
    const straight = [0.5, 0.6, 0.7].map((value) => ({ value, size: 10 }));
    expect(robustSlopeIndex(straight).sii.se).toBeCloseTo(0, 12);
    expect(robustSlopeIndex(straight).rii.value).toBeCloseTo(0.75 / 0.45, 12);
  });

  it('by logistic regression of two groups pass through both exactly', () => {
    const found = logisticSlopeIndex([
      { x: 300, n: 500, rank: 0 },
      { x: 400, n: 500, rank: 1 },
    ]);
    expect(found.fitted[0]).toBeCloseTo(0.6, 10);
    expect(found.sii.value).toBeCloseTo(0.2, 10);
    expect(found.rii.value).toBeCloseTo(4 / 3, 10);
    // The delta method then gives the binomial variances of the two shares.
    expect(found.sii.se).toBeCloseTo(Math.sqrt((0.6 * 0.4 + 0.8 * 0.2) / 500), 10);
    expect(found.rii.se).toBeCloseTo(Math.sqrt(0.4 / 300 + 0.2 / 400), 10);
  });

  it('count each person once: twice the persons, half the variance, the same index', () => {
    const rows = [40, 55, 70].map((x, i) => ({ x, n: 100, rank: (i + 0.5) / 3 }));
    const [once, twice] = [
      logisticSlopeIndex(rows),
      logisticSlopeIndex(rows.map((row) => ({ ...row, weight: 2 }))),
    ];
    expect(twice.sii.value).toBeCloseTo(once.sii.value, 10);
    expect(twice.sii.se).toBeCloseTo(once.sii.se / Math.SQRT2, 10);
  });
});

describe('change in inequality', () => {
  it('is tested by the difference over the joint error', () => {
    const { change, z, p } = changeOfDifference({ value: 0.22, se: 0.03 }, { value: 0.12, se: 0.04 });
    expect(change.value).toBeCloseTo(-0.1, 12);
    expect(z).toBeCloseTo(-2, 12);
    expect(p).toBeCloseTo(0.0455, 4);
  });

  it('of a ratio is the same as of its logarithm, and inverts when the times change places', () => {
    const [a, b] = [
      { value: 1.4, se: 0.03 },
      { value: 1.2, se: 0.04 },
    ];
    const [there, back] = [changeOfRatio(a, b), changeOfRatio(b, a)];
    expect(there.z).toBeCloseTo(Math.log(1.2 / 1.4) / 0.05, 12);
    expect(back.change.value).toBeCloseTo(1 / there.change.value, 12);
    expect(back.p).toBeCloseTo(there.p, 12);
  });

  it('refuses figures without any uncertainty', () =>
    expect(() => changeOfDifference({ value: 1, se: 0 }, { value: 2, se: 0 })).toThrow(RangeError));
});
