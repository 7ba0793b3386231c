import type { Day } from '@kallelse/kernel';
import { leavesOf, type Criterion, type Definition, type Leaf } from '../definition/definition';
import type { Issue } from '../definition/issues';
import { boxOf, isAlwaysTrue } from './boxes';
import { Cells, variableOf } from './cells';
import { LEGAL_AGES } from './legal-ages';
import { overlaps } from './overlaps';

/** Something in a valid definition that is probably not meant; it warns and never refuses. */
export interface Lint extends Issue {
  readonly code:
    | 'contradiction'
    | 'always-true'
    | 'unreachable-row'
    | 'overlap'
    | 'organ-negative'
    | 'legal-age'
    | 'met-by';
  /** The regulation or programme that says so, where there is one. */
  readonly source?: string;
}

/** How many residents a pass over the population found to meet a criterion, by the criterion's path. */
export interface MetCounts {
  readonly residents: number;
  readonly met: ReadonlyMap<string, number>;
}

/** Warns about a definition; windows of time are taken as of a day, counts from the population where given. */
export function lint(definition: Definition, asOf: Day, counts?: MetCounts): readonly Lint[] {
  const criteria = criteriaOf(definition);
  const cells = new Cells(criteria.flatMap(leavesOf), asOf);
  return [
    ...criteria.flatMap((criterion) => senseless(criterion, cells)),
    ...unreachableRows(definition, cells),
    ...overlapping(definition, cells),
    ...negativeOrgans(definition.eligibility),
    ...illegalAges(definition),
    ...(counts ? metBy(counts) : []),
  ];
}

function criteriaOf({ eligibility, exclusions, holds, schedule }: Definition): readonly Criterion[] {
  return [eligibility, ...[...exclusions, ...holds, ...schedule.next].flatMap(({ when }) => when ?? [])];
}

/** The outermost criterion that can never be true, or never anything else. */
function senseless(criterion: Criterion, cells: Cells): readonly Lint[] {
  const { path } = criterion;
  if (boxOf(criterion, true, cells) === undefined)
    return [
      { code: 'contradiction', path, message: 'can never be true: its conditions rule each other out' },
    ];
  if (isAlwaysTrue(criterion, cells))
    return [{ code: 'always-true', path, message: 'is true of everybody: it decides nothing' }];
  switch (criterion.kind) {
    case 'leaf':
      return [];
    case 'not':
      return senseless(criterion.child, cells);
    case 'all':
    case 'any':
      return criterion.children.flatMap((child) => senseless(child, cells));
  }
}

/** Rows whose every case an earlier row takes: one without a condition, or earlier conditions on the same fact together. */
function unreachableRows({ schedule }: Definition, cells: Cells): readonly Lint[] {
  const taken = new Map<string, Set<number>>();
  let open = true;
  return schedule.next.flatMap(({ path, when }): Lint[] => {
    const reached = open && (when ? boxOf(when, true, cells) : new Map<string, ReadonlySet<number>>());
    const covered = [...taken].some(([variable, gone]) => {
      const needs = (reached || undefined)?.get(variable) ?? cells.all(variable);
      return [...needs].every((cell) => gone.has(cell));
    });
    const unreachable = !open || (reached !== undefined && covered);
    for (const leaf of when ? alternatives(when) : []) {
      const variable = variableOf(leaf);
      taken.set(variable, new Set([...(taken.get(variable) ?? []), ...cells.where(leaf, true)]));
    }
    open &&= when !== undefined;
    return unreachable
      ? [{ code: 'unreachable-row', path, message: 'is never reached: earlier rows take every case' }]
      : [];
  });
}

/** The leaves of which any one being true makes the criterion true. */
function alternatives(criterion: Criterion): readonly Leaf[] {
  if (criterion.kind === 'leaf') return [criterion];
  return criterion.kind === 'any' ? criterion.children.flatMap(alternatives) : [];
}

function overlapping(definition: Definition, cells: Cells): readonly Lint[] {
  return overlaps(definition, cells).map(({ path, other, values }) => ({
    code: 'overlap',
    path,
    message: `takes in every value together with ${other}, but both are true of ${values.join(', ')}`,
  }));
}

/** `isNot absent` takes in nobody whose organ is unknown, and reads as if it did. */
function negativeOrgans(eligibility: Criterion): readonly Lint[] {
  return leavesOf(eligibility)
    .filter(({ fact, operator }) => /^organ\.\w+$/.test(fact.name) && /^(isNot|notIn)$/.test(operator))
    .map(({ path }) => ({
      code: 'organ-negative',
      path,
      message: 'asks what an organ is not: say "is: present", so that an unknown organ is asked about',
    }));
}

function illegalAges({ programme, eligibility }: Definition): readonly Lint[] {
  const legal = LEGAL_AGES[programme];
  if (!legal) return [];
  return leavesOf(eligibility).flatMap(({ fact, test, path }): Lint[] => {
    if (!['age', 'ageThisYear'].includes(fact.name) || test.op !== 'range' || test.negated) return [];
    const { min, max, maxOpen, minOpen } = test.range;
    const lowest = min === undefined ? legal.min : min + (minOpen === true ? 1 : 0);
    const highest = max === undefined ? legal.max : max - (maxOpen === true ? 1 : 0);
    if (lowest >= legal.min && highest <= legal.max) return [];
    const message = `reaches beyond the programme's ages ${legal.min} to ${legal.max}`;
    return [{ code: 'legal-age', path, message, source: legal.source }];
  });
}

function metBy({ residents, met }: MetCounts): readonly Lint[] {
  return [...met].flatMap(([path, count]): Lint[] => {
    if (count === 0) return [{ code: 'met-by', path, message: 'is met by nobody in the population' }];
    return count === residents
      ? [{ code: 'met-by', path, message: 'is met by everybody in the population' }]
      : [];
  });
}
