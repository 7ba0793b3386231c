import { refuse, requireCounts, requireRows } from '../checks';
import { zOf } from '../distributions';
import { type ChiSquaredTest, CONFIDENCE_95, type Counts, type Limits } from '../intervals';
import { chiSquaredTest } from '../intervals/comparison';
import { sumOf } from '../numbers';
import { logit } from '../regression';

/** Spread between districts after sampling noise is removed, on the logit scale. */
export interface Heterogeneity {
  /** Mean logit of the districts, random effects. */
  readonly mean: number;
  readonly se: number;
  /** Variance between districts. */
  readonly tau2: number;
  /** Cochran's Q with its k − 1 degrees of freedom. */
  readonly q: number;
  readonly df: number;
  /** Share of the spread that is not sampling noise, 0 to 1. */
  readonly i2: number;
  /** Where the logit of a new district is to be expected. */
  readonly prediction: Limits;
}

/**
 * Heterogeneity of districts' proportions (DerSimonian & Laird 1986, Controlled Clinical Trials 7:177–188) on the logit
 * scale with weights n p (1 − p); τ² = max(0, (Q − (k − 1)) / (Σ w − Σ w²/Σ w)).
 * @param districts two or more; where one has nobody or everybody, half a person is added on both sides of each
 * @throws RangeError otherwise
 */
export function heterogeneity(districts: readonly Counts[], confidence = CONFIDENCE_95): Heterogeneity {
  requireRows(districts, 2, 'heterogeneity');
  for (const { x, n } of districts) requireCounts(x, n, 'a district');
  const extreme = districts.some(({ x, n }) => x === 0 || x === n);
  const rows = districts.map((district) => {
    const [x, n] = extreme ? [district.x + 0.5, district.n + 1] : [district.x, district.n];
    return { y: logit(x / n), w: x * (1 - x / n) };
  });
  const total = sumOf(rows, ({ w }) => w);
  const fixed = sumOf(rows, ({ w, y }) => w * y) / total;
  const q = sumOf(rows, ({ w, y }) => w * (y - fixed) ** 2);
  const df = rows.length - 1;
  const tau2 = Math.max(0, (q - df) / (total - sumOf(rows, ({ w }) => w * w) / total));
  const random = rows.map(({ y, w }) => ({ y, w: 1 / (1 / w + tau2) }));
  const precision = sumOf(random, ({ w }) => w);
  const mean = sumOf(random, ({ w, y }) => w * y) / precision;
  const reach = zOf(confidence) * Math.sqrt(tau2 + 1 / precision);
  return {
    mean,
    se: 1 / Math.sqrt(precision),
    tau2,
    q,
    df,
    i2: q === 0 ? 0 : Math.max(0, (q - df) / q),
    prediction: { lower: mean - reach, upper: mean + reach },
  };
}

/**
 * Pearson's chi-squared test that all districts have one proportion.
 * @throws RangeError with fewer than two districts, one that is no count, or nobody or everybody in all
 */
export function homogeneityTest(districts: readonly Counts[]): ChiSquaredTest {
  requireRows(districts, 2, 'homogeneityTest');
  for (const { x, n } of districts) requireCounts(x, n, 'a district');
  const p = sumOf(districts, ({ x }) => x) / sumOf(districts, ({ n }) => n);
  if (p === 0 || p === 1) refuse('homogeneityTest needs both successes and failures');
  const chiSquared = sumOf(districts, ({ x, n }) => (x - n * p) ** 2 / (n * p * (1 - p)));
  return chiSquaredTest(chiSquared, districts.length - 1);
}
