import {
  type BlockText,
  type Condition,
  type SectionText,
  type Segment,
  type SlipRow,
  type SlipText,
} from '../template/template';
import { placeholdersIn, segmentsOf } from '../template/walk';
import { type Block, type Inline, type LetterDocument, type Section } from './document';
import { fill, isGiven, isPersonal, type LetterContext } from './lookup';
import { codeNames } from './values';

/** The sections and blocks of the template whose conditions hold, still with their placeholders. */
export function selectSections(context: LetterContext): readonly SectionText[] {
  return context.template.text[context.language].sections
    .filter((section) => holds(context, section.condition))
    .map((section) => ({
      ...section,
      content: section.content.filter((block) => holds(context, block.condition)),
    }))
    .filter((section) => section.content.length > 0);
}

/** The whole letter as text. */
export function composeLetter(context: LetterContext): LetterDocument {
  const text = context.template.text[context.language];
  return {
    heading: text.heading,
    lead: fillSegments(context, text.lead),
    sections: selectSections(context).map((section): Section => ({
      part: section.part,
      title: section.title,
      blocks: section.content.map((block) => fillBlock(context, block)),
    })),
  };
}

/** Whether the block's words differ from letter to letter, so that it cannot be laid out once for a whole run. */
export function isPersonalBlock(context: LetterContext, block: BlockText): boolean {
  return segmentsOf(block).some((segments) => isPersonalText(context, segments));
}

/** The same of a single piece of running text. */
export function isPersonalText(context: LetterContext, segments: readonly Segment[]): boolean {
  return placeholdersIn(segments).some((name) => isPersonal(context.template, name));
}

/** A block with its placeholders filled. */
export function fillBlock(context: LetterContext, block: BlockText): Block {
  const run = (segments: readonly Segment[]): readonly Inline[] => fillSegments(context, segments);
  switch (block.kind) {
    case 'text':
    case 'notice':
      return { kind: block.kind, text: run(block.text) };
    case 'list':
      return { kind: 'list', items: block.items.map(run) };
    case 'facts':
      return {
        kind: 'facts',
        rows: block.rows.map((row) => ({ label: run(row.label), value: run(row.value) })),
      };
    case 'slip':
      return {
        kind: 'slip',
        title: block.title,
        instruction: run(block.instruction),
        rows: slipRows(context, block.rows),
        returnTo: run(block.returnTo),
      };
  }
}

/** Running text with its placeholders filled; one without a value leaves nothing (and is reported by the letter's lints). */
export function fillSegments(context: LetterContext, segments: readonly Segment[]): readonly Inline[] {
  return segments.map((segment): Inline => {
    if (segment.kind === 'text') return { text: segment.value, strong: segment.strong };
    return { text: '', ...fill(context, segment.value), strong: segment.strong };
  });
}

function holds(context: LetterContext, condition: Condition): boolean {
  return (
    condition.when.every((name) => isGiven(context, name)) &&
    (condition.unless.length === 0 || condition.unless.some((name) => !isGiven(context, name))) &&
    (condition.medium ?? context.medium) === context.medium &&
    (condition.variant ?? context.variant) === context.variant
  );
}

function slipRows(context: LetterContext, rows: SlipText['rows']): readonly SlipRow[] {
  if (!('variable' in rows)) return rows;
  const variable = context.template.variables.get(rows.variable);
  const value = context.letter.values[rows.variable];
  if (variable === undefined || value === undefined) return [];
  return codeNames(variable, value, context.language).map((label) => ({ label, options: rows.options }));
}
