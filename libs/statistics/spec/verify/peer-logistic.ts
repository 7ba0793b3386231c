import { type RankedCounts } from '../../src';
import { sumOf } from '../../src/domain/numbers';
import { type Covariance, logistic, logit } from '../../src/domain/regression';

/**
 * The covariance of a logistic fit as R's glm reports it. It stops when the deviance changes by less than 1e-8 and keeps
 * the weights of the iterate before the last, so its covariance differs from that at the maximum (ours) in the seventh
 * digit; the coefficients agree to more. Only for comparison with reference cases.
 */
export function covarianceOfPeer(groups: readonly RankedCounts[]): Covariance {
  let eta = groups.map(({ x, n }) => logit((x + 0.5) / (n + 1)));
  let last = Infinity;
  for (let step = 0; step < 25; step++) {
    const weights = eta.map((u, i) => (groups[i]?.n ?? 0) * logistic(u) * (1 - logistic(u)));
    const working = eta.map((u, i) => {
      const { x, n } = groups[i] ?? { x: 0, n: 1 };
      return u + (x / n - logistic(u)) / (logistic(u) * (1 - logistic(u)));
    });
    const covariance = inverse(groups, weights);
    const [a, b] = [
      sumOf(working, (y, i) => (weights[i] ?? 0) * y),
      sumOf(working, (y, i) => (weights[i] ?? 0) * y * (groups[i]?.rank ?? 0)),
    ];
    const start = covariance.intercept * a + covariance.both * b;
    const rise = covariance.both * a + covariance.slope * b;
    eta = groups.map(({ rank }) => start + rise * rank);
    const now = deviance(groups, (rank) => start + rise * rank);
    if (Math.abs(now - last) / (Math.abs(now) + 0.1) < 1e-8) return covariance;
    last = now;
  }
  throw new RangeError('the fit does not settle');
}

function inverse(groups: readonly RankedCounts[], weights: readonly number[]): Covariance {
  const total = sumOf(weights, (w) => w);
  const mean = sumOf(weights, (w, i) => w * (groups[i]?.rank ?? 0)) / total;
  const slope = 1 / sumOf(weights, (w, i) => w * ((groups[i]?.rank ?? 0) - mean) ** 2);
  return { intercept: 1 / total + mean ** 2 * slope, both: -mean * slope, slope };
}

function deviance(groups: readonly RankedCounts[], etaAt: (rank: number) => number): number {
  const part = (count: number, fitted: number): number =>
    count === 0 ? 0 : count * Math.log(count / fitted);
  return (
    2 *
    sumOf(groups, ({ x, n, rank }) => {
      const p = logistic(etaAt(rank));
      return part(x, n * p) + part(n - x, n * (1 - p));
    })
  );
}
