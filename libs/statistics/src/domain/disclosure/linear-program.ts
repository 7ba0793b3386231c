import { at } from '../numbers';

/** Equations Σ a x = b over unknowns that are 0 or more. */
export interface Equations {
  readonly rows: readonly (readonly number[])[];
  readonly totals: readonly number[];
  readonly unknowns: number;
}

const TINY = 1e-9;

/**
 * Largest value of Σ c x under equations with x ≥ 0, by the two-phase simplex method with Bland's rule (Bland 1977,
 * Mathematics of Operations Research 2:103–107), which always ends. Dense, for tables of some hundred cells.
 * @returns Infinity where nothing bounds it, null where the equations contradict each other
 */
export function maximum(equations: Equations, objective: readonly number[]): number | null {
  const tableau = start(equations);
  const { unknowns, rows } = equations;
  const artificial = Array.from({ length: rows.length }, (_, i) => unknowns + i);
  const first = solve(
    tableau,
    [...new Array<number>(unknowns).fill(0), ...artificial.map(() => -1)],
    Infinity,
  );
  if (first === null || first < -TINY * (1 + Math.max(0, ...equations.totals))) return null;
  dropArtificials(tableau, unknowns);
  return solve(tableau, [...objective, ...artificial.map(() => 0)], unknowns) ?? Infinity;
}

interface Tableau {
  /** Coefficients of each row, the right-hand side last. */
  readonly rows: number[][];
  /** Which unknown each row gives. */
  readonly basis: number[];
}

function start({ rows, totals, unknowns }: Equations): Tableau {
  return {
    basis: rows.map((_, i) => unknowns + i),
    rows: rows.map((row, i) => {
      const total = totals[i] ?? 0;
      const sign = total < 0 ? -1 : 1;
      return [...row.map((a) => a * sign), ...rows.map((_, j) => (i === j ? 1 : 0)), total * sign];
    }),
  };
}

/** Pivots until no entry below `limit` improves the objective. @returns its value, null when it grows without end */
function solve(tableau: Tableau, objective: readonly number[], limit: number): number | null {
  const cost = (column: number): number => objective[column] ?? 0;
  for (;;) {
    const reduced = (column: number): number =>
      cost(column) -
      tableau.rows.reduce((sum, row, i) => sum + cost(at(tableau.basis, i)) * (row[column] ?? 0), 0);
    const enters = objective.findIndex((_, column) => column < limit && reduced(column) > TINY);
    if (enters < 0) {
      return tableau.rows.reduce((sum, row, i) => sum + cost(at(tableau.basis, i)) * (row.at(-1) ?? 0), 0);
    }
    const leaves = leavingRow(tableau, enters);
    if (leaves < 0) return null;
    pivot(tableau, leaves, enters);
  }
}

function leavingRow({ rows, basis }: Tableau, enters: number): number {
  let [best, ratio] = [-1, Infinity];
  rows.forEach((row, i) => {
    const slope = row[enters] ?? 0;
    if (slope <= TINY) return;
    const own = (row.at(-1) ?? 0) / slope;
    const tied = Math.abs(own - ratio) <= TINY && best >= 0 && at(basis, i) < at(basis, best);
    if (own < ratio - TINY || tied) [best, ratio] = [i, own];
  });
  return best;
}

function pivot({ rows, basis }: Tableau, leaves: number, enters: number): void {
  const main = at(rows, leaves);
  const divisor = main[enters] ?? 1;
  for (let column = 0; column < main.length; column++) main[column] = (main[column] ?? 0) / divisor;
  rows.forEach((row, i) => {
    const factor = row[enters] ?? 0;
    if (i === leaves || factor === 0) return;
    for (let column = 0; column < row.length; column++) {
      row[column] = (row[column] ?? 0) - factor * (main[column] ?? 0);
    }
  });
  basis[leaves] = enters;
}

/** An artificial unknown left in the basis at 0 is pivoted out; where it cannot be, its equation said nothing new. */
function dropArtificials(tableau: Tableau, unknowns: number): void {
  for (let i = tableau.rows.length - 1; i >= 0; i--) {
    if (at(tableau.basis, i) < unknowns) continue;
    const enters = at(tableau.rows, i).findIndex((a, column) => column < unknowns && Math.abs(a) > TINY);
    if (enters >= 0) pivot(tableau, i, enters);
    else {
      tableau.rows.splice(i, 1);
      tableau.basis.splice(i, 1);
    }
  }
}
