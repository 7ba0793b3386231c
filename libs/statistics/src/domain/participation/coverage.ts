import { refuse, requireNotNegative, requireRows, requireWhole } from '../checks';
import { sumOf } from '../numbers';

/**
 * Annual target population: ⌊target × 12 / interval⌋, per age group before anything is summed (CanScreen5).
 * @param target residents of the target group, a whole number
 * @param intervalMonths screening interval, a whole number of months
 * @throws RangeError otherwise
 */
export function annualTarget(target: number, intervalMonths: number): number {
  requireWhole(target, 'target population');
  requireWhole(intervalMonths, 'interval in months', 1);
  return Math.floor((target * 12) / intervalMonths);
}

/** How many of how many; a coverage may exceed its denominator. */
export interface Part {
  readonly numerator: number | null;
  readonly denominator: number | null;
}

/**
 * Coverage of one group: numerator ÷ denominator, a share that may exceed 1 (invited beyond the annual target) and is
 * never capped. Null where either is not recorded.
 * @throws RangeError when a number is negative, or the denominator 0
 */
export function coverage({ numerator, denominator }: Part): number | null {
  if (numerator === null || denominator === null) return null;
  requireNotNegative(numerator, 'numerator of a coverage');
  requireNotNegative(denominator, 'denominator of a coverage');
  if (denominator === 0) refuse('a coverage needs a denominator above 0');
  return numerator / denominator;
}

/**
 * Coverage of all groups together: Σ numerators ÷ Σ denominators, never a mean of shares. Groups in which either is
 * not recorded count on neither side.
 * @throws RangeError without groups, as {@link coverage}, or when nothing is recorded at all
 */
export function totalCoverage(parts: readonly Part[]): number {
  requireRows(parts, 1, 'totalCoverage');
  const known = parts.filter((part) => coverage(part) !== null);
  if (known.length === 0) refuse('totalCoverage: no group has both numerator and denominator');
  return (
    sumOf(known, ({ numerator }) => numerator ?? 0) / sumOf(known, ({ denominator }) => denominator ?? 0)
  );
}
