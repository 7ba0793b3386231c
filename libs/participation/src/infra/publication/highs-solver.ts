import loadHighs, { type Highs } from 'highs';
import type { LinearProgram, LinearSolution } from '../../domain/publication/attack';
import type { CheapestChoice, Solvers } from '../../domain/publication/protect';

/** Seconds for one choice of cells. */
const CHOICE_SECONDS = 20;
/** By how much a choice may be dearer than the cheapest. */
const GAP = 0.001;

/** Solvers by HiGHS (Huangfu & Hall 2018), in WebAssembly: they keep the thread busy, so call them in one of their own. */
export async function highsSolvers(seconds: number): Promise<Solvers> {
  const highs = await loadHighs();
  const start = performance.now();
  const after = (times: number) => (): boolean => performance.now() > start + times * seconds * 1000;
  return {
    linear: (program) => solveLinear(highs, program),
    choice: (choice) => solveChoice(highs, choice),
    isLate: after(1),
    isOver: after(3),
  };
}

function solveLinear(highs: Highs, { objective, rows, bounds }: LinearProgram): LinearSolution {
  const text = [
    'Maximize',
    ` obj: ${sum(objective.map((c, i) => [i, c] as const))}`,
    'Subject To',
    ...rows.map((row, i) => ` r${i}: ${sum(row)} = 0`),
    'Bounds',
    ...bounds.map(({ low, high }, i) => ` ${low} <= x${i} <= ${high}`),
    'End',
  ].join('\n');
  const solved = highs.solve(text);
  if (solved.Status !== 'Optimal') throw new Error(`the attacker's programme ended as ${solved.Status}`);
  const duals = new Map(solved.Rows.map((row) => [row.Index, 'Dual' in row ? row.Dual : 0]));
  return {
    value: solved.ObjectiveValue,
    values: bounds.map((_, i) => primalOf(solved.Columns[`x${i}`])),
    duals: rows.map((_, i) => duals.get(i) ?? 0),
  };
}

function solveChoice(highs: Highs, { costs, cuts }: CheapestChoice) {
  const cells = [...costs.keys()];
  const name = new Map(cells.map((cell, i) => [cell, i]));
  const text = [
    'Minimize',
    ` obj: ${sum([...costs.values()].map((cost, i) => [i, cost] as const))}`,
    'Subject To',
    ...cuts.map(
      ({ weights, needed }, i) =>
        ` c${i}: ${sum(weights.map(([cell, weight]) => [name.get(cell) ?? 0, weight] as const))} >= ${needed - 1e-9}`,
    ),
    'Binary',
    ` ${cells.map((_, i) => `x${i}`).join(' ')}`,
    'End',
  ].join('\n');
  const solved = highs.solve(text, { time_limit: CHOICE_SECONDS, mip_rel_gap: GAP });
  if (solved.Status !== 'Optimal' && solved.Status !== 'Time limit reached') return undefined;
  const chosen = cells.filter((_, i) => primalOf(solved.Columns[`x${i}`]) > 0.5);
  const value = chosen.reduce((total, cell) => total + (costs.get(cell) ?? 0), 0);
  const isMet = cuts.every(
    ({ weights, needed }) =>
      weights.reduce((total, [cell, weight]) => (chosen.includes(cell) ? total + weight : total), 0) >=
      needed - 1e-6,
  );
  if (!isMet) return undefined;
  return { chosen, bound: solved.Status === 'Optimal' ? value / (1 + GAP) : 0 };
}

/** A column that stands in no row or objective is not told of. */
function primalOf(column: object | undefined): number {
  return column && 'Primal' in column && typeof column.Primal === 'number' ? column.Primal : 0;
}

/** `+ 2 x0 - 1 x3`; long lines are broken, which the format wants. */
function sum(terms: readonly (readonly [variable: number, coefficient: number])[]): string {
  const parts = terms
    .filter(([, coefficient]) => coefficient !== 0)
    .map(([variable, c]) => `${c < 0 ? '-' : '+'} ${Math.abs(c)} x${variable}`);
  const lines: string[] = [];
  for (let i = 0; i < parts.length; i += 10) lines.push(parts.slice(i, i + 10).join(' '));
  return lines.length > 0 ? lines.join('\n  ') : '0 x0';
}
