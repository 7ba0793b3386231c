import { canonicalHash, type Json } from '@kallelse/kernel';
import { type NodeReader } from './node-reader';
import { CONDITION_KEYS, parseBlock, parseCondition } from './parse-block';
import { parsePlain, parseSegments } from './parse-segments';
import { parseVariables } from './parse-variables';
import {
  type Language,
  LANGUAGES,
  LETTER_KINDS,
  LETTER_WORDS,
  type Localised,
  NAMELESS_KINDS,
  PARTS,
  type SectionText,
  type Template,
  type TemplateText,
} from './template';

const KEYS = ['id', 'version', 'kind', 'programme', 'word', 'label', 'variables', ...LANGUAGES] as const;

/** A section that several templates share, by name (`use: privacy`). */
export type CommonPart = Readonly<Record<Language, SectionText>>;
/** All shared sections, by name. */
export type CommonParts = ReadonlyMap<string, CommonPart>;

/** Reads a file of common parts: a mapping of name to `part`, `sv` and `en`. */
export function parseCommonParts(node: NodeReader): Map<string, CommonPart> {
  const parts = new Map<string, CommonPart>();
  for (const [name, entry] of node.entries()) {
    if (!entry.allowKeys(['part', ...LANGUAGES])) continue;
    const part = entry.at('part');
    const read = (language: Language): SectionText => {
      entry.at(language).allowKeys(['title', 'content', ...CONDITION_KEYS]);
      return parseSection(entry.at(language), part);
    };
    parts.set(name, { sv: read('sv'), en: read('en') });
  }
  return parts;
}

/** Reads a template; undefined (with issues) when what identifies it is missing. Cross checks come afterwards. */
export function parseTemplate(node: NodeReader, common: CommonParts): Template | undefined {
  if (!node.allowKeys(KEYS)) return undefined;
  const id = node.at('id').text();
  const version = node.at('version').text();
  const kind = node.at('kind').oneOf(LETTER_KINDS);
  const text = { sv: parseText(node.at('sv'), 'sv', common), en: parseText(node.at('en'), 'en', common) };
  const variables = parseVariables(node.at('variables'));
  const isNameless = kind !== undefined && NAMELESS_KINDS.includes(kind);
  const programme = isNameless ? undefined : node.at('programme').text();
  const word = isNameless || kind === 'questionnaire' ? undefined : node.at('word').oneOf(LETTER_WORDS);
  const label = isNameless ? undefined : parseLocalised(node.at('label'));
  if (kind === undefined || id === '') return undefined;
  if (isNameless) refuseProgramme(node);
  if (kind === 'questionnaire' && !node.at('word').isAbsent)
    node.at('word').fault('a questionnaire has none');
  const expanded = { id, version, kind, variables: [...variables.values()], text };
  return {
    ...{ id, version, kind, variables, text },
    ...(programme === undefined ? {} : { programme }),
    ...(word === undefined ? {} : { word }),
    ...(label === undefined ? {} : { label }),
    hash: canonicalHash({ ...expanded, programme, word, label } as unknown as Json),
  };
}

/** An enquiry asks about organs, not for a programme, and a correction tells nothing of what was wrong: neither may name one. */
function refuseProgramme(node: NodeReader): void {
  for (const key of ['programme', 'word', 'label'])
    if (!node.at(key).isAbsent) node.at(key).fault('a letter of this kind has none');
}

/** Reads a mapping of language to plain text. */
export function parseLocalised(node: NodeReader): Localised {
  node.allowKeys(LANGUAGES);
  return { sv: parsePlain(node.at('sv')), en: parsePlain(node.at('en')) };
}

function parseText(node: NodeReader, language: Language, common: CommonParts): TemplateText {
  if (node.isAbsent) {
    node.fault('the language is missing');
    return { heading: '', lead: [], sections: [] };
  }
  node.allowKeys(['heading', 'lead', 'sections']);
  return {
    heading: parsePlain(node.at('heading')),
    lead: parseSegments(node.at('lead')),
    sections: node
      .at('sections')
      .items()
      .flatMap((item) => sectionOrCommon(item, language, common) ?? []),
  };
}

function sectionOrCommon(node: NodeReader, language: Language, common: CommonParts): SectionText | undefined {
  if (node.at('use').isAbsent) {
    node.allowKeys(['part', 'title', 'content', ...CONDITION_KEYS]);
    return parseSection(node, node.at('part'));
  }
  node.allowKeys(['use']);
  const name = node.at('use').text();
  const shared = common.get(name)?.[language];
  return shared ?? node.at('use').fault(`"${name}" is no common part (${[...common.keys()].join(', ')})`);
}

function parseSection(node: NodeReader, part: NodeReader): SectionText {
  return {
    part: part.oneOf(PARTS) ?? 'purpose',
    title: parsePlain(node.at('title')),
    condition: parseCondition(node),
    content: node
      .at('content')
      .items()
      .flatMap((item) => parseBlock(item) ?? []),
  };
}
