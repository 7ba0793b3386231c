import fc from 'fast-check';
import { heterogeneity, homogeneityTest, localMoran, moran, smoothProportions, smoothRates } from '.';

const SEED = { seed: 20261126 };
const district = fc
  .integer({ min: 2, max: 2000 })
  .chain((n) => fc.integer({ min: 0, max: n }).map((x) => ({ x, n })));
const districts = fc.array(district, { minLength: 2, maxLength: 20 });

/** Neighbours of a square grid that share an edge. */
function rook(side: number): number[][] {
  const at = (row: number, column: number): number[] =>
    row >= 0 && column >= 0 && row < side && column < side ? [row * side + column] : [];
  return Array.from({ length: side * side }, (_, i) => {
    const [row, column] = [Math.floor(i / side), i % side];
    return [at(row - 1, column), at(row + 1, column), at(row, column - 1), at(row, column + 1)].flat();
  });
}

describe('spread between areas', () => {
  it('is tested as in Fleiss 1981 (Statistical Methods for Rates and Proportions, p. 139: smokers among patients)', () => {
    const { chiSquared, df, p } = homogeneityTest([
      { x: 83, n: 86 },
      { x: 90, n: 93 },
      { x: 129, n: 136 },
      { x: 70, n: 82 },
    ]);
    expect(chiSquared).toBeCloseTo(12.6, 3);
    expect(df).toBe(3);
    expect(p).toBeCloseTo(0.005585, 6);
  });

  it('is 0 where all areas have one share, whatever their sizes', () => {
    const same = heterogeneity([10, 50, 200].map((n) => ({ x: 0.6 * n, n })));
    expect(same.tau2).toBe(0);
    expect(same.i2).toBe(0);
    expect(same.mean).toBeCloseTo(Math.log(1.5), 12);
  });

  it('is DerSimonian & Laird worked by hand for two areas', () => {
    // logits ln(1/3) and ln 3, both with weight n p (1 − p) = 75: Q = 37.5 (2 ln 3)², τ² = (Q − 1) / 75.
    const q = 37.5 * (2 * Math.log(3)) ** 2;
    const found = heterogeneity([
      { x: 100, n: 400 },
      { x: 300, n: 400 },
    ]);
    expect(found.q).toBeCloseTo(q, 9);
    expect(found.tau2).toBeCloseTo((q - 1) / 75, 12);
    expect(found.i2).toBeCloseTo((q - 1) / q, 12);
    expect(found.mean).toBeCloseTo(0, 12);
  });

  it('does not depend on the order of areas and keeps its bounds', () => {
    fc.assert(
      fc.property(districts, (rows) => {
        const [found, turned] = [heterogeneity(rows), heterogeneity([...rows].reverse())];
        expect(turned.tau2).toBeCloseTo(found.tau2, 9);
        expect(found.tau2).toBeGreaterThanOrEqual(0);
        expect(found.i2).toBeGreaterThanOrEqual(0);
        expect(found.i2).toBeLessThanOrEqual(1);
        expect(found.prediction.lower).toBeLessThanOrEqual(found.mean);
        expect(found.prediction.upper).toBeGreaterThanOrEqual(found.mean);
      }),
      SEED,
    );
  });

  it('refuses impossible counts and a single area', () => {
    expect(() => heterogeneity([{ x: 1, n: 2 }])).toThrow(RangeError);
    expect(() =>
      homogeneityTest([
        { x: 3, n: 2 },
        { x: 1, n: 2 },
      ]),
    ).toThrow(RangeError);
    expect(() =>
      homogeneityTest([
        { x: 0, n: 2 },
        { x: 0, n: 3 },
      ]),
    ).toThrow(RangeError);
  });
});

