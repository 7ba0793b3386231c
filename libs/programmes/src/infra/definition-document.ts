import { basename } from 'node:path';
import {
  formatIssue,
  missingSafeguards,
  parseDefinition,
  parseDocumentText,
  type Definition,
  type Issue,
  type Parsed,
} from '@kallelse/eligibility';
import { ProblemError } from '@kallelse/kernel';
import { type LetterTemplates, unknownTemplates } from '../domain/letter-templates';
import { readDefinitionFile } from './definition-file';

/** The document of a definition file, not yet checked; throws when it is no YAML or JSON (exit code 2). */
export async function readDocument(path: string): Promise<object> {
  return documentOf(await readDefinitionFile(path), basename(path));
}

/** The document in a text of YAML or JSON. */
export function documentOf(source: string, name: string): object {
  const document = parseDocumentText(source);
  if (!document.ok) throw badDefinition(name, document.issues);
  if (typeof document.value !== 'object' || document.value === null)
    throw badDefinition(name, [{ path: '', message: 'expected an object' }]);
  return document.value;
}

/** A definition that may be submitted: no errors, every safeguard in it, and letters that there are. */
export function checkDefinition(document: object, templates: LetterTemplates): Parsed<Definition> {
  const parsed = parseDefinition(document);
  const issues = parsed.ok
    ? [...missingSafeguards(parsed.value), ...unknownTemplates(parsed.value, templates())]
    : parsed.issues;
  return parsed.ok && issues.length === 0 ? parsed : { ok: false, issues };
}

/** A definition with every error and its path. */
export function badDefinition(name: string, issues: readonly Issue[]): ProblemError {
  const lines = issues.map((issue) => `\n  ${formatIssue(issue)}`).join('');
  const count = `${issues.length} error${issues.length === 1 ? '' : 's'}`;
  return new ProblemError('DEFINITION_BAD', `${name} has ${count}:${lines}`, {
    fix: 'correct them and try again; nothing was stored',
    exitCode: 2,
  });
}
