import { type NodeReader } from './node-reader';
import { parsePlain } from './parse-segments';
import { SYSTEM_PLACEHOLDERS } from './system-placeholders';
import { LANGUAGES, type Localised, type Variable, VARIABLE_TYPES } from './template';

const NAME = /^[a-z][A-Za-z]*$/;

/** Reads the declared variables of a template. */
export function parseVariables(node: NodeReader): ReadonlyMap<string, Variable> {
  const variables = new Map<string, Variable>();
  for (const [name, entry] of node.entries()) {
    const variable = parseVariable(name, entry);
    if (variable !== undefined) variables.set(name, variable);
  }
  return variables;
}

function parseVariable(name: string, node: NodeReader): Variable | undefined {
  if (!NAME.test(name)) return node.fault('a variable name is letters only, starting with a small one');
  if (SYSTEM_PLACEHOLDERS.has(name)) return node.fault('is the name of a built-in placeholder');
  if (!node.allowKeys(['type', 'optional', 'reveals', 'codes'])) return undefined;
  const type = node.at('type').oneOf(VARIABLE_TYPES);
  if (type === undefined) return undefined;
  const reveals = !node.at('reveals').isAbsent && node.at('reveals').oneOf(['place', 'time']) !== undefined;
  const optional = type === 'flag' || node.at('optional').boolean();
  // The mediated letter is written without it, so the letter must make sense without it.
  if (reveals && !optional) node.fault('reveals a place or time and must therefore be optional');
  if (type !== 'codes') {
    if (!node.at('codes').isAbsent) node.at('codes').fault('only a variable of type codes has codes');
    return { name, type, optional, reveals };
  }
  return { name, type, optional, reveals, codes: parseCodes(node.at('codes')) };
}

function parseCodes(node: NodeReader): Readonly<Record<string, Localised>> {
  const codes: Record<string, Localised> = {};
  if (node.isAbsent) node.fault('is missing');
  for (const [code, entry] of node.entries()) {
    entry.allowKeys(LANGUAGES);
    codes[code] = { sv: parsePlain(entry.at('sv')), en: parsePlain(entry.at('en')) };
  }
  return codes;
}
