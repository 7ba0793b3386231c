import { betaKernel, MOST_TERMS, type Tails } from './kernel';

/**
 * The regularised incomplete beta function I_x(a, b) and its complement, by the continued fraction of DiDonato & Morris
 * 1992 (ACM TOMS 18:360–373, eq. 9) on the side of the mean where it converges fast.
 * @param a shape, above 0
 * @param b shape, above 0
 * @param x between 0 and 1
 * @param y 1 − x, given apart so that neither loses digits
 */
export function incompleteBeta(a: number, b: number, x: number, y: number): Tails {
  if (x === 0) return { lower: 0, upper: 1 };
  if (y === 0) return { lower: 1, upper: 0 };
  if (a * y >= b * x) {
    const lower = Math.min(1, betaKernel(a, b, x, y) / fraction(a, b, x, y));
    return { lower, upper: 1 - lower };
  }
  const upper = Math.min(1, betaKernel(b, a, y, x) / fraction(b, a, y, x));
  return { lower: 1 - upper, upper };
}

function fraction(a: number, b: number, x: number, y: number): number {
  const tiny = 1e-300;
  let value = denominator(a, b, x, y, 0);
  if (value === 0) value = tiny;
  let c = value;
  let d = 0;
  for (let m = 1; m < MOST_TERMS; m++) {
    const odd = a + 2 * m - 1;
    const numerator = (((a + m - 1) * (a + b + m - 1)) / odd) * ((m * (b - m)) / odd) * x * x;
    const partial = denominator(a, b, x, y, m);
    d = partial + numerator * d;
    if (d === 0) d = tiny;
    c = partial + numerator / c;
    if (c === 0) c = tiny;
    d = 1 / d;
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < 2e-16) break;
  }
  return value;
}

function denominator(a: number, b: number, x: number, y: number, m: number): number {
  const first = m === 0 ? 0 : m + (m * (b - m) * x) / (a + 2 * m - 1);
  return first + ((a + m) * (a * y - b * x + 1 + m * (1 + y))) / (a + 2 * m + 1);
}
