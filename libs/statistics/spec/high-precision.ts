/**
 * Distribution functions in fixed-point arithmetic on whole numbers, for specs: written from the defining power series
 * alone, with far more digits than are asked for, and sharing nothing with the code under test. Doubles are exact
 * dyadic numbers, so arguments enter without rounding.
 */
const BITS = 2400n;
export const ONE = 1n << BITS;

/** A fixed-point number: value = bigint / 2^BITS. */
export type Fixed = bigint;

export const multiply = (a: Fixed, b: Fixed): Fixed => (a * b) >> BITS;
export const divide = (a: Fixed, b: Fixed): Fixed => (a << BITS) / b;

/** The exact value of a double (above about 1e-1000, which every double is). */
export function fixed(value: number): Fixed {
  if (value < 0) return -fixed(-value);
  let exponent = 0n;
  let rest = value;
  while (!Number.isInteger(rest)) {
    rest *= 2;
    exponent += 1n;
  }
  return (BigInt(rest) << BITS) >> exponent;
}

/** The nearest double of a fixed-point number above 0, however small. */
export function toDouble(value: Fixed): number {
  const length = value.toString(2).length;
  const shift = Math.max(0, length - 64);
  const exponent = shift - Number(BITS);
  return Number(value >> BigInt(shift)) * 2 ** Math.floor(exponent / 2) * 2 ** Math.ceil(exponent / 2);
}

/** |a / b − 1| as a double, of two numbers above 0. */
export function relativeError(a: Fixed, b: Fixed): number {
  const difference = a > b ? a - b : b - a;
  return difference === 0n ? 0 : toDouble(divide(difference, b));
}

export function squareRoot(value: Fixed): Fixed {
  const square = value << BITS;
  if (square === 0n) return 0n;
  let root = 1n << BigInt((square.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + square / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** arctan(1/n). */
function inverseArctangent(n: bigint): Fixed {
  let power = ONE / n;
  let total = power;
  for (let odd = 3n, sign = -1n; power !== 0n; odd += 2n, sign = -sign) {
    power /= n * n;
    total += (sign * power) / odd;
  }
  return total;
}

/** Machin 1706. */
export const PI: Fixed = 4n * (4n * inverseArctangent(5n) - inverseArctangent(239n));

/** e^x for x ≥ 0, by its series at x / 2^32. */
export function exponential(x: Fixed): Fixed {
  const small = x >> 32n;
  let term = ONE;
  let total = ONE;
  for (let k = 1n; term !== 0n; k++) {
    term = multiply(term, small) / k;
    total += term;
  }
  for (let k = 0; k < 32; k++) total = multiply(total, total);
  return total;
}

/** x^(twice / 2). */
function halfPower(x: Fixed, twice: number): Fixed {
  let result = twice % 2 === 0 ? ONE : squareRoot(x);
  let factor = x;
  for (let power = twice >> 1; power > 0; power >>= 1) {
    if (power & 1) result = multiply(result, factor);
    factor = multiply(factor, factor);
  }
  return result;
}

/** Γ(twice / 2) for a whole number above 0. */
function halfGamma(twice: number): Fixed {
  let result = twice % 2 === 0 ? ONE : squareRoot(PI);
  for (let k = twice % 2 === 0 ? 2 : 1; k < twice; k += 2) result = (result * BigInt(k)) >> 1n;
  return result;
}

/** P(a, x) with a = twice / 2: x^a e^(−x) Σ x^k / Γ(a + k + 1). */
export function gammaLower(twice: number, x: Fixed): Fixed {
  let term = divide(halfPower(x, twice), halfGamma(twice + 2));
  let total = 0n;
  for (let k = 1; term !== 0n; k++) {
    total += term;
    term = (multiply(term, x) * 2n) / BigInt(twice + 2 * k);
  }
  return divide(total, exponential(x));
}

/** I_x(a, b) with a = twiceA / 2 and b = twiceB / 2: x^a (1 − x)^b / (a B(a, b)) Σ (a+b)_k / (a+1)_k x^k. */
export function betaLower(twiceA: number, twiceB: number, x: Fixed): Fixed {
  if (2n * x > ONE) return ONE - betaLower(twiceB, twiceA, ONE - x); // the series is slow near 1
  const front = divide(halfGamma(twiceA + twiceB), halfGamma(twiceA + 2));
  let term = divide(
    multiply(front, multiply(halfPower(x, twiceA), halfPower(ONE - x, twiceB))),
    halfGamma(twiceB),
  );
  let total = 0n;
  for (let k = 0; term !== 0n; k++) {
    total += term;
    term = (multiply(term, x) * BigInt(twiceA + twiceB + 2 * k)) / BigInt(twiceA + 2 + 2 * k);
  }
  return total;
}

/** Φ(−z) for z ≥ 0. */
export function normalUpper(z: Fixed): Fixed {
  return (ONE - gammaLower(1, multiply(z, z) >> 1n)) >> 1n;
}
