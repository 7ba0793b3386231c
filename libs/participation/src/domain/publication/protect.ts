import { exposureOf, linesOf, type Exposure, type SolveLinear } from './attack';
import { secretsOf, type Bounds, type Secret } from './secrets';
import type { TableSystem } from './table-cells';

/** Σ weight · (1 if hidden) ≥ needed, over cells. */
export interface Cut {
  readonly weights: readonly (readonly [cell: number, weight: number])[];
  readonly needed: number;
}

export interface CheapestChoice {
  readonly costs: ReadonlyMap<number, number>;
  readonly cuts: readonly Cut[];
}

/** The cheapest set of cells that meets every cut, and a bound below which no set costs; undefined: none was found in time. */
export type SolveChoice = (choice: CheapestChoice) => { chosen: number[]; bound: number } | undefined;

export interface Solvers {
  readonly linear: SolveLinear;
  readonly choice: SolveChoice;
  /** Whether the time for a better solution is over. */
  readonly isLate: () => boolean;
}

/** Which cells are hidden, and what is known of how good that is. */
export interface Protection {
  readonly hidden: ReadonlySet<number>;
  /** Cells hidden for their own sake, and for others'. */
  readonly primary: number;
  readonly secondary: number;
  /** Share by which hiding less could at best be cheaper. */
  readonly gap: number;
  /** Linear programmes solved by the attacker. */
  readonly attacks: number;
  /** Secrets that no hiding of cells keeps, or that could not be looked into in time: the table must not be published. */
  readonly exposed: number;
}

const MOST_ROUNDS = 300;

/**
 * Hides cells so that no secret can be worked out, at the least cost: an integer programme whose cuts the attacker's linear
 * programmes give (Fischetti & Salazar 2001, Management Science 47:1008–1027). What still lies open then is closed by
 * hiding whole sums, which is safe but dearer.
 * @param hiddenBefore cells that a table published before does not show
 */
export function protect(
  system: TableSystem,
  bounds: readonly Bounds[],
  hiddenBefore: ReadonlySet<number>,
  solvers: Solvers,
): Protection {
  const places = linesOf(system);
  const secrets = system.cells.flatMap((cell, i) => secretsOf(i, cell, bounds[i] ?? { low: 0, high: 0 }));
  if (secrets.some(({ cell }) => isWhole(system, cell))) return nothingShown(system, secrets.length);
  const primary = new Set([...secrets.map(({ cell }) => cell), ...hiddenBefore]);
  system.cells.forEach((cell, i) => {
    if (cell.rows.length === 0) primary.add(i);
  });
  const cuts = secrets.flatMap((secret) => lineCuts(system, places, bounds, primary, secret));
  let chosen: number[] = [];
  let bound = 0;
  let attacks = 0;
  const attack = (hidden: ReadonlySet<number>): Exposure[] =>
    secrets.flatMap((secret) => {
      if (solvers.isLate()) return { secret, reaches: 0, weights: new Map<number, number>() };
      attacks++;
      return exposureOf(system, places, bounds, hidden, secret, solvers.linear) ?? [];
    });
  const all = (): Set<number> => new Set([...primary, ...chosen]);
  const choose = (): boolean => {
    const solved = solvers.choice({ costs: costsOf(system, cuts), cuts });
    if (solved) ({ chosen, bound } = solved);
    return solved !== undefined;
  };
  if (cuts.length > 0) choose();
  let open = attack(all());
  for (let round = 0; open.length > 0 && round < MOST_ROUNDS && !solvers.isLate(); round++) {
    const more = open.flatMap((exposure) => cutOf(exposure, primary) ?? []);
    if (more.length === 0) break;
    cuts.push(...more);
    if (!choose()) break;
    open = attack(all());
  }
  const hidden = all();
  while (open.length > 0 && !solvers.isLate()) {
    const before = hidden.size;
    for (const { secret } of open) hideAround(system, places, hidden, secret);
    if (hidden.size === before) break;
    open = attack(hidden);
  }
  const shown = system.cells.flatMap((cell, i) =>
    cell.rows.length > 0 && hidden.has(i) && !primary.has(i) ? [i] : [],
  );
  const cost = shown.reduce((sum, cell) => sum + costOf(system, cell), 0);
  return {
    hidden,
    primary: [...primary].filter((i) => (system.cells[i]?.rows.length ?? 0) > 0).length,
    secondary: shown.length,
    gap: cost > 0 ? Math.max(0, (cost - bound) / cost) : 0,
    attacks,
    exposed: open.length,
  };
}

