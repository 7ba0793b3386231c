import fc from 'fast-check';
import { wilson } from '../intervals';
import { zOf } from '../distributions';
import {
  adjustPValues,
  compareWithBenchmark,
  funnelBaseline,
  overdispersedCountRatios,
  overdispersedProportions,
  overdispersedRatios,
  proportionFunnelLimits,
  proportionPValue,
  proportionSignificance,
  rateSignificance,
  ratioFunnelAtExpected,
  ratioFunnelLine,
  ratioSignificance,
} from '.';

const SEED = { seed: 20261126 };
const share = fc.integer({ min: 1, max: 99 }).map((percent) => percent / 100);
const size = fc.integer({ min: 20, max: 100_000 });

describe('funnel of proportions', () => {
  it('has the limits of a normal deviate around the baseline (Spiegelhalter 2005, eq. 1), for any multiplier', () => {
    const { warning, action } = proportionFunnelLimits(0.7, 100, 1000);
    expect(warning.lower).toBeCloseTo(700 - 1959.963984540054 * Math.sqrt(0.0021), 6);
    expect(warning.upper).toBeCloseTo(700 + 1959.963984540054 * Math.sqrt(0.0021), 6);
    expect(action.lower).toBeCloseTo(700 - 3090.232306167813 * Math.sqrt(0.0021), 6);
  });

  it("is where Wilson's interval just touches the baseline", () => {
    fc.assert(
      fc.property(share, size, (baseline, n) => {
        const { lower, upper } = proportionFunnelLimits(baseline, n).warning;
        if (lower > 0) expect(wilson(lower * n, n, zOf(0.95)).upper).toBeCloseTo(baseline, 9);
        if (upper < 1) expect(wilson(upper * n, n, zOf(0.95)).lower).toBeCloseTo(baseline, 9);
      }),
      SEED,
    );
  });

  it('narrows with size, and the action limits lie outside the warning limits', () => {
    fc.assert(
      fc.property(share, size, (baseline, n) => {
        const [small, large] = [proportionFunnelLimits(baseline, n), proportionFunnelLimits(baseline, 2 * n)];
        expect(large.warning.lower).toBeGreaterThanOrEqual(small.warning.lower);
        expect(large.action.upper).toBeLessThanOrEqual(small.action.upper);
        expect(small.action.lower).toBeLessThanOrEqual(small.warning.lower);
      }),
      SEED,
    );
  });

  it('flags what lies outside, by tail, and agrees with its p-value', () => {
    const flag = (x: number) => proportionSignificance({ x, n: 1000 }, 0.7);
    expect([640, 665, 700, 735, 760].map(flag)).toEqual([
      'Low (0.001)',
      'Low (0.025)',
      'Not significant',
      'High (0.025)',
      'High (0.001)',
    ]);
    expect(proportionPValue({ x: 700, n: 1000 }, 0.7)).toBe(1);
    expect(proportionPValue({ x: 735, n: 1000 }, 0.7)).toBeLessThan(0.05);
  });

  it('takes sums, not a mean of shares, for its baseline', () =>
    expect(
      funnelBaseline([
        { x: 9, n: 10 },
        { x: 100, n: 1000 },
      ]),
    ).toBeCloseTo(109 / 1010, 12));
});

describe('funnel of ratios', () => {
  it('stands at the exact Poisson limits (Garwood 1936: 10 events, 4.795 to 18.390)', () => {
    const { expected, limits } = ratioFunnelLine(10, 100, 0.95);
    expect(expected.upper).toBeCloseTo(4.795, 3);
    expect(expected.lower).toBeCloseTo(18.39, 3);
    expect(limits.upper).toBeCloseTo(1000 / 4.7954, 1);
  });

  it('has other limits when the expectation is taken for a count seen: 10 expected, 0.480 to 1.839', () => {
    const { lower, upper } = ratioFunnelAtExpected(10).warning;
    expect(lower).toBeCloseTo(0.4795, 4);
    expect(upper).toBeCloseTo(1.839, 3);
  });

  it('flags a count by its own interval, exact below 10 and Byar above', () => {
    expect(ratioSignificance(0, 3)).toBe('Not significant');
    expect(ratioSignificance(0, 3.7)).toBe('Low (0.025)');
    expect(ratioSignificance(100, 50)).toBe('High (0.001)');
    expect(rateSignificance(100, 5000, 0.02)).toBe('Not significant');
  });

  it('refuses nothing expected', () => {
    expect(() => ratioSignificance(1, 0)).toThrow(RangeError);
    expect(() => ratioFunnelLine(0, 1, 0.95)).toThrow(RangeError);
  });
});

