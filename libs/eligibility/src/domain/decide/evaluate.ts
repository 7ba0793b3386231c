import { assertNever, type Day } from '@kallelse/kernel';
import type { Criterion, Leaf, Range } from '../definition/definition';
import type { FactValue } from '../facts/fact-type';
import type { FactView } from '../facts/fact-view';
import { bindTest, type BoundTest } from './bind';

/** Kleene's three values: true, false, and undefined for unknown. */
export type Truth = boolean | undefined;

export type Evaluator = (view: FactView) => Truth;

/** A criterion ready to be asked about residents: its truth, and the leaves that are its reasons. */
export interface BoundCriterion {
  readonly truth: Evaluator;
  /** The leaves that, on their way from the root, share the value of every `all` and `any` (a `not` asks nothing). */
  readonly reasons: (view: FactView) => readonly Leaf[];
}

/** As above; reasons are added to a list, so that no node of the tree makes a list of its own. */
interface BoundNode {
  readonly truth: Evaluator;
  readonly addReasons: (view: FactView, to: Leaf[]) => void;
}

/** Binds a criterion to the as-of date; the same bound criterion serves any number of residents. */
export function bindCriterion(criterion: Criterion, asOf: Day): BoundCriterion {
  const { truth, addReasons } = bindNode(criterion, asOf);
  return {
    truth,
    reasons: (view) => {
      const leaves: Leaf[] = [];
      addReasons(view, leaves);
      return leaves;
    },
  };
}

function bindNode(criterion: Criterion, asOf: Day): BoundNode {
  switch (criterion.kind) {
    case 'leaf': {
      const truth = bindLeaf(criterion, asOf);
      return { truth, addReasons: (_, to) => to.push(criterion) };
    }
    case 'not': {
      const child = bindNode(criterion.child, asOf);
      return { truth: (view) => negate(child.truth(view)), addReasons: child.addReasons };
    }
    case 'all':
    case 'any': {
      const children = criterion.children.map((child) => bindNode(child, asOf));
      const truths = children.map((child) => child.truth);
      const truth = criterion.kind === 'all' ? conjunction(truths) : disjunction(truths);
      return { truth, addReasons: (view, to) => addGroupReasons(children, truth(view), view, to) };
    }
    default:
      return assertNever(criterion);
  }
}

function addGroupReasons(children: readonly BoundNode[], value: Truth, view: FactView, to: Leaf[]): void {
  for (const child of children) {
    if (child.truth(view) === value) child.addReasons(view, to);
  }
}

function negate(value: Truth): Truth {
  return value === undefined ? undefined : !value;
}

function conjunction(children: readonly Evaluator[]): Evaluator {
  return (view) => {
    let result: Truth = true;
    for (const child of children) {
      const value = child(view);
      if (value === false) return false;
      if (value === undefined) result = undefined;
    }
    return result;
  };
}

function disjunction(children: readonly Evaluator[]): Evaluator {
  return (view) => {
    let result: Truth = false;
    for (const child of children) {
      const value = child(view);
      if (value === true) return true;
      if (value === undefined) result = undefined;
    }
    return result;
  };
}

function bindLeaf(leaf: Leaf, asOf: Day): Evaluator {
  const { read } = leaf.fact;
  const truth = truthOf(bindTest(leaf.test, asOf));
  return (view) => truth(read(view));
}

/** What a test says of a value of its fact, or of an unknown one. */
export function truthOf(test: BoundTest): (value: FactValue | undefined) => Truth {
  if (test.op === 'known') return (value) => (value !== undefined) === test.expected;
  const holds = comparison(test);
  return (value) => (value === undefined ? undefined : holds(value));
}

function comparison(test: Exclude<BoundTest, { op: 'known' }>): (value: FactValue) => boolean {
  switch (test.op) {
    case 'equal':
      return (value) => (value === test.value) !== test.negated;
    case 'one-of': {
      const values = new Set<FactValue>(test.values);
      return (value) => values.has(value) !== test.negated;
    }
    case 'starts-with':
      return (value) => typeof value === 'string' && value.startsWith(test.prefix);
    case 'range':
      return (value) => inRange(Number(value), test.range) !== test.negated;
    case 'includes':
      return (value) => (Array.isArray(value) && value.includes(test.code)) !== test.negated;
    default:
      return assertNever(test);
  }
}

function inRange(value: number, { min, minOpen, max, maxOpen }: Range): boolean {
  if (min !== undefined && (minOpen === true ? value <= min : value < min)) return false;
  return max === undefined || (maxOpen === true ? value < max : value <= max);
}
