import type { Criterion, Leaf } from '../definition/definition';
import { criterionSql, type LeafSql } from './criterion-sql';

/** Bits in one word: a bigint column that a JavaScript number holds exactly. */
export const WORD_BITS = 52;

export function wordCount(leaves: number): number {
  return Math.ceil(leaves / WORD_BITS);
}

export function bitOf(index: number): number {
  return 2 ** (index % WORD_BITS);
}

/** The indices of the set bits in a row of words. */
export function bitIndices(words: readonly number[]): number[] {
  const isSet = (word: number, bit: number): boolean => Math.floor(word / 2 ** bit) % 2 === 1;
  return words.flatMap((word, w) =>
    Array.from({ length: WORD_BITS }, (_, bit) => bit).flatMap((bit) =>
      isSet(word, bit) ? [w * WORD_BITS + bit] : [],
    ),
  );
}

/** A value the root may have while we ask for its reasons. */
type Value = 'true' | 'false' | 'unknown';

const OPPOSITE: Readonly<Record<Value, Value>> = { true: 'false', false: 'true', unknown: 'unknown' };
const TEST: Readonly<Record<Value, string>> = { true: 'IS TRUE', false: 'IS FALSE', unknown: 'IS NULL' };

/**
 * Words of bits, one per leaf, that say which leaves are reasons when the criterion has `value`: a leaf is one when,
 * on its way from the root, every child of an `all` or `any` has its parent's value.
 */
export function reasonWords(
  criterion: Criterion,
  value: 'false' | 'unknown',
  leaf: LeafSql,
  indexOf: ReadonlyMap<Leaf, number>,
): readonly string[] {
  const words = reasonTerms(criterion, value, { leaf, indexOf });
  return Array.from({ length: wordCount(indexOf.size) }, (_, word) => words.get(word) ?? '0::bigint');
}

interface Context {
  readonly leaf: LeafSql;
  readonly indexOf: ReadonlyMap<Leaf, number>;
}

/** Per word, the bits of the reasons of a node known to have `value`. */
function reasonTerms(node: Criterion, value: Value, context: Context): ReadonlyMap<number, string> {
  switch (node.kind) {
    case 'leaf': {
      const index = context.indexOf.get(node) ?? 0;
      return new Map([[Math.floor(index / WORD_BITS), `${bitOf(index)}::bigint`]]);
    }
    case 'not':
      return reasonTerms(node.child, OPPOSITE[value], context);
    case 'all':
    case 'any': {
      // All children of a true `all` are true, and of a false `any` false: nothing to ask.
      const implied = (node.kind === 'all' && value === 'true') || (node.kind === 'any' && value === 'false');
      return union(
        node.children.map((child) => {
          const terms = reasonTerms(child, value, context);
          return implied ? terms : guarded(terms, `${criterionSql(child, context.leaf)} ${TEST[value]}`);
        }),
      );
    }
  }
}

function guarded(terms: ReadonlyMap<number, string>, guard: string): ReadonlyMap<number, string> {
  return new Map([...terms].map(([word, term]) => [word, `CASE WHEN ${guard} THEN ${term} ELSE 0 END`]));
}

function union(children: readonly ReadonlyMap<number, string>[]): ReadonlyMap<number, string> {
  const words = new Map<number, string[]>();
  for (const [word, term] of children.flatMap((terms) => [...terms]))
    words.set(word, [...(words.get(word) ?? []), term]);
  return new Map(
    [...words].map(([word, terms]) => [
      word,
      terms.length === 1 ? String(terms[0]) : `(${terms.join(' | ')})`,
    ]),
  );
}
