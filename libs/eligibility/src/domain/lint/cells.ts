import type { Day } from '@kallelse/kernel';
import { bindTest } from '../decide/bind';
import { truthOf, type Truth } from '../decide/evaluate';
import type { Leaf, Test } from '../definition/definition';
import type { Fact } from '../facts/fact';
import type { FactValue } from '../facts/fact-type';

/**
 * The values of a fact fall into few cells that no test of the definition tells apart. One value stands for each, so
 * that "can this ever be true?" is answered by trying them all, with the evaluator's own comparison.
 */
export class Cells {
  private readonly values = new Map<string, readonly (FactValue | undefined)[]>();

  constructor(
    leaves: readonly Leaf[],
    private readonly asOf: Day,
  ) {
    for (const first of leaves) {
      const variable = variableOf(first);
      if (this.values.has(variable)) continue;
      const own = leaves.filter((leaf) => variableOf(leaf) === variable);
      const values = valuesOf(
        first.fact,
        own.map(({ test }) => bindTest(test, asOf)),
      );
      this.values.set(variable, first.fact.alwaysKnown ? values : [...values, undefined]);
    }
  }

  /** The cells of a leaf's variable in which it has the given truth. */
  where(leaf: Leaf, truth: Truth): ReadonlySet<number> {
    const ask = truthOf(bindTest(leaf.test, this.asOf));
    const values = this.values.get(variableOf(leaf)) ?? [];
    return new Set(values.flatMap((value, cell) => (ask(value) === truth ? [cell] : [])));
  }

  all(variable: string): ReadonlySet<number> {
    return new Set(this.values.get(variable)?.keys());
  }

  /** The value that stands for a cell. */
  value(variable: string, cell: number): FactValue | undefined {
    return this.values.get(variable)?.[cell];
  }
}

/** What a leaf is about: its fact, or for a set the membership of one code. */
export function variableOf({ fact, test }: Leaf): string {
  return test.op === 'includes' ? `${fact.name} ${test.code}` : fact.name;
}

const NEVER_NEGATIVE = /^(age|ageMonths|ageThisYear|areaType|episodes\..*)$|\.(count|ageAt)$/;

function valuesOf(fact: Fact, tests: readonly Test[]): readonly FactValue[] {
  const { type, name } = fact;
  switch (type.kind) {
    case 'boolean':
      return [false, true];
    case 'enum':
      return type.values;
    case 'code':
      return codeValues(tests);
    case 'set':
      return [[], tests.flatMap((test) => (test.op === 'includes' ? [test.code] : []))];
    case 'date':
      return numberValues(tests, true);
    case 'number':
      return numberValues(tests, type.integer).filter((value) => value >= 0 || !NEVER_NEGATIVE.test(name));
  }
}

/** Every code named, one beyond every prefix, and one that nobody named. */
function codeValues(tests: readonly Test[]): readonly string[] {
  const named = tests.flatMap((test) => {
    if (test.op === 'equal') return [String(test.value)];
    if (test.op === 'one-of') return test.values.map(String);
    return test.op === 'starts-with' ? [test.prefix, `${test.prefix}\u{10FFFF}`] : [];
  });
  return [...new Set([...named, '\u{10FFFE}'])];
}

/** Every bound named and what lies beside it: its neighbours among whole numbers, else the middle of two bounds. */
function numberValues(tests: readonly Test[], whole: boolean): readonly number[] {
  const named = [...new Set(tests.flatMap(boundsOf))].sort((a, b) => a - b);
  const beside = named.flatMap((bound, i) => {
    const next = named[i + 1];
    if (whole) return [Math.ceil(bound) - 1, Math.floor(bound) + 1];
    return [...(i === 0 ? [bound - 1] : []), next === undefined ? bound + 1 : (bound + next) / 2];
  });
  const own = whole ? named.filter(Number.isInteger) : named;
  const values = [...new Set([...own, ...beside])].sort((a, b) => a - b);
  return values.length === 0 ? [0] : values;
}

function boundsOf(test: Test): readonly number[] {
  if (test.op === 'equal') return typeof test.value === 'number' ? [test.value] : [];
  if (test.op === 'one-of') return test.values.filter((value) => typeof value === 'number');
  return test.op === 'range' ? [test.range.min, test.range.max].filter((bound) => bound !== undefined) : [];
}
