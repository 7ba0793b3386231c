import { type NodeReader } from './node-reader';
import { parsePlain, parseSegments } from './parse-segments';
import { type BlockText, type CodeRows, type Condition, MEDIA, type SlipRow, VARIANTS } from './template';

const KINDS = ['text', 'notice', 'list', 'facts', 'slip'] as const;

/** The keys that say when a section or block is part of the letter. */
export const CONDITION_KEYS = ['when', 'unless', 'medium', 'variant'] as const;

/** Reads one block; undefined (with issues) when it has not exactly one of the keys text, notice, list, facts, slip. */
export function parseBlock(node: NodeReader): BlockText | undefined {
  if (!node.allowKeys([...KINDS, ...CONDITION_KEYS])) return undefined;
  const given = KINDS.filter((kind) => !node.at(kind).isAbsent);
  const kind = given[0];
  if (kind === undefined || given.length > 1) return node.fault(`must have one of ${KINDS.join(', ')}`);
  const condition = parseCondition(node);
  const body = node.at(kind);
  switch (kind) {
    case 'text':
    case 'notice':
      return { kind, condition, text: parseSegments(body) };
    case 'list':
      return { kind, condition, items: body.items().map(parseSegments) };
    case 'facts':
      return { kind, condition, rows: body.items().map(parseFact) };
    case 'slip':
      return { kind, condition, ...parseSlip(body) };
  }
}

/** Reads `when`, `unless` (a name or a list of names), `medium` and `variant`. */
export function parseCondition(node: NodeReader): Condition {
  const medium = node.at('medium').isAbsent ? undefined : node.at('medium').oneOf(MEDIA);
  const variant = node.at('variant').isAbsent ? undefined : node.at('variant').oneOf(VARIANTS);
  return {
    when: names(node.at('when')),
    unless: names(node.at('unless')),
    ...(medium === undefined ? {} : { medium }),
    ...(variant === undefined ? {} : { variant }),
  };
}

function names(node: NodeReader): readonly string[] {
  if (node.isAbsent) return [];
  return typeof node.value === 'string' ? [node.text()] : node.items().map((item) => item.text());
}

function parseFact(node: NodeReader): {
  label: ReturnType<typeof parseSegments>;
  value: ReturnType<typeof parseSegments>;
} {
  node.allowKeys(['label', 'value']);
  return { label: parseSegments(node.at('label')), value: parseSegments(node.at('value')) };
}

function parseSlip(node: NodeReader): Omit<Extract<BlockText, { kind: 'slip' }>, 'kind' | 'condition'> {
  node.allowKeys(['title', 'instruction', 'rows', 'options', 'returnTo']);
  return {
    title: parsePlain(node.at('title')),
    instruction: parseSegments(node.at('instruction')),
    rows: parseRows(node),
    returnTo: parseSegments(node.at('returnTo')),
  };
}

/** The name of a variable with the options of all its rows, or a list of rows with options (or a line) of their own. */
function parseRows(node: NodeReader): CodeRows | readonly SlipRow[] {
  const rows = node.at('rows');
  const optionsOf = (of: NodeReader): readonly string[] =>
    of.at('options').isAbsent ? [] : of.at('options').items().map(parsePlain);
  if (!Array.isArray(rows.value))
    return { variable: rows.text(), options: node.at('options').items().map(parsePlain) };
  if (!node.at('options').isAbsent)
    node.at('options').fault('stand with the rows where these are written out');
  return rows.items().map((row) => {
    row.allowKeys(['label', 'options']);
    return { label: parsePlain(row.at('label')), options: optionsOf(row) };
  });
}
