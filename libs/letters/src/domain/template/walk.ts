import {
  type BlockText,
  type Condition,
  type SectionText,
  type Segment,
  type TemplateText,
} from './template';

/** A condition of the template with the path it stands at. */
export interface ConditionSite {
  readonly condition: Condition;
  readonly path: string;
}

/** A piece of running text with everything that must hold for it to be part of the letter. */
export interface TextSite {
  readonly segments: readonly Segment[];
  readonly path: string;
  /** Names that are known to have a value where this text stands. */
  readonly present: ReadonlySet<string>;
}

/** Every condition of a text, in document order. */
export function conditionsOf(text: TemplateText): readonly ConditionSite[] {
  return text.sections.flatMap((section, i) => [
    { condition: section.condition, path: `sections[${i}]` },
    ...section.content.map((block, j) => ({
      condition: block.condition,
      path: `sections[${i}].content[${j}]`,
    })),
  ]);
}

/** Every piece of running text, in document order. */
export function textsOf(text: TemplateText): readonly TextSite[] {
  return [
    { segments: text.lead, path: 'lead', present: new Set<string>() },
    ...text.sections.flatMap((section, i) => sectionTexts(section, `sections[${i}]`)),
  ];
}

/** The names of the placeholders in a piece of text. */
export function placeholdersIn(segments: readonly Segment[]): readonly string[] {
  return segments.filter((segment) => segment.kind === 'placeholder').map((segment) => segment.value);
}

/** Every run of segments inside a block. */
export function segmentsOf(block: BlockText): readonly (readonly Segment[])[] {
  switch (block.kind) {
    case 'text':
    case 'notice':
      return [block.text];
    case 'list':
      return block.items;
    case 'facts':
      return block.rows.flatMap((row) => [row.label, row.value]);
    case 'slip':
      return [block.instruction, block.returnTo];
  }
}

function sectionTexts(section: SectionText, path: string): readonly TextSite[] {
  return section.content.flatMap((block, j) => {
    const present = new Set([...section.condition.when, ...block.condition.when]);
    return segmentsOf(block).map((segments) => ({ segments, path: `${path}.content[${j}]`, present }));
  });
}
