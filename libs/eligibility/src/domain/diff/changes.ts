import { canonicalJson, type Json } from '@kallelse/kernel';

/** One difference between two documents. */
export interface Change {
  readonly kind: 'added' | 'removed' | 'changed' | 'moved';
  /** Where: in the later document, or of something removed in the earlier one. */
  readonly path: string;
  readonly before?: Json;
  readonly after?: Json;
}

type JsonObject = { readonly [key: string]: Json | undefined };

/**
 * The differences between two documents, in document order. Items of a list are the same when they have the same code,
 * id, fact or year, or the same content, so that one inserted in front does not make all that follow look changed.
 */
export function changesBetween(before: Json | undefined, after: Json | undefined, path = ''): Change[] {
  if (canonical(before) === canonical(after)) return [];
  if (before === undefined) return [{ kind: 'added', path, after: after as Json }];
  if (after === undefined) return [{ kind: 'removed', path, before }];
  if (isList(before) && isList(after) && [...before, ...after].every(isObject))
    return listChanges(before as JsonObject[], after as JsonObject[], path);
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) =>
      changesBetween(before[key], after[key], path === '' ? key : `${path}.${key}`),
    );
  }
  return [{ kind: 'changed', path, before, after }];
}

function listChanges(before: readonly JsonObject[], after: readonly JsonObject[], path: string): Change[] {
  const pairs = pairsOf(before, after);
  const paired = new Set(pairs.values());
  const removed = before.flatMap((item, i): Change[] =>
    paired.has(i) ? [] : [{ kind: 'removed', path: `${path}[${i}]`, before: item }],
  );
  let furthest = -1;
  const others = after.flatMap((item, i): Change[] => {
    const own = `${path}[${i}]`;
    const from = pairs.get(i);
    if (from === undefined) return [{ kind: 'added', path: own, after: item }];
    const isMoved = from < furthest;
    furthest = Math.max(furthest, from);
    const moved: Change[] = isMoved ? [{ kind: 'moved', path: own, after: item }] : [];
    return [...moved, ...changesBetween(before[from], item, own)];
  });
  return [...removed, ...others];
}

/** Which item of `before` an item of `after` is, by index: the very same first, then one that is known by the same name. */
function pairsOf(before: readonly JsonObject[], after: readonly JsonObject[]): Map<number, number> {
  const pairs = new Map<number, number>();
  const free = new Set(before.keys());
  for (const nameOf of [canonical, nameOfItem]) {
    for (const [i, item] of after.entries()) {
      if (pairs.has(i)) continue;
      const same = [...free].find((j) => nameOf(before[j]) === nameOf(item));
      if (same === undefined) continue;
      pairs.set(i, same);
      free.delete(same);
    }
  }
  return pairs;
}

function nameOfItem(item: JsonObject | undefined): string {
  for (const key of ['code', 'id', 'fact', 'year', 'from', 'all', 'any', 'not', 'when', 'after']) {
    const value = item?.[key];
    if (value !== undefined) return typeof value === 'object' ? key : `${key} ${String(value)}`;
  }
  return canonical(item);
}

function canonical(value: Json | undefined): string {
  return value === undefined ? '' : canonicalJson(value);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
