import { addDuration, assertNever, lastDayReaching, type Day } from '@kallelse/kernel';
import type { Range, Test } from '../definition/definition';

/** A test with relative windows turned into ranges of days: both evaluators see only these. */
export type BoundTest = Exclude<Test, { op: 'relative' }>;

/**
 * Binds a test to the as-of date: `withinLast D` is date ≤ as-of and date + D > as-of; `atLeastAgo D` is
 * date + D ≤ as-of; `withinNext D` is as-of ≤ date ≤ as-of + D.
 */
export function bindTest(test: Test, asOf: Day): BoundTest {
  if (test.op !== 'relative') return test;
  return { op: 'range', range: windowOf(test, asOf), negated: false };
}

function windowOf(test: Extract<Test, { op: 'relative' }>, asOf: Day): Range {
  switch (test.window) {
    case 'within-last':
      return { min: lastDayReaching(asOf, test.span), minOpen: true, max: asOf };
    case 'at-least-ago':
      return { max: lastDayReaching(asOf, test.span) };
    case 'within-next':
      return { min: asOf, max: addDuration(asOf, test.span) };
    default:
      return assertNever(test.window);
  }
}
