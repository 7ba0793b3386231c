import { requireRows, requireShare } from '../checks';

/** Correction for many tests at once. */
export type Adjustment = 'benjamini-hochberg' | 'holm' | 'bonferroni';

/**
 * Adjusted p-values for the flags of many districts. Benjamini & Hochberg (1995, JRSS B 57:289–300) controls the share
 * of false flags among the flags (a q-value), Holm (1979) and Bonferroni the chance of any false flag.
 * @param p at least one p-value, 0 to 1, in any order
 * @returns adjusted values in the same order, each at least p and at most 1
 * @throws RangeError without values, or when one is outside 0 to 1
 */
export function adjustPValues(p: readonly number[], adjustment: Adjustment = 'benjamini-hochberg'): number[] {
  requireRows(p, 1, 'adjustPValues');
  for (const value of p) requireShare(value, 'a p-value');
  const m = p.length;
  if (adjustment === 'bonferroni') return p.map((value) => Math.min(1, value * m));
  const order = p.map((_, i) => i).sort((a, b) => (p[a] ?? 0) - (p[b] ?? 0));
  const adjusted = new Array<number>(m).fill(1);
  let bound = adjustment === 'holm' ? 0 : 1;
  for (let step = 0; step < m; step++) {
    const position = adjustment === 'holm' ? step : m - 1 - step;
    const index = order[position] ?? 0;
    const value = p[index] ?? 0;
    bound =
      adjustment === 'holm'
        ? Math.max(bound, Math.min(1, (m - position) * value))
        : Math.min(bound, (m / (position + 1)) * value);
    adjusted[index] = bound;
  }
  return adjusted;
}
