import { type TemplateIssues } from './issues';
import { SYSTEM_PLACEHOLDERS } from './system-placeholders';
import {
  type Language,
  LANGUAGES,
  NAMELESS_KINDS,
  REQUIRED_PARTS,
  type SlipText,
  type Template,
  type Variable,
} from './template';
import { conditionsOf, placeholdersIn, segmentsOf, textsOf } from './walk';

/** Checks what one file alone cannot get wrong by its form: names, standard parts, unused variables, equal languages. */
export function checkTemplate(template: Template, file: string, issues: TemplateIssues): void {
  const used = new Set<string>();
  for (const language of LANGUAGES) {
    if (template.text[language].sections.length === 0) continue;
    checkParts(template, language, file, issues);
    checkConditions(template, language, file, issues, used);
    checkPlaceholders(template, language, file, issues, used);
  }
  for (const name of template.variables.keys())
    if (!used.has(name)) issues.add(`${file}: variables.${name}`, 'is never used');
  checkWord(template, file, issues);
  checkSameShape(template, file, issues);
}

function checkParts(template: Template, language: Language, file: string, issues: TemplateIssues): void {
  const present = template.text[language].sections.map((section) => section.part);
  for (const part of REQUIRED_PARTS[template.kind])
    if (!present.includes(part))
      issues.add(`${file}: ${language}.sections`, `the standard part "${part}" is missing`);
}

/** A condition may only ask for what can be absent. */
function checkConditions(
  template: Template,
  language: Language,
  file: string,
  issues: TemplateIssues,
  used: Set<string>,
): void {
  for (const site of conditionsOf(template.text[language])) {
    for (const name of [...site.condition.when, ...site.condition.unless]) {
      used.add(name);
      const known = template.variables.get(name) ?? SYSTEM_PLACEHOLDERS.get(name);
      const path = `${file}: ${language}.${site.path}`;
      if (known === undefined) issues.add(path, `the condition names an unknown variable "${name}"`);
      else if (!known.optional) issues.add(path, `the condition on "${name}" always has the same answer`);
    }
  }
}

function checkPlaceholders(
  template: Template,
  language: Language,
  file: string,
  issues: TemplateIssues,
  used: Set<string>,
): void {
  for (const site of textsOf(template.text[language])) {
    for (const name of placeholdersIn(site.segments)) {
      used.add(name);
      const fault = placeholderFault(template, name, site.present);
      if (fault !== undefined) issues.add(`${file}: ${language}.${site.path}`, fault);
    }
  }
  for (const section of template.text[language].sections) {
    for (const block of section.content) {
      if (block.kind !== 'slip' || !('variable' in block.rows)) continue;
      const { variable } = block.rows;
      used.add(variable);
      if (template.variables.get(variable)?.type !== 'codes')
        issues.add(
          `${file}: ${language}.sections`,
          `the rows of the slip, "${variable}", are no codes variable`,
        );
    }
  }
}

function placeholderFault(
  template: Template,
  name: string,
  present: ReadonlySet<string>,
): string | undefined {
  const variable: Variable | undefined = template.variables.get(name);
  const known = variable ?? SYSTEM_PLACEHOLDERS.get(name);
  if (known === undefined) return `unknown placeholder "{${name}}"`;
  if (variable?.type === 'flag') return `"{${name}}" is a flag and has no text`;
  if (name === 'programme' && NAMELESS_KINDS.includes(template.kind))
    return `a letter of the kind ${template.kind} names no programme`;
  if (known.optional && !present.has(name)) return `"{${name}}" may be absent: put it under "when: ${name}"`;
  return undefined;
}

/** The recipient recognises the letter by its word, so the heading must carry it. */
function checkWord(template: Template, file: string, issues: TemplateIssues): void {
  const { word } = template;
  if (word !== undefined && !template.text.sv.heading.toLowerCase().includes(word))
    issues.add(`${file}: sv.heading`, `must hold the word "${word}"`);
}

/** Both languages say the same: equal parts, blocks, conditions and placeholders, in equal order. */
function checkSameShape(template: Template, file: string, issues: TemplateIssues): void {
  const { sv, en } = template.text;
  if (sv.sections.length !== en.sections.length) {
    issues.add(
      `${file}: en.sections`,
      `has ${en.sections.length} sections, Swedish has ${sv.sections.length}`,
    );
    return;
  }
  for (const [i, section] of sv.sections.entries()) {
    const other = en.sections[i];
    if (other !== undefined && shapeOf(section) !== shapeOf(other))
      issues.add(`${file}: en.sections[${i}]`, 'differs from Swedish in parts, conditions or placeholders');
  }
}

function shapeOf(section: Template['text']['sv']['sections'][number]): string {
  const blocks = section.content.map((block) => [
    block.kind,
    block.condition,
    segmentsOf(block)
      .flatMap(placeholdersIn)
      .sort((a, b) => (a < b ? -1 : 1)),
    ...(block.kind === 'slip' ? [rowsShape(block.rows)] : []),
  ]);
  return JSON.stringify([section.part, section.condition, blocks]);
}

/** A reply must mean the same in both languages: box for box. */
function rowsShape(rows: SlipText['rows']): unknown {
  return 'variable' in rows
    ? [rows.variable, rows.options.length]
    : rows.map(({ options }) => options.length);
}
