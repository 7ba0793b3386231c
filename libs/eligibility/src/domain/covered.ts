import type { Criterion, Definition, IntervalRow, Leaf } from './definition/definition';
import { catalogue } from './facts/catalogue';
import type { Fact } from './facts/fact';

/**
 * Whether somebody has been tested within the interval that the schedule gives them after a test (test coverage,
 * equity.md §2): of the first row of the interval table that holds for them, a test that counts is no longer ago than it
 * says; `never` is covered by any test.
 */
export function coveredBy({ schedule }: Definition): Criterion {
  const earlier: Criterion[] = [];
  const rows = schedule.next.map((row, i): Criterion => {
    const path = `covered.any[${i}]`;
    const children = [...earlier.map(not), ...(row.when ? [row.when] : []), testedWithin(row.after, path)];
    if (row.when) earlier.push(row.when);
    return { kind: 'all', path, children };
  });
  return { kind: 'any', path: 'covered', children: rows };
}

const FACTS = catalogue({ attributes: [], tests: [] });

function testedWithin(after: IntervalRow['after'], path: string): Leaf {
  const fact = FACTS.get('lastTest.date') as Fact;
  const leaf = { kind: 'leaf', path, fact, onUnknown: 'exclude' } as const;
  return after === 'never'
    ? { ...leaf, operator: 'known', operand: true, test: { op: 'known', expected: true } }
    : {
        ...leaf,
        operator: 'withinLast',
        operand: `P${after.months}M${after.days}D`,
        test: { op: 'relative', window: 'within-last', span: after },
      };
}

function not(child: Criterion): Criterion {
  return { kind: 'not', path: child.path, child };
}
