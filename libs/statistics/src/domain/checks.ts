/**
 * Refusals of invalid input. Every public function refuses what it cannot compute with a RangeError that says which
 * argument is wrong and what it must be; it never returns NaN. The value itself is not repeated: it may be a small count.
 */
export function refuse(message: string): never {
  throw new RangeError(message);
}

/** @throws RangeError unless the value is a finite number */
export function requireFinite(value: number, name: string): void {
  if (!Number.isFinite(value)) refuse(`${name} must be a finite number`);
}

/** @throws RangeError unless the value is finite and above 0 */
export function requirePositive(value: number, name: string): void {
  if (!(value > 0) || !Number.isFinite(value)) refuse(`${name} must be a finite number above 0`);
}

/** @throws RangeError unless the value is finite and 0 or more */
export function requireNotNegative(value: number, name: string): void {
  if (!(value >= 0) || !Number.isFinite(value)) refuse(`${name} must be a finite number of 0 or more`);
}

/** @throws RangeError unless 0 ≤ value ≤ 1 */
export function requireShare(value: number, name: string): void {
  if (!(value >= 0 && value <= 1)) refuse(`${name} must be between 0 and 1`);
}

/** @throws RangeError unless 0 < value < 1 */
export function requireInside(value: number, name: string): void {
  if (!(value > 0 && value < 1)) refuse(`${name} must be above 0 and below 1`);
}

/** @throws RangeError unless the value is a whole number of at least `least` that counts exactly */
export function requireWhole(value: number, name: string, least = 0): void {
  if (!Number.isSafeInteger(value) || value < least)
    refuse(`${name} must be a whole number of ${least} or more`);
}

/** @throws RangeError unless 0 ≤ x ≤ n and n > 0, both finite; fractions are allowed (weighted counts) */
export function requireCounts(x: number, n: number, name: string): void {
  if (!Number.isFinite(n) || !(n > 0) || !(x >= 0 && x <= n)) {
    refuse(`${name} needs 0 ≤ numerator ≤ denominator and a denominator above 0`);
  }
}

/** @throws RangeError when there are fewer rows than a measure needs */
export function requireRows(rows: readonly unknown[], least: number, name: string): void {
  if (rows.length < least) refuse(`${name} needs at least ${least} ${least === 1 ? 'row' : 'rows'}`);
}

/** @throws RangeError when two lists that belong together differ in length */
export function requireSameLength(a: readonly unknown[], b: readonly unknown[], name: string): void {
  if (a.length !== b.length) refuse(`${name} must have the same length`);
}
