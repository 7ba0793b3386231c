/**
 * The parts shared by the gamma and beta families, written so that no large logarithms cancel (Loader 2000, "Fast and
 * accurate computation of binomial probabilities"): a density is a product of a root, a Stirling correction and the
 * exponential of a deviance, each with a small relative error however large the parameters.
 */

/** ln Γ(x) − (x − ½) ln x + x − ½ ln 2π for x > 0 (Binet's function), absolute error about 1e-15. */
export function stirlingError(x: number): number {
  let shifted = x;
  let correction = 0;
  // Recurrence up to where six terms of the asymptotic series are exact to the last bit (Abramowitz & Stegun 6.1.40).
  while (shifted < 16) {
    correction += (shifted + 0.5) * Math.log1p(1 / shifted) - 1;
    shifted += 1;
  }
  const inverse = 1 / (shifted * shifted);
  const series =
    1 / 12 -
    inverse *
      (1 / 360 -
        inverse * (1 / 1260 - inverse * (1 / 1680 - inverse * (1 / 1188 - (inverse * 691) / 360360))));
  return correction + series / shifted;
}

/** x ln(x/m) + m − x for x, m > 0 without cancellation where x is near m. */
export function deviance(x: number, m: number): number {
  const ratio = (x - m) / (x + m);
  if (Math.abs(ratio) > 0.5) return x * Math.log(x / m) + m - x;
  const square = ratio * ratio;
  let total = (x - m) * ratio;
  let power = 2 * x * ratio;
  for (let odd = 3; odd < 200; odd += 2) {
    power *= square;
    const next = total + power / odd;
    if (next === total) break;
    total = next;
  }
  return total;
}

/** x^a e^(−x) / Γ(a + 1) for a, x > 0. */
export function poissonKernel(a: number, x: number): number {
  return Math.exp(-stirlingError(a) - deviance(a, x)) / Math.sqrt(2 * Math.PI * a);
}

/** x^a y^b / B(a, b) for a, b > 0 and x + y = 1. */
export function betaKernel(a: number, b: number, x: number, y: number): number {
  const n = a + b;
  const correction = stirlingError(n) - stirlingError(a) - stirlingError(b);
  return (
    Math.exp(correction - deviance(a, n * x) - deviance(b, n * y)) * Math.sqrt((a * b) / (2 * Math.PI * n))
  );
}

/** Both tails of a distribution; the smaller of the two keeps its relative accuracy. */
export interface Tails {
  readonly lower: number;
  readonly upper: number;
}

/** Which tail a probability is meant for: up to the quantile, or beyond it. */
export type Tail = 'lower' | 'upper';

/** Terms a series or fraction may take; about 10 √parameter are used, so this is far beyond any count of residents. */
export const MOST_TERMS = 2_000_000;
