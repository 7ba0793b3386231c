import fc from 'fast-check';
import { classicalCovariance, fitLine, fitLogistic, logistic, logit, robustCovariance } from '.';

const SEED = { seed: 20261126 };

describe('weighted line', () => {
  // Anscombe 1973, The American Statistician 27:17–21, data set 1.
  const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
  const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
  const points = x.map((at, i) => ({ x: at, y: y[i] ?? 0, weight: 1 }));

  it('is that of Anscombe 1973: 3.000 + 0.500 x with error 0.118 of the slope', () => {
    const line = fitLine(points);
    expect(line.intercept).toBeCloseTo(3.0001, 4);
    expect(line.slope).toBeCloseTo(0.5001, 4);
    expect(Math.sqrt(classicalCovariance(line, points).slope)).toBeCloseTo(0.1179, 4);
    expect(Math.sqrt(classicalCovariance(line, points).intercept)).toBeCloseTo(1.1247, 4);
  });

  it('counts a point of weight 2 as two points, and does not depend on the unit of weights', () => {
    const doubled = fitLine([...points, ...points.slice(0, 3)]);
    const weighted = fitLine(points.map((point, i) => ({ ...point, weight: i < 3 ? 2 : 1 })));
    expect(weighted.slope).toBeCloseTo(doubled.slope, 12);
    expect(fitLine(points.map((point) => ({ ...point, weight: 7 }))).slope).toBeCloseTo(
      fitLine(points).slope,
      12,
    );
  });

  it('has no error of any kind where the points lie on it', () => {
    const straight = [1, 2, 3, 5].map((at) => ({ x: at, y: 4 - 2 * at, weight: at }));
    const line = fitLine(straight);
    expect(line.slope).toBeCloseTo(-2, 12);
    expect(robustCovariance(line).slope).toBeCloseTo(0, 20);
    expect(classicalCovariance(line, straight).slope).toBeCloseTo(0, 20);
  });

  it('has the robust error HC1 by hand: Σ ((x − x̄) u)² / (Σ (x − x̄)²)² · n/(n − 2)', () => {
    // y = 0, 3, 0 at x = 0, 1, 2: slope 0, residuals −1, 2, −1; (1 + 0 + 1) / 4 · 3
    const three = [0, 3, 0].map((value, at) => ({ x: at, y: value, weight: 1 }));
    expect(robustCovariance(fitLine(three)).slope).toBeCloseTo(1.5, 12);
  });

  it('refuses one point, one x, or a weight of 0', () => {
    expect(() => fitLine(points.slice(0, 1))).toThrow(RangeError);
    expect(() => fitLine(points.map((point) => ({ ...point, x: 3 })))).toThrow(RangeError);
    expect(() => fitLine(points.map((point) => ({ ...point, weight: 0 })))).toThrow(RangeError);
  });
});

describe('logistic line', () => {
  it('through two groups is exact: slope = log odds ratio, variance = sum of inverse counts (Woolf 1955)', () => {
    const fit = fitLogistic([
      { x: 0, successes: 20, trials: 50, weight: 1 },
      { x: 1, successes: 45, trials: 60, weight: 1 },
    ]);
    expect(fit.intercept).toBeCloseTo(Math.log(20 / 30), 10);
    expect(fit.slope).toBeCloseTo(Math.log((45 * 30) / (15 * 20)), 10);
    expect(fit.covariance.slope).toBeCloseTo(1 / 20 + 1 / 30 + 1 / 45 + 1 / 15, 9);
    expect(fit.covariance.intercept).toBeCloseTo(1 / 20 + 1 / 30, 9);
  });

  it('reproduces the number of successes and mirrors when successes and failures change places', () => {
    const group = fc
      .integer({ min: 2, max: 500 })
      .chain((trials) =>
        fc.integer({ min: 1, max: trials - 1 }).map((successes) => ({ successes, trials, weight: 1 })),
      );
    fc.assert(
      fc.property(fc.array(group, { minLength: 3, maxLength: 8 }), (groups) => {
        const points = groups.map((one, i) => ({ ...one, x: i / groups.length }));
        const fit = fitLogistic(points);
        const fitted = points.reduce(
          (sum, { x, trials }) => sum + trials * logistic(fit.intercept + fit.slope * x),
          0,
        );
        const seen = points.reduce((sum, { successes }) => sum + successes, 0);
        expect(fitted / seen).toBeCloseTo(1, 9);
        const turned = fitLogistic(points.map((one) => ({ ...one, successes: one.trials - one.successes })));
        expect(turned.slope).toBeCloseTo(-fit.slope, 6);
      }),
      SEED,
    );
  });

  it('refuses all or nobody, and groups that separate completely', () => {
    const at = (x: number, successes: number) => ({ x, successes, trials: 10, weight: 1 });
    expect(() => fitLogistic([at(0, 0), at(1, 0)])).toThrow(/both successes and failures/);
    expect(() => fitLogistic([at(0, 0), at(1, 10)])).toThrow(/separate/);
    expect(() => fitLogistic([at(0, 3), at(0, 4)])).toThrow(RangeError);
  });

  it('has logit and logistic as each other’s inverse', () => {
    for (const p of [1e-9, 0.2, 0.5, 0.999]) expect(logistic(logit(p))).toBeCloseTo(p, 12);
  });
});
