import type { Bounds, Secret } from './secrets';
import type { TableSystem } from './table-cells';

/** A linear programme in variables x0, x1 …: maximise Σ objective · x, each row Σ = 0, within bounds. */
export interface LinearProgram {
  readonly objective: readonly number[];
  readonly rows: readonly (readonly (readonly [variable: number, coefficient: number])[])[];
  readonly bounds: readonly Bounds[];
}

export interface LinearSolution {
  readonly value: number;
  /** Value of each variable. */
  readonly values: readonly number[];
  /** Dual value of each row. */
  readonly duals: readonly number[];
}

/** Solves linear programmes; throws when one cannot be solved. */
export type SolveLinear = (program: LinearProgram) => LinearSolution;

/** How far a reader's best guess falls short, and which cells would have to be hidden to make it reach further. */
export interface Exposure {
  readonly secret: Secret;
  /** What the reader cannot rule out: less than {@link Secret.by}. */
  readonly reaches: number;
  /** Weight of each cell that is touched, were it hidden: the sum must come to {@link Secret.by} (Fischetti & Salazar 2001). */
  readonly weights: ReadonlyMap<number, number>;
}

const TINY = 1e-6;

/** Where a cell stands in sums, as [line, sign]. */
export type LinesOf = readonly (readonly (readonly [line: number, sign: number])[])[];

/** What is attacked: the system, where its cells stand, and what a reader knows of them. */
export interface Attacked {
  readonly system: TableSystem;
  readonly places: LinesOf;
  readonly bounds: readonly Bounds[];
}

export function linesOf({ cells, lines }: TableSystem): LinesOf {
  const places: [number, number][][] = cells.map(() => []);
  lines.forEach(({ whole, parts }, line) => {
    places[whole]?.push([line, 1]);
    for (const part of parts) places[part]?.push([line, -1]);
  });
  return places;
}

/** What trying comes to: what lies open, or numerators that all sums allow too, as differences from the true ones. */
export type Attempt =
  | { readonly exposure: Exposure; readonly witness?: never }
  | { readonly exposure?: never; readonly witness: ReadonlyMap<number, number> };

/** Whether other numerators keep a secret. */
export function isKeptBy(witness: ReadonlyMap<number, number>, { cell, way, by }: Secret): boolean {
  return (way === 'up' ? 1 : -1) * (witness.get(cell) ?? 0) >= by - TINY;
}

/** @returns undefined when the secret is kept, see {@link attempt} */
export function exposureOf(...attack: Parameters<typeof attempt>): Exposure | undefined {
  return attempt(...attack).exposure;
}

/**
 * What the best reader can work out of one secret from all sums together, given what is hidden: the attacker's linear
 * programme, over the sums nearest to it first. What is not ruled out by them with all else fixed is not ruled out by all.
 */
export function attempt(
  attacked: Attacked,
  hidden: ReadonlySet<number>,
  secret: Secret,
  solve: SolveLinear,
): Attempt {
  if (secret.by <= 0) return { witness: new Map() };
  const { places } = attacked;
  const attack = { ...attacked, hidden, secret };
  const own = (places[secret.cell] ?? []).map(([line]) => line);
  if (own.every((line) => isMadeUpFor(attack, line))) return { witness: new Map() };
  for (let lines = new Set(own); ;) {
    const cells = [...new Set([secret.cell, ...[...lines].flatMap((line) => hiddenIn(attack, line))])];
    const near = cells.filter((cell) => (places[cell] ?? []).every(([line]) => lines.has(line)));
    const { value, values, duals } = solve(programOf(attack, near, [...lines]));
    if (value >= secret.by - TINY) return { witness: new Map(near.map((cell, i) => [cell, values[i] ?? 0])) };
    const wider = new Set([...lines, ...cells.flatMap((cell) => (places[cell] ?? []).map(([line]) => line))]);
    if (wider.size === lines.size)
      return { exposure: { secret, reaches: value, weights: weightsOf(attack, [...lines], duals) } };
    lines = wider;
  }
}

interface Attack extends Attacked {
  readonly hidden: ReadonlySet<number>;
  readonly secret: Secret;
}

/** Whether hidden cells that stand in no other sum can make up for the secret in one of its sums, each going its own way. */
function isMadeUpFor(attack: Attack, line: number): boolean {
  const { system, places, bounds, secret } = attack;
  const sign = (cell: number): number => (system.lines[line]?.whole === cell ? 1 : -1);
  const way = (secret.way === 'up' ? 1 : -1) * sign(secret.cell);
  let made = 0;
  for (const cell of hiddenIn(attack, line)) {
    if (cell === secret.cell || places[cell]?.length !== 1) continue;
    const { low, high } = room(system, bounds, cell);
    // The terms of the sum must stay nothing: the other goes against the secret's.
    made += way * sign(cell) > 0 ? -low : high;
    if (made >= secret.by) return true;
  }
  return false;
}

function programOf(
  { system, bounds, secret }: Attack,
  cells: readonly number[],
  lines: readonly number[],
): LinearProgram {
  const variable = new Map(cells.map((cell, i) => [cell, i]));
  const sign = secret.way === 'up' ? 1 : -1;
  return {
    objective: cells.map((cell) => (cell === secret.cell ? sign : 0)),
    rows: lines.map((line) =>
      cellsOf(system, line).flatMap(([cell, coefficient]) => {
        const place = variable.get(cell);
        return place === undefined ? [] : [[place, coefficient] as const];
      }),
    ),
    bounds: cells.map((cell) => room(system, bounds, cell, cell === secret.cell ? secret : undefined)),
  };
}

function weightsOf(
  { system, places, bounds, secret }: Attack,
  lines: readonly number[],
  duals: readonly number[],
): Map<number, number> {
  const sign = secret.way === 'up' ? 1 : -1;
  const dualOf = new Map(lines.map((line, i) => [line, duals[i] ?? 0]));
  const weights = new Map<number, number>();
  for (const cell of new Set(lines.flatMap((line) => cellsOf(system, line).map(([one]) => one)))) {
    const pull = (places[cell] ?? []).reduce((sum, [line, s]) => sum + s * (dualOf.get(line) ?? 0), 0);
    const cost = (cell === secret.cell ? sign : 0) - pull;
    const { low, high } = room(system, bounds, cell, cell === secret.cell ? secret : undefined);
    const weight = cost > 0 ? cost * high : cost * low;
    if (weight > TINY) weights.set(cell, Math.min(weight, secret.by));
  }
  return weights;
}

function hiddenIn({ system, hidden }: Attack, line: number): number[] {
  return cellsOf(system, line).flatMap(([cell]) => (hidden.has(cell) ? [cell] : []));
}

/** How far a numerator may go from the truth as a reader sees it. */
function room(system: TableSystem, bounds: readonly Bounds[], cell: number, secret?: Secret): Bounds {
  const numerator = system.cells[cell]?.numerator ?? 0;
  const { low = 0, high = numerator } = bounds[cell] ?? {};
  const [down, up] = [low - numerator, high - numerator];
  if (!secret) return { low: down, high: up };
  return secret.way === 'up' ? { low: down, high: secret.by } : { low: -secret.by, high: up };
}

function cellsOf({ lines }: TableSystem, line: number): (readonly [cell: number, sign: number])[] {
  const { whole, parts } = lines[line] ?? { whole: -1, parts: [] };
  return [[whole, 1], ...parts.map((part) => [part, -1] as const)];
}
