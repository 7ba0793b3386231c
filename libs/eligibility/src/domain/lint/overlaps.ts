import { toPlainDate } from '@kallelse/kernel';
import { leavesOf, type Criterion, type Definition } from '../definition/definition';
import type { FactType, FactValue } from '../facts/fact-type';
import { boxOf } from './boxes';
import { variableOf, type Cells } from './cells';

/** Two conditions that together take in every value of a fact, and some of them twice. */
export interface Overlap {
  readonly path: string;
  readonly other: string;
  /** Some of the values that both take in, as they are written in a definition. */
  readonly values: readonly string[];
}

const MOST_VALUES = 3;

/**
 * Complements that overlap: conditions of one fact that look like "this, or else that" (`atMost: 50` beside `atLeast: 50`)
 * and are both true of some value. In rows the order then decides silently; between `eligibility` and an exclusion
 * somebody is in the target group and left out.
 */
export function overlaps(
  { eligibility, exclusions, schedule }: Definition,
  cells: Cells,
): readonly Overlap[] {
  const groups = [eligibility, ...exclusions.map(({ when }) => when)].flatMap(anyGroups);
  const rows = schedule.next.flatMap(({ when }) => when ?? []);
  const needed = eligibility.kind === 'all' ? eligibility.children : [eligibility];
  const left = exclusions.map(({ when }) => when);
  return [
    ...groups.flatMap((children) => pairs(children, cells)),
    ...pairs(rows, cells),
    ...left.flatMap((exclusion) => needed.flatMap((one) => overlap(one, exclusion, cells) ?? [])),
  ];
}

function anyGroups(criterion: Criterion): readonly (readonly Criterion[])[] {
  switch (criterion.kind) {
    case 'leaf':
      return [];
    case 'not':
      return anyGroups(criterion.child);
    case 'all':
    case 'any': {
      const below = criterion.children.flatMap(anyGroups);
      return criterion.kind === 'any' ? [criterion.children, ...below] : below;
    }
  }
}

function pairs(criteria: readonly Criterion[], cells: Cells): readonly Overlap[] {
  return criteria.flatMap((one, i) => criteria.slice(i + 1).flatMap((two) => overlap(one, two, cells) ?? []));
}

/** Of two conditions on one and the same fact: what both are true of, if they leave no known value out. */
function overlap(one: Criterion, two: Criterion, cells: Cells): Overlap | undefined {
  const variable = onlyVariable(one);
  const fact = leavesOf(one)[0]?.fact;
  if (variable === undefined || fact === undefined || variable !== onlyVariable(two)) return undefined;
  const [first, second] = [trueIn(one, variable, cells), trueIn(two, variable, cells)];
  const known = [...cells.all(variable)].filter((cell) => cells.value(variable, cell) !== undefined);
  const isHalf = (side: ReadonlySet<number>): boolean => side.size > 0 && side.size < known.length;
  const both = known.filter((cell) => first.has(cell) && second.has(cell));
  const isCovered = known.every((cell) => first.has(cell) || second.has(cell));
  if (!isHalf(first) || !isHalf(second) || !isCovered || both.length === 0) return undefined;
  const values = both.slice(0, MOST_VALUES).map((cell) => written(cells.value(variable, cell), fact.type));
  return { path: two.path, other: one.path, values };
}

function onlyVariable(criterion: Criterion): string | undefined {
  const variables = new Set(leavesOf(criterion).map(variableOf));
  return variables.size === 1 ? [...variables][0] : undefined;
}

/** The known cells of a criterion's only variable in which it is true. */
function trueIn(criterion: Criterion, variable: string, cells: Cells): ReadonlySet<number> {
  const box = boxOf(criterion, true, cells);
  const where = box ? (box.get(variable) ?? cells.all(variable)) : new Set<number>();
  return new Set([...where].filter((cell) => cells.value(variable, cell) !== undefined));
}

function written(value: FactValue | undefined, type: FactType): string {
  return type.kind === 'date' && typeof value === 'number' ? toPlainDate(value) : String(value);
}
