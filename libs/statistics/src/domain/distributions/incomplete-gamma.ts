import { MOST_TERMS, poissonKernel, type Tails } from './kernel';

/**
 * The regularised incomplete gamma functions P(a, x) and Q(a, x) (DLMF 8.2.4): the power series below the mean, the
 * continued fraction above it (DLMF 8.11.4 and 8.9.2).
 * @param a shape, above 0
 * @param x 0 or more
 */
export function incompleteGamma(a: number, x: number): Tails {
  if (x === 0) return { lower: 0, upper: 1 };
  if (x === Infinity) return { lower: 1, upper: 0 };
  const kernel = poissonKernel(a, x);
  if (x <= Math.max(a, 1)) {
    const lower = Math.min(1, kernel * powerSeries(a, x));
    return { lower, upper: 1 - lower };
  }
  const upper = Math.min(1, kernel * a * fraction(a, x));
  return { lower: 1 - upper, upper };
}

/** Σ x^k / ((a + 1) … (a + k)), all terms positive. */
function powerSeries(a: number, x: number): number {
  let term = 1;
  let total = 1;
  for (let k = 1; k < MOST_TERMS; k++) {
    term *= x / (a + k);
    total += term;
    if (term < total * 1e-17) break;
  }
  return total;
}

/** Γ(a, x) x^(−a) e^x by the modified Lentz method. */
function fraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let value = d;
  for (let k = 1; k < MOST_TERMS; k++) {
    const numerator = k * (a - k);
    b += 2;
    d = numerator * d + b;
    if (d === 0) d = tiny;
    c = b + numerator / c;
    if (c === 0) c = tiny;
    d = 1 / d;
    const factor = d * c;
    value *= factor;
    if (Math.abs(factor - 1) < 2e-16) break;
  }
  return value;
}
