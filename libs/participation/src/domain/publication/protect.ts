import { attempt, isKeptBy, linesOf, type Exposure, type LinesOf, type SolveLinear } from './attack';
import { cellCost, cutOf, lineCuts, type Cut } from './cuts';
import { boundsOf, secretsOf, SMALLEST_TOLD, type Bounds, type Secret } from './secrets';
import type { TableSystem } from './table-cells';

export interface CheapestChoice {
  readonly costs: ReadonlyMap<number, number>;
  readonly cuts: readonly Cut[];
}

/** The cheapest set of cells that meets every cut, and a bound below which no set costs; undefined: none was found in time. */
export type SolveChoice = (choice: CheapestChoice) => { chosen: number[]; bound: number } | undefined;

export interface Solvers {
  readonly linear: SolveLinear;
  readonly choice: SolveChoice;
  /** Whether the time for a cheaper choice is over. */
  readonly isLate: () => boolean;
  /** Whether the time for anything is over. */
  readonly isOver: () => boolean;
}

/** Which cells are hidden, and what is known of how good that is. */
export interface Protection {
  readonly hidden: ReadonlySet<number>;
  /** Cells of the table that are hidden for others' sake. */
  readonly secondary: number;
  /** Share by which hiding less could at best be cheaper. */
  readonly gap: number;
  /** How often the attacker tried. */
  readonly attacks: number;
  /** Secrets that no hiding of cells keeps: the table must not be published. */
  readonly exposed: number;
}

/** Thrown when time is over before it is certain that every secret is kept: nothing may be published then. */
export class OutOfTime extends Error {}

const MOST_ROUNDS = 300;

/**
 * Hides cells of the last table so that no secret of any table can be worked out from all of them, at the least cost: an
 * integer programme whose cuts the attacker's linear programmes give (Fischetti & Salazar 2001, Management Science
 * 47:1008–1027). What still lies open when its time is over is closed by hiding whole sums, which is safe but dearer.
 * @param shownBefore cells that a table published before shows
 * @param smallest number that may be told
 * @throws OutOfTime
 */
export function protect(
  system: TableSystem,
  shownBefore: ReadonlySet<number>,
  solvers: Solvers,
  smallest = SMALLEST_TOLD,
): Protection {
  const secrets = system.cells.flatMap((cell, i) => secretsOf(i, cell, smallest));
  // Where the figure of everybody is a secret, there is nothing to be told.
  const whole = system.cells.findIndex(({ rows }) =>
    rows.some(({ level, dimension }) => level === 'all' && dimension === 'total'),
  );
  if (secrets.some(({ cell }) => cell === whole))
    return {
      ...{ hidden: new Set(system.cells.keys()), exposed: secrets.length },
      ...{ secondary: 0, gap: 0, attacks: 0 },
    };
  const search = new Search({ system, secrets, smallest }, shownBefore, solvers);
  search.findCheapest();
  search.closeBySums();
  return search.result();
}

class Search {
  private readonly system: TableSystem;
  private readonly secrets: readonly Secret[];
  private readonly places: LinesOf;
  private readonly bounds: readonly Bounds[];
  /** Hidden whatever is chosen: what is secret, and what no table shows. */
  private readonly fixed: ReadonlySet<number>;
  private hidden: Set<number>;
  private open: readonly Exposure[] = [];
  private bound = 0;
  private attacks = 0;

  constructor(
    { system, secrets, smallest }: { system: TableSystem; secrets: readonly Secret[]; smallest: number },
    private readonly shown: ReadonlySet<number>,
    private readonly solvers: Solvers,
  ) {
    this.system = system;
    this.secrets = secrets;
    this.places = linesOf(system);
    this.bounds = system.cells.map((cell) => boundsOf(cell, smallest));
    const unseen = system.cells.flatMap(({ rows }, i) => (rows.length === 0 && !shown.has(i) ? [i] : []));
    this.fixed = new Set([...secrets.flatMap(({ cell }) => (shown.has(cell) ? [] : [cell])), ...unseen]);
    this.hidden = new Set(this.fixed);
  }

  findCheapest(): void {
    const { system, places, bounds, fixed, shown, solvers } = this;
    const cuts = this.secrets.flatMap((secret) =>
      lineCuts({ system, places, bounds }, secret, { fixed, shown }),
    );
    if (cuts.length > 0) this.choose(cuts);
    this.attack();
    for (let round = 0; this.open.length > 0 && round < MOST_ROUNDS && !solvers.isLate(); round++) {
      const more = this.open.flatMap((exposure) => cutOf(exposure, { fixed, shown }) ?? []);
      cuts.push(...more);
      if (more.length === 0 || !this.choose(cuts)) return;
      this.attack(this.open.map(({ secret }) => secret));
      // Another choice may have opened what was kept before.
      if (this.open.length === 0) this.attack();
    }
  }

  /** Hides everything in the sums of what lies open, and then in theirs, until nothing does. */
  closeBySums(): void {
    // What the last choice may have opened beside is not known yet.
    if (this.open.length > 0) this.attack();
    while (this.open.length > 0) {
      const near = this.open.flatMap(({ secret }) => this.besides([secret.cell]));
      const grown = near.length > 0 ? near : this.besides(this.hidden);
      if (grown.length === 0) return;
      for (const cell of grown) this.hidden.add(cell);
      // What is kept is kept all the more when more is hidden.
      this.attack(this.open.map(({ secret }) => secret));
    }
  }

  result(): Protection {
    const { system, hidden, fixed, bound, attacks, open } = this;
    const more = [...hidden].filter((cell) => !fixed.has(cell));
    const cost = more.reduce((sum, cell) => sum + cellCost(system, cell), 0);
    const gap = cost > 0 ? Math.max(0, (cost - bound) / cost) : 0;
    return { hidden, secondary: more.length, gap, attacks, exposed: open.length };
  }

  private choose(cuts: readonly Cut[]): boolean {
    const cells = new Set(cuts.flatMap(({ weights }) => weights.map(([cell]) => cell)));
    const costs = new Map([...cells].map((cell) => [cell, cellCost(this.system, cell)]));
    const solved = this.solvers.choice({ costs, cuts });
    if (!solved) return false;
    this.hidden = new Set([...this.fixed, ...solved.chosen]);
    this.bound = solved.bound;
    return true;
  }

  private attack(secrets = this.secrets): void {
    const { system, places, bounds, hidden, shown, solvers } = this;
    const open: Exposure[] = [];
    let left = secrets;
    for (let [secret] = left; secret; [secret] = left) {
      if (solvers.isOver()) throw new OutOfTime();
      this.attacks++;
      const tried = secret;
      const { exposure, witness } = shown.has(secret.cell)
        ? // What is told already cannot be kept any more.
          { exposure: { secret, reaches: 0, weights: new Map<number, number>() } }
        : attempt({ system, places, bounds }, hidden, secret, solvers.linear);
      if (exposure) open.push(exposure);
      // The same other numerators keep more than one secret.
      left = left.filter((one) => one !== tried && !(witness && isKeptBy(witness, one)));
    }
    this.open = open;
  }

  /** Cells that stand in a sum with one of some, and can still be hidden. */
  private besides(some: Iterable<number>): number[] {
    const lines = new Set([...some].flatMap((cell) => (this.places[cell] ?? []).map(([line]) => line)));
    const cells = [...lines].flatMap((line) => {
      const { whole = -1, parts = [] } = this.system.lines[line] ?? {};
      return [whole, ...parts];
    });
    return [...new Set(cells)].filter((cell) => !this.hidden.has(cell) && !this.shown.has(cell));
  }
}
