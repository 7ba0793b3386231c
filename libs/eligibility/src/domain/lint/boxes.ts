import { leavesOf, type Criterion } from '../definition/definition';
import { variableOf, type Cells } from './cells';

/**
 * Where a criterion may have a value: for each variable it speaks of, the cells left to it. Never smaller than the
 * truth, since what is said of two facts together is not kept; `undefined` when nothing is left.
 */
export type Box = ReadonlyMap<string, ReadonlySet<number>> | undefined;

/** Where a criterion may be true (or false). */
export function boxOf(criterion: Criterion, wanted: boolean, cells: Cells): Box {
  switch (criterion.kind) {
    case 'leaf': {
      const where = cells.where(criterion, wanted);
      return where.size === 0 ? undefined : new Map([[variableOf(criterion), where]]);
    }
    case 'not':
      return boxOf(criterion.child, !wanted, cells);
    case 'all':
    case 'any': {
      const boxes = criterion.children.map((child) => boxOf(child, wanted, cells));
      return (criterion.kind === 'all') === wanted ? meet(boxes) : join(boxes);
    }
  }
}

/** Whether nothing but true can come of it: it is never false, and speaks of nothing that may be unknown. */
export function isAlwaysTrue(criterion: Criterion, cells: Cells): boolean {
  return (
    boxOf(criterion, false, cells) === undefined && leavesOf(criterion).every(({ fact }) => fact.alwaysKnown)
  );
}

function meet(boxes: readonly Box[]): Box {
  const met = new Map<string, ReadonlySet<number>>();
  for (const box of boxes) {
    if (!box) return undefined;
    for (const [variable, cells] of box) {
      const before = met.get(variable);
      const left = before ? new Set([...cells].filter((cell) => before.has(cell))) : cells;
      if (left.size === 0) return undefined;
      met.set(variable, left);
    }
  }
  return met;
}

function join(boxes: readonly Box[]): Box {
  const possible = boxes.filter((box) => box !== undefined);
  const [first, ...rest] = possible;
  if (!first) return undefined;
  const joined = new Map<string, ReadonlySet<number>>();
  for (const [variable, cells] of first) {
    const others = rest.map((box) => box.get(variable));
    if (others.some((other) => other === undefined)) continue;
    joined.set(variable, new Set([cells, ...others].flatMap((set) => [...(set ?? [])])));
  }
  return joined;
}