describe('overdispersion', () => {
  const spreadOut = [60, 75, 62, 81, 55, 70, 90, 66, 77, 58].map((percent) => ({ x: percent * 20, n: 2000 }));

  it('widens the limits by the spread between districts', () => {
    const funnel = overdispersedProportions(spreadOut);
    expect(funnel.phi).toBeGreaterThan(1);
    expect(funnel.tau2).toBeGreaterThan(0);
    const { plain, adjusted } = funnel.limitsAt(2000);
    expect(adjusted.warning.lower).toBeLessThan(plain.warning.lower);
    expect(adjusted.action.upper).toBeGreaterThan(plain.action.upper);
  });

  it('is nothing where districts differ by less than chance: both limit sets are equal', () => {
    const alike = [1, 2, 3, 4, 5].map((k) => ({ x: 70 * k, n: 100 * k }));
    const { tau2, limitsAt } = overdispersedProportions(alike);
    expect(tau2).toBe(0);
    expect(limitsAt(300).adjusted).toEqual(limitsAt(300).plain);
  });

  it('follows the method of moments where all have one size: τ² = s² (kφ − (k − 1)) / (k − 1)', () => {
    const { phi, tau2 } = overdispersedProportions(spreadOut);
    const [k, s2] = [10, 1 / (4 * 2000)];
    expect(tau2).toBeCloseTo((s2 * (k * phi - (k - 1))) / (k - 1), 12);
  });

  it('does not depend on the order of districts, and keeps limits between 0 and 1', () => {
    const district = size.chain((n) => fc.integer({ min: 0, max: n }).map((x) => ({ x, n })));
    fc.assert(
      fc.property(fc.array(district, { minLength: 3, maxLength: 12 }), (rows) => {
        fc.pre(rows.some(({ x }) => x > 0));
        const [found, turned] = [
          overdispersedProportions(rows),
          overdispersedProportions([...rows].reverse()),
        ];
        expect(turned.tau2).toBeCloseTo(found.tau2, 9);
        const { action } = found.limitsAt(50).adjusted;
        expect(action.lower).toBeGreaterThanOrEqual(0);
        expect(action.upper).toBeLessThanOrEqual(1);
      }),
      SEED,
    );
  });

  it('of ratios is on the ratio scale by both methods; the mortality indicator drops the outermost tenths', () => {
    const rows = Array.from({ length: 20 }, (_, i) => ({ observed: 60 + 4 * i, expected: 100 }));
    const [log, root] = [overdispersedRatios(rows, 'log'), overdispersedRatios(rows, 'square-root')];
    expect(log.used).toBeLessThan(20);
    expect(log.trimmed.filter((z) => z === null)).toHaveLength(20 - log.used);
    expect(root.used).toBe(20);
    for (const { limitsAt } of [log, root]) {
      const { lower, upper } = limitsAt(100).plain.warning;
      expect(lower).toBeCloseTo(0.81, 1);
      expect(upper).toBeCloseTo(1.2, 1);
    }
  });

  it('of ratios of counts takes a district without events', () => {
    const funnel = overdispersedCountRatios([
      { x: 0, n: 50 },
      { x: 12, n: 60 },
      { x: 90, n: 70 },
    ]);
    expect(funnel.target).toBeCloseTo(102 / 180, 12);
    expect(funnel.z.every(Number.isFinite)).toBe(true);
  });

  it('refuses a log funnel without events, a single district and too large a trim', () => {
    const one = { observed: 3, expected: 2 };
    expect(() => overdispersedRatios([one, { observed: 0, expected: 2 }], 'log')).toThrow(RangeError);
    expect(() => overdispersedRatios([one], 'square-root')).toThrow(RangeError);
    expect(() => overdispersedProportions(spreadOut, 0.5)).toThrow(RangeError);
  });
});

describe('flags of many districts', () => {
  it('are those of Benjamini & Hochberg 1995, section 4.1: 4 of 15 hypotheses at 5 %, 3 by Bonferroni', () => {
    const p = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
      0.759, 1,
    ];
    const count = (adjusted: number[]) => adjusted.filter((value) => value <= 0.05).length;
    expect(count(adjustPValues(p))).toBe(4);
    expect(count(adjustPValues(p, 'bonferroni'))).toBe(3);
    expect(adjustPValues(p)[3]).toBeCloseTo(0.035625, 12);
  });

  it('never fall below p, keep its order, do not depend on input order, and Bonferroni is the strictest', () => {
    const ps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(ps, (p) => {
        const [bh, holm, bonferroni] = [
          adjustPValues(p),
          adjustPValues(p, 'holm'),
          adjustPValues(p, 'bonferroni'),
        ];
        p.forEach((value, i) => {
          expect(bh[i]).toBeGreaterThanOrEqual(value);
          expect(holm[i]).toBeGreaterThanOrEqual(bh[i] ?? 0);
          expect(bonferroni[i]).toBeGreaterThanOrEqual(holm[i] ?? 0);
          p.forEach((other, j) => {
            if (value < other) expect(bh[i]).toBeLessThanOrEqual(bh[j] ?? 0);
          });
        });
        expect(adjustPValues([...p].reverse()).reverse()).toEqual(bh);
      }),
      SEED,
    );
  });

  it('refuse what is no p-value', () => expect(() => adjustPValues([0.5, 1.2])).toThrow(RangeError));
});

describe('comparison with a benchmark', () => {
  it.each([
    ['high-is-good', 'worse', 'similar', 'better'],
    ['low-is-good', 'better', 'similar', 'worse'],
    ['none', 'lower', 'similar', 'higher'],
  ] as const)('judges by polarity %s: below %s, around %s, above %s', (polarity, below, around, above) => {
    const outcome = (lower: number, upper: number) => compareWithBenchmark({ lower, upper }, 70, polarity);
    expect([outcome(60, 69), outcome(60, 70), outcome(71, 75)]).toEqual([below, around, above]);
  });
});
