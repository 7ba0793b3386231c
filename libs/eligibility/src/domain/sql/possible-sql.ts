import type { Day } from '@kallelse/kernel';
import type { Criterion, Leaf } from '../definition/definition';
import { criterionSql, leafSql } from './criterion-sql';
import type { FactScope } from './fact-scope';
import { Parameters } from './parameters';

/**
 * Whether a criterion may be other than false on one of some days, for rows that are exact on all of them: false only
 * where it is false on each. A leaf that does not change is asked once, one that may change counts as unknown.
 */
export function possibleSql(criterion: Criterion, sql: FactScope, days: readonly Day[]): string {
  return `((${criterionSql(criterion, (leaf) => settledSql(leaf, sql, days))}) IS NOT FALSE)`;
}

/** A leaf's value where it is the same on all the days, else null. */
function settledSql(leaf: Leaf, sql: FactScope, days: readonly Day[]): string {
  const today = leafSql(sql, leaf);
  if (!changes(leaf, sql, days)) return today;
  const { fact, test } = leaf;
  if (fact.sql.kind === 'ordinal') {
    const each = [today, ...days.map((day) => leafSql(sql.on(day), leaf))];
    return `(CASE WHEN ${each.join(' AND ')} THEN true WHEN NOT (${each.join(' OR ')}) THEN false END)`;
  }
  if (fact.sql.kind === 'set' && test.op === 'includes') {
    // Of an exact row only ends are to come: who is on no such list today will not be on it.
    const listed = fact.sql.includes(sql, test.code);
    return `(CASE WHEN ${listed} THEN NULL ELSE ${today} END)`;
  }
  return 'NULL::boolean';
}

/** Whether a leaf's text speaks of the day; parameters of its own, so that none is bound in vain. */
function changes(leaf: Leaf, sql: FactScope, days: readonly Day[]): boolean {
  const parameters = new Parameters();
  const texts = [sql.asOf, ...days].map((day) => leafSql(sql.on(day, parameters), leaf));
  return new Set(texts).size > 1;
}
