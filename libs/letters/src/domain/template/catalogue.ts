import { nearestName, ProblemError } from '@kallelse/kernel';
import { parseDocument } from 'yaml';
import { checkTemplate } from './check-template';
import { TemplateIssues } from './issues';
import { NodeReader } from './node-reader';
import { type CommonPart, type CommonParts, parseCommonParts, parseTemplate } from './parse-template';
import { type Template } from './template';

/** A template file as read from disk. */
export interface TemplateFile {
  /** File name for messages: `cervical-invitation.yaml`. */
  readonly name: string;
  readonly content: string;
}

/** The valid templates of an installation, by id. */
export class TemplateCatalogue {
  constructor(private readonly byId: ReadonlyMap<string, Template>) {}

  /** Every template id, sorted. */
  get ids(): readonly string[] {
    return [...this.byId.keys()].sort((a, b) => (a < b ? -1 : 1));
  }

  /** The template of that id; throws TEMPLATE_UNKNOWN, which lists the ids there are. */
  get(id: string): Template {
    const template = this.byId.get(id);
    if (template !== undefined) return template;
    const near = nearestName(id, this.ids);
    throw new ProblemError('TEMPLATE_UNKNOWN', `There is no letter template "${id}".`, {
      exitCode: 2,
      fix: `${near === undefined ? '' : `Did you mean ${near}? `}Known: ${this.ids.join(', ')}.`,
    });
  }
}

/**
 * Reads a whole set of template files. Throws TEMPLATES_INVALID with every fault of every file and its path: a letter
 * office must not find the second mistake after having mended the first.
 */
export function readCatalogue(
  files: readonly TemplateFile[],
  commonFiles: readonly TemplateFile[],
): TemplateCatalogue {
  const issues = new TemplateIssues();
  const common = readCommon(commonFiles, issues);
  const byId = new Map<string, Template>();
  for (const file of files) {
    const template = parseTemplate(new NodeReader(parseYaml(file, issues), `${file.name}: `, issues), common);
    if (template === undefined) continue;
    if (byId.has(template.id)) issues.add(`${file.name}: id`, `"${template.id}" is taken by another file`);
    byId.set(template.id, template);
    checkTemplate(template, file.name, issues);
  }
  issues.refuseIfAny();
  return new TemplateCatalogue(byId);
}

function readCommon(files: readonly TemplateFile[], issues: TemplateIssues): CommonParts {
  const common = new Map<string, CommonPart>();
  for (const file of files) {
    const node = new NodeReader(parseYaml(file, issues), `${file.name}: `, issues);
    for (const [name, part] of parseCommonParts(node)) {
      if (common.has(name)) issues.add(`${file.name}: ${name}`, 'is defined twice');
      common.set(name, part);
    }
  }
  return common;
}

function parseYaml(file: TemplateFile, issues: TemplateIssues): unknown {
  const document = parseDocument(file.content);
  for (const error of document.errors) {
    const line = error.linePos?.[0].line ?? 0;
    issues.add(`${file.name}: line ${line}`, `is no valid YAML (${error.code})`);
  }
  return document.errors.length === 0 ? (document.toJS() as unknown) : {};
}
