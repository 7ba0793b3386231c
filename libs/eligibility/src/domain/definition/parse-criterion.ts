import { unknownFact } from '../facts/catalogue';
import type { Fact } from '../facts/fact';
import { PARAMETER_TYPES, type Criterion, type Leaf, type OnUnknown } from './definition';
import { at } from './issues';
import { OPERATORS, operatorNames, parseOperator } from './operators';
import { asJson, type Reader } from './reader';

export const MAX_DEPTH = 12;
export const MAX_LEAVES = 500;

/** Where a criterion stands: only the leaves of `eligibility` may say what happens when they are unknown. */
export interface CriterionScope {
  readonly facts: ReadonlyMap<string, Fact>;
  readonly allowOnUnknown: boolean;
}

/** Reads a tree of all / any / not and leaves; refuses one nested over 12 deep or with over 500 leaves. */
export function parseCriterion(
  reader: Reader,
  value: unknown,
  path: string,
  scope: CriterionScope,
): Criterion | undefined {
  const budget = { leaves: 0 };
  const criterion = parseNode(reader, value, path, scope, 0, budget);
  if (budget.leaves > MAX_LEAVES)
    reader.refuse(path, `has ${budget.leaves} leaves; at most ${MAX_LEAVES} are allowed`);
  return criterion;
}

function parseNode(
  reader: Reader,
  value: unknown,
  path: string,
  scope: CriterionScope,
  depth: number,
  budget: { leaves: number },
): Criterion | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return reader.refuse(path, 'expected a criterion: all, any, not, or { fact, operator: value }');
  }
  const keys = Object.keys(value);
  const groups = keys.filter((key) => key === 'all' || key === 'any' || key === 'not');
  const kind = groups[0];
  if (kind === undefined) {
    budget.leaves++;
    return parseLeaf(reader, value as Record<string, unknown>, path, scope);
  }
  if (keys.length > 1)
    return reader.refuse(
      path,
      `${kind} stands alone; found also ${keys.filter((k) => k !== kind).join(', ')}`,
    );
  if (depth >= MAX_DEPTH) return reader.refuse(path, `is nested over ${MAX_DEPTH} deep`);
  const content = (value as Record<string, unknown>)[kind];
  const inside = at(path, kind);
  if (kind === 'not') {
    const child = parseNode(reader, content, inside, scope, depth + 1, budget);
    return child && { kind: 'not', path, child };
  }
  const children = reader.each(content, inside, (item, where) =>
    parseNode(reader, item, where, scope, depth + 1, budget),
  );
  return { kind, path, children };
}

const LEAF_KEYS: readonly string[] = ['fact', 'onUnknown', ...OPERATORS];

function parseLeaf(
  reader: Reader,
  leaf: Readonly<Record<string, unknown>>,
  path: string,
  scope: CriterionScope,
): Leaf | undefined {
  const object = reader.object(leaf, path, LEAF_KEYS) ?? {};
  const fact = parseFact(reader, object['fact'], at(path, 'fact'), scope.facts);
  const operators = Object.keys(object).filter((key) => OPERATORS.includes(key));
  const [operator] = operators;
  if (operator === undefined && Object.keys(object).some((key) => !LEAF_KEYS.includes(key))) return undefined;
  if (operator === undefined || operators.length > 1) {
    const found = operators.length === 0 ? 'none' : operators.join(' and ');
    return reader.refuse(path, `a criterion has exactly one operator; found ${found}`);
  }
  const onUnknown = parseOnUnknown(reader, object['onUnknown'], at(path, 'onUnknown'), scope, fact);
  const operand = object[operator];
  const inside = at(path, operator);
  if (!fact) return checkParameters(reader, operand, inside);
  if (!operatorNames(fact.type).includes(operator)) {
    const fitting = operatorNames(fact.type).join(', ');
    return reader.refuse(inside, `${operator} does not fit ${fact.name}; fitting operators: ${fitting}`);
  }
  const test = parseOperator(reader, operator, operand, inside, fact.type);
  return test && { kind: 'leaf', path, fact, operator, operand: asJson(operand), test, onUnknown };
}

/** Even where the fact is unknown, a parameter that does not exist is said at once. */
function checkParameters(reader: Reader, operand: unknown, path: string): undefined {
  const items = Array.isArray(operand)
    ? operand.map((item: unknown, index) => [item, at(path, index)] as const)
    : [];
  for (const [item, where] of [[operand, path] as const, ...items])
    reader.resolve(item, where, PARAMETER_TYPES);
}

export function parseFact(
  reader: Reader,
  name: unknown,
  path: string,
  facts: ReadonlyMap<string, Fact>,
): Fact | undefined {
  if (typeof name !== 'string' || name === '') return reader.refuse(path, 'expected the name of a fact');
  return facts.get(name) ?? reader.refuse(path, unknownFact(name, facts));
}

/** Default: an organ or an attribute can be asked for; any other missing fact is a data exception, so hold. */
function parseOnUnknown(
  reader: Reader,
  value: unknown,
  path: string,
  scope: CriterionScope,
  fact: Fact | undefined,
): OnUnknown {
  if (value !== undefined && !scope.allowOnUnknown)
    reader.refuse(path, 'stands only on leaves of eligibility');
  else if (value !== undefined)
    return reader.oneOf(value, path, ['enquire', 'hold', 'exclude'] as const) ?? 'hold';
  return /^(organ|attribute)\./.test(fact?.name ?? '') ? 'enquire' : 'hold';
}
