import { refuse, requireFinite, requirePositive, requireRows } from '../checks';
import { sumOf } from '../numbers';

/** A point of a fit: y at x with a weight. */
export interface Point {
  readonly x: number;
  readonly y: number;
  /** Weight of the point, above 0. */
  readonly weight: number;
}

/** A symmetric 2 × 2 covariance matrix of (intercept, slope). */
export interface Covariance {
  readonly intercept: number;
  readonly both: number;
  readonly slope: number;
}

/** A line y = intercept + slope · x with the covariances its uses need. */
export interface Line {
  readonly intercept: number;
  readonly slope: number;
  /** y minus fitted y per point, in their order. */
  readonly residuals: readonly number[];
  /** Row of M in (intercept, slope) = M y, per point: how far each y moves the intercept and the slope. */
  readonly influence: readonly { readonly intercept: number; readonly slope: number }[];
}

/**
 * Weighted least-squares line: (b₀, b₁) = (X′WX)⁻¹ X′W y.
 * @param points at least two different x; x and y in any unit
 * @throws RangeError with fewer than two points, all at one x, a figure that is no number or a weight not above 0
 */
export function fitLine(points: readonly Point[]): Line {
  requireRows(points, 2, 'a line');
  for (const { x, y, weight } of points) {
    requireFinite(x, 'x of a line');
    requireFinite(y, 'y of a line');
    requirePositive(weight, 'weight of a line');
  }
  const total = sumOf(points, ({ weight }) => weight);
  const mean = sumOf(points, ({ x, weight }) => weight * x) / total;
  const spread = sumOf(points, ({ x, weight }) => weight * (x - mean) ** 2);
  if (!(spread > 0)) refuse('a line needs points at two different x');
  const influence = points.map(({ x, weight }) => {
    const slope = (weight * (x - mean)) / spread;
    return { intercept: weight / total - mean * slope, slope };
  });
  const slope = sumOf(points, ({ x, y, weight }) => weight * (x - mean) * y) / spread;
  const intercept = sumOf(points, ({ y, weight }) => weight * y) / total - slope * mean;
  const residuals = points.map(({ x, y }) => y - intercept - slope * x);
  return { intercept, slope, residuals, influence };
}

/**
 * Covariance of a line whose points scatter with variance ∝ 1/weight (the textbook one, n − 2 degrees of freedom).
 * @throws RangeError with fewer than three points
 */
export function classicalCovariance(line: Line, points: readonly Point[]): Covariance {
  requireRows(points, 3, 'the scatter of a line');
  const scatter =
    sumOf(points, ({ weight }, i) => weight * (line.residuals[i] ?? 0) ** 2) / (points.length - 2);
  const total = sumOf(points, ({ weight }) => weight);
  const mean = sumOf(points, ({ x, weight }) => weight * x) / total;
  const slope = scatter / sumOf(points, ({ x, weight }) => weight * (x - mean) ** 2);
  return { intercept: scatter / total + mean ** 2 * slope, both: -mean * slope, slope };
}

/**
 * Covariance of a line that trusts no model of the scatter: M diag(u²) M′ · n/(n − 2) (HC1; MacKinnon & White 1985,
 * Journal of Econometrics 29:305–325).
 * @throws RangeError with fewer than three points
 */
export function robustCovariance(line: Line): Covariance {
  requireRows(line.residuals, 3, 'the robust covariance of a line');
  const n = line.residuals.length;
  return scaled(
    covarianceOf(
      line,
      line.residuals.map((u) => u * u),
    ),
    n / (n - 2),
  );
}

/** Covariance of a line whose y are independent with known variances: M diag(variance) M′. */
export function covarianceOf(line: Line, variances: readonly number[]): Covariance {
  const part = (figure: (of: { intercept: number; slope: number }) => number): number =>
    sumOf(line.influence, (of, i) => figure(of) * (variances[i] ?? 0));
  return {
    intercept: part(({ intercept }) => intercept ** 2),
    both: part(({ intercept, slope }) => intercept * slope),
    slope: part(({ slope }) => slope ** 2),
  };
}

/** A covariance times a factor. */
export function scaled({ intercept, both, slope }: Covariance, factor: number): Covariance {
  return { intercept: intercept * factor, both: both * factor, slope: slope * factor };
}

/**
 * Standard error of a function of (intercept, slope) by the delta method.
 * @param byIntercept its derivative by the intercept
 * @param bySlope its derivative by the slope
 */
export function deltaError(covariance: Covariance, byIntercept: number, bySlope: number): number {
  const { intercept, both, slope } = covariance;
  return Math.sqrt(
    Math.max(0, byIntercept ** 2 * intercept + 2 * byIntercept * bySlope * both + bySlope ** 2 * slope),
  );
}
