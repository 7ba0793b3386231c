import { addDuration } from './oracle-dates';
import { factValue, type Value } from './oracle-facts';
import { type RawCriterion, type World } from './oracle-input';

/** Kleene's three values. */
export type Truth = true | false | 'unknown';

export interface LeafReason {
  code: string;
  path: string;
  onUnknown: 'enquire' | 'hold' | 'exclude';
}

/** A criterion with its value, and its children in document order. */
export interface Evaluated {
  truth: Truth;
  /** An `all` or `any` asks that every child on the way has its parent's value; "a `not` asks nothing". */
  asks: boolean;
  children: Evaluated[];
  leaf?: LeafReason;
}

/** "An unknown value makes every operator but `known` unknown." */
function compare(operator: string, given: unknown, value: Value, asOf: string): Truth {
  // "`true`: has a value; `false`: has none. Never unknown itself"
  if (operator === 'known') return (value !== undefined) === given;
  if (value === undefined) return 'unknown';
  const list = (Array.isArray(given) ? given : []) as (string | number)[];
  const one = given as string | number;
  const scalar = value as string | number;
  const [low, high] = list;
  switch (operator) {
    case 'is':
      return value === given;
    case 'isNot':
      return value !== given;
    case 'in':
      return list.includes(scalar);
    case 'notIn':
      return !list.includes(scalar);
    case 'startsWith':
      return String(scalar).startsWith(String(one));
    // "<, ≤, >, ≥"
    case 'below':
    case 'before':
      return scalar < one;
    case 'atMost':
    case 'onOrBefore':
      return scalar <= one;
    case 'above':
    case 'after':
      return scalar > one;
    case 'atLeast':
    case 'onOrAfter':
      return scalar >= one;
    // "inclusive at both ends"
    case 'between':
      return low !== undefined && high !== undefined && low <= scalar && scalar <= high;
    case 'notBetween':
      return low !== undefined && high !== undefined && !(low <= scalar && scalar <= high);
    // "date ≤ as-of and date + D > as-of"
    case 'withinLast':
      return String(scalar) <= asOf && addDuration(String(scalar), String(one)) > asOf;
    // "date + D ≤ as-of"
    case 'atLeastAgo':
      return addDuration(String(scalar), String(one)) <= asOf;
    // "as-of ≤ date ≤ as-of + D"
    case 'withinNext':
      return asOf <= String(scalar) && String(scalar) <= addDuration(asOf, String(one));
    // "the given code is / is not in the set"
    case 'includes':
      return (value as readonly string[]).includes(String(one));
    case 'includesNone':
      return !(value as readonly string[]).includes(String(one));
    default:
      throw new Error(`no such operator: ${operator}`);
  }
}

/** "Default `onUnknown`: `enquire` for `organ.*` and `attribute.*`, `hold` for every other fact." */
function defaultPolicy(fact: string): LeafReason['onUnknown'] {
  return fact.startsWith('organ.') || fact.startsWith('attribute.') ? 'enquire' : 'hold';
}

/** "Paths read `eligibility.all[0].any[1].not`" */
export function evaluate(criterion: RawCriterion, path: string, world: World): Evaluated {
  for (const kind of ['all', 'any'] as const) {
    if (kind in criterion) {
      const children = (criterion[kind] as RawCriterion[]).map((child, i) =>
        evaluate(child, `${path}.${kind}[${i}]`, world),
      );
      const deciding = kind === 'any';
      let truth: Truth = !deciding;
      if (children.some((child) => child.truth === 'unknown')) truth = 'unknown';
      if (children.some((child) => child.truth === deciding)) truth = deciding;
      return { truth, asks: true, children };
    }
  }
  if ('not' in criterion) {
    const child = evaluate(criterion['not'] as RawCriterion, `${path}.not`, world);
    const truth = child.truth === 'unknown' ? 'unknown' : !child.truth;
    return { truth, asks: false, children: [child] };
  }
  const fact = String(criterion['fact']);
  const [operator = ''] = Object.keys(criterion).filter((key) => key !== 'fact' && key !== 'onUnknown');
  return {
    truth: compare(operator, criterion[operator], factValue(fact, world), world.asOf),
    asks: false,
    children: [],
    leaf: {
      code: fact,
      path,
      onUnknown: (criterion['onUnknown'] as LeafReason['onUnknown'] | undefined) ?? defaultPolicy(fact),
    },
  };
}

/**
 * "a leaf is a reason when, on its way from the root, every child of an `all` or `any` has its parent's value
 * (a `not` asks nothing)"
 */
export function reasonsOf(node: Evaluated): LeafReason[] {
  if (node.leaf !== undefined) return [node.leaf];
  return node.children.filter((child) => !node.asks || child.truth === node.truth).flatMap(reasonsOf);
}

export function isTrue(criterion: RawCriterion, world: World): boolean {
  return evaluate(criterion, '', world).truth === true;
}
