import type { Attacked, Exposure } from './attack';
import type { Secret } from './secrets';
import type { TableSystem } from './table-cells';

/** Σ weight · (1 if hidden) ≥ needed, over cells. */
export interface Cut {
  readonly weights: readonly (readonly [cell: number, weight: number])[];
  readonly needed: number;
}

/** Cells of which nothing is to be decided any more. */
export interface Decided {
  /** Hidden whatever is chosen. */
  readonly fixed: ReadonlySet<number>;
  /** Shown by a table published before. */
  readonly shown: ReadonlySet<number>;
}

/** What must be hidden more; undefined: nothing helps. */
export function cutOf(
  { secret, weights }: Pick<Exposure, 'secret' | 'weights'>,
  { fixed, shown }: Decided,
): Cut | undefined {
  const given = [...weights].reduce((sum, [cell, weight]) => (fixed.has(cell) ? sum + weight : sum), 0);
  const needed = secret.by - given;
  const free = [...weights].filter(([cell]) => !fixed.has(cell) && !shown.has(cell));
  if (free.reduce((sum, [, weight]) => sum + weight, 0) < needed) return undefined;
  return { weights: free.map(([cell, weight]) => [cell, Math.min(weight, needed)]), needed };
}

/** In each sum that a secret stands in, others must be able to make up for it: what the attacker would say first. */
export function lineCuts({ system, places, bounds }: Attacked, secret: Secret, decided: Decided): Cut[] {
  return (places[secret.cell] ?? []).flatMap(([index]) => {
    const { whole, parts } = system.lines[index] ?? { whole: -1, parts: [] };
    const weights = new Map<number, number>();
    for (const other of [whole, ...parts]) {
      if (other === secret.cell) continue;
      // A part makes up for another part by going the other way, for the whole by going the same.
      const isOpposite = other !== whole && secret.cell !== whole;
      const isUp = (secret.way === 'up') !== isOpposite;
      const numerator = system.cells[other]?.numerator ?? 0;
      const { low, high } = bounds[other] ?? { low: numerator, high: numerator };
      const room = isUp ? high - numerator : numerator - low;
      if (room > 0) weights.set(other, Math.min(room, secret.by));
    }
    const cut = cutOf({ secret, weights }, decided);
    return cut && cut.needed > 0 ? [cut] : [];
  });
}

/** Wider areas cost more: they are what most readers look at; of two as wide, the smaller is hidden. */
const LEVEL_COST: Readonly<Record<string, number>> = { all: 10_000, region: 1000, municipality: 10 };

export function cellCost({ cells }: TableSystem, cell: number): number {
  return (cells[cell]?.rows ?? []).reduce((sum, { level, dimension, denominator }) => {
    const width = (dimension === 'total' ? 2 : 1) * (LEVEL_COST[level] ?? 1);
    return sum + width * Math.sqrt(1 + denominator);
  }, 0);
}