/** The figure of everybody together: where that is a secret, there is nothing to be told. */
function isWhole({ cells }: TableSystem, cell: number): boolean {
  return cells[cell]?.rows.some(({ level, dimension }) => level === 'all' && dimension === 'total') === true;
}

function nothingShown({ cells }: TableSystem, exposed: number): Protection {
  const hidden = new Set(cells.keys());
  return { hidden, primary: hidden.size, secondary: 0, gap: 0, attacks: 0, exposed };
}

/** In each sum that a secret stands in, others must be able to make up for it: what the attacker would say first. */
function lineCuts(
  { cells, lines }: TableSystem,
  places: ReturnType<typeof linesOf>,
  bounds: readonly Bounds[],
  fixed: ReadonlySet<number>,
  secret: Secret,
): Cut[] {
  return (places[secret.cell] ?? []).flatMap(([index]) => {
    const { whole, parts } = lines[index] ?? { whole: -1, parts: [] };
    const weights = new Map<number, number>();
    for (const other of [whole, ...parts]) {
      if (other === secret.cell) continue;
      const isOpposite = other !== whole && secret.cell !== whole;
      const numerator = cells[other]?.numerator ?? 0;
      const { low, high } = bounds[other] ?? { low: numerator, high: numerator };
      // A part makes up for another part by going the other way, for the whole by going the same.
      const isUp = (secret.way === 'up') !== isOpposite;
      const room = isUp ? high - numerator : numerator - low;
      if (room > 0) weights.set(other, Math.min(room, secret.by));
    }
    const cut = cutOf({ secret, weights }, fixed);
    return cut && cut.needed > 0 ? [cut] : [];
  });
}

/** What must be hidden more; undefined: nothing helps. */
function cutOf(
  { secret, weights }: Pick<Exposure, 'secret' | 'weights'>,
  fixed: ReadonlySet<number>,
): Cut | undefined {
  const given = [...weights].reduce((sum, [cell, weight]) => (fixed.has(cell) ? sum + weight : sum), 0);
  const needed = secret.by - given;
  const free = [...weights].filter(([cell]) => !fixed.has(cell));
  if (free.reduce((sum, [, weight]) => sum + weight, 0) < needed) return undefined;
  return { weights: free.map(([cell, weight]) => [cell, Math.min(weight, needed)]), needed };
}

function costsOf(system: TableSystem, cuts: readonly Cut[]): Map<number, number> {
  const cells = new Set(cuts.flatMap(({ weights }) => weights.map(([cell]) => cell)));
  return new Map([...cells].map((cell) => [cell, costOf(system, cell)]));
}

/** Wider areas cost more: they are what most readers look at; of two as wide, the smaller is hidden. */
const LEVEL_COST: Readonly<Record<string, number>> = { all: 10_000, region: 1000, municipality: 10 };

function costOf({ cells }: TableSystem, cell: number): number {
  return (cells[cell]?.rows ?? []).reduce((sum, { level, dimension, denominator }) => {
    const width = (dimension === 'total' ? 2 : 1) * (LEVEL_COST[level] ?? 1);
    return sum + width * Math.sqrt(1 + denominator);
  }, 0);
}

function hideAround(
  { lines, cells }: TableSystem,
  places: ReturnType<typeof linesOf>,
  hidden: Set<number>,
  { cell }: Secret,
): void {
  const reached = new Set([cell]);
  for (const one of [...reached])
    for (const [line] of places[one] ?? []) {
      const { whole = -1, parts = [] } = lines[line] ?? {};
      for (const other of [whole, ...parts]) reached.add(other);
    }
  const grown = [...reached].filter((one) => !hidden.has(one));
  // Everything near is hidden already: go on from what hangs on it.
  const next =
    grown.length > 0
      ? grown
      : [...hidden].flatMap((one) =>
          (places[one] ?? []).flatMap(([line]) => [lines[line]?.whole ?? -1, ...(lines[line]?.parts ?? [])]),
        );
  for (const one of next) if (cells[one]) hidden.add(one);
}
