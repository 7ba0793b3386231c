import { refuse } from '../checks';
import { at, sumOf } from '../numbers';
import { feasibleRanges, type PublishedTable } from './attack';

/** What a table must withstand besides the reader who knows nothing. */
export interface ProtectionRules {
  /** Whether the one person of a cell with count 1, who knows that cell, may not work out another. */
  readonly singletons?: boolean;
  /** Least sum of the hidden counts of a line that has any. */
  readonly threshold?: number;
}

/** Sets of cells tried before giving up: enough for tables of some dozen cells. */
const MOST_SETS = 20_000;

/**
 * Whether every published line with hidden cells has at least two of them. Not enough to protect a table of several
 * dimensions: see {@link feasibleRanges}.
 */
export function singleLineRule({ hidden, lines }: PublishedTable): boolean {
  return lines.every((line) => line.filter((i) => at(hidden, i)).length !== 1);
}

/**
 * Cheapest further cells to hide so that no cell hidden already can be worked out, tried in order of the counts they
 * cost. Exact and deterministic (ties: fewer cells, then the first), for small tables; a whole district tree is solved
 * as an integer programme elsewhere.
 * @param table hidden = the cells to protect
 * @returns indices of the cells to hide besides, in order
 * @throws RangeError when hiding everything does not help, or the table is too large for this search
 */
export function secondarySuppression(table: PublishedTable, rules: ProtectionRules = {}): number[] {
  const candidates = table.counts.map((_, i) => i).filter((i) => !at(table.hidden, i));
  const queue: { cost: number; cells: number[]; next: number }[] = [{ cost: 0, cells: [], next: 0 }];
  for (let tried = 0; tried < MOST_SETS && queue.length > 0; tried++) {
    const { cost, cells, next } = cheapest(queue);
    if (isProtected(table, cells, rules)) return cells;
    for (let k = next; k < candidates.length; k++) {
      const cell = at(candidates, k);
      queue.push({ cost: cost + Math.max(1, at(table.counts, cell)), cells: [...cells, cell], next: k + 1 });
    }
  }
  return refuse(
    queue.length > 0
      ? 'secondarySuppression: the table is too large for an exhaustive search'
      : 'secondarySuppression: the table cannot be protected by hiding its cells; hide a total',
  );
}

function cheapest<T extends { readonly cost: number; readonly cells: readonly number[] }>(queue: T[]): T {
  let best = 0;
  queue.forEach(({ cost, cells }, i) => {
    const leader = at(queue, best);
    if (cost < leader.cost || (cost === leader.cost && cells.length < leader.cells.length)) best = i;
  });
  return at(queue.splice(best, 1), 0);
}

function isProtected(table: PublishedTable, more: readonly number[], rules: ProtectionRules): boolean {
  const hidden = table.hidden.map((flag, i) => flag || more.includes(i));
  const published = { ...table, hidden };
  const secrets = table.counts.map((_, i) => i).filter((i) => at(table.hidden, i));
  const { threshold = 0, singletons = false } = rules;
  for (const line of table.lines) {
    const concealed = line.filter((i) => at(hidden, i));
    if (concealed.length > 0 && sumOf(concealed, (i) => at(table.counts, i)) < threshold) return false;
  }
  const knowers = singletons ? secrets.filter((i) => at(table.counts, i) === 1).map((i) => [i]) : [];
  return [[], ...knowers].every((known) => {
    const ranges = feasibleRanges(published, known);
    return secrets.every((i) => known.includes(i) || at(ranges, i).most > at(ranges, i).least);
  });
}