describe('empirical-Bayes smoothing', () => {
  it('draws each share towards the whole, never beyond either, in any order', () => {
    fc.assert(
      fc.property(districts, (rows) => {
        const { raw, smoothed, overall } = smoothProportions(rows);
        smoothed.forEach((value, i) => {
          const own = raw[i] ?? 0;
          expect(value).toBeGreaterThanOrEqual(Math.min(own, overall) - 1e-12);
          expect(value).toBeLessThanOrEqual(Math.max(own, overall) + 1e-12);
        });
        const turned = [...smoothProportions([...rows].reverse()).smoothed].reverse();
        turned.forEach((value, i) => expect(value).toBeCloseTo(smoothed[i] ?? 0, 9));
      }),
      SEED,
    );
  });

  it('draws small areas more than large ones with the same share', () => {
    const rows = [
      { x: 16, n: 20 },
      { x: 1600, n: 2000 },
      { x: 900, n: 2000 },
    ];
    for (const { smoothed, overall } of [smoothProportions(rows), smoothRates(rows)]) {
      const [small = 0, large = 0] = smoothed;
      expect(small).toBeGreaterThan(overall);
      expect(large).toBeGreaterThan(small);
      expect(large).toBeLessThan(0.8);
    }
  });

  it('gives every area the share of the whole where there is no spread beyond chance', () => {
    const { smoothed } = smoothProportions([
      { x: 50, n: 100 },
      { x: 52, n: 100 },
      { x: 48, n: 100 },
    ]);
    for (const value of smoothed) expect(value).toBe(0.5);
  });

  it('of proportions is Martuzzi & Elliott 1996 worked by hand for two areas', () => {
    // b = 0.5, s² = 0.16, n = n̄ = 100: ρ = (16 − 0.25) / (99 · 0.16)
    const { smoothed } = smoothProportions([
      { x: 90, n: 100 },
      { x: 10, n: 100 },
    ]);
    expect(smoothed[0]).toBeCloseTo(0.5 + (0.4 * 15.75) / 15.84, 12);
  });

  it('is Marshall 1991 worked by hand for two areas', () => {
    // b = 0.5, s² = 0.16, n̄ = 100, a = 0.16 − 0.005; smoothed = b + a (p − b)/(a + 0.005)
    const { smoothed } = smoothRates([
      { x: 90, n: 100 },
      { x: 10, n: 100 },
    ]);
    expect(smoothed[0]).toBeCloseTo(0.5 + (0.155 * 0.4) / 0.16, 12);
    expect(smoothed[1]).toBeCloseTo(0.5 - (0.155 * 0.4) / 0.16, 12);
  });
});

describe("Moran's I", () => {
  const board = Array.from({ length: 16 }, (_, i) => (Math.floor(i / 4) + i) % 2);

  it('of a chessboard is −1, all neighbours being unlike', () => {
    const found = moran(board, rook(4));
    expect(found.i).toBeCloseTo(-1, 12);
    expect(found.expectation).toBeCloseTo(-1 / 15, 12);
    expect(found.p).toBeLessThan(1e-6);
  });

  it('is the mean of its local values', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 16, maxLength: 16 }), (values) => {
        fc.pre(new Set(values).size > 1);
        const local = localMoran(values, rook(4));
        const mean = local.reduce((total, one) => total + one, 0) / 16;
        expect(moran(values, rook(4)).i).toBeCloseTo(mean, 9);
      }),
      SEED,
    );
  });

  it('is the same for figures on another scale', () => {
    const values = board.map((cell, i) => cell + i / 7);
    const scaled = values.map((value) => 3 - 2 * value);
    expect(moran(scaled, rook(4)).i).toBeCloseTo(moran(values, rook(4)).i, 12);
  });

  it('refuses areas that neighbour themselves or nobody knows, and equal values', () => {
    expect(() => moran([1, 2, 3], [[0], [0], [1]])).toThrow(RangeError);
    expect(() => moran([1, 2, 3], [[1], [7], [1]])).toThrow(RangeError);
    expect(() => moran([2, 2, 2], [[1], [0, 2], [1]])).toThrow(RangeError);
    expect(() => moran([1, 2, 3], [[1], [0]])).toThrow(RangeError);
  });
});
