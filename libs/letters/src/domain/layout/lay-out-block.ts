import { type Block, type Fact, type Inline } from '../letter/document';
import { mm } from './geometry';
import {
  type LaidBlock,
  laidBlock,
  lineItems,
  lineRows,
  type Row,
  space,
  textItem,
  baselineOf,
} from './laid-block';
import { layOutSlip } from './lay-out-slip';
import { BODY_WIDTH_MM, GAP, TYPE } from './page-style';
import { type TextMetrics } from './text-metrics';
import { wrapBalanced, wrapText } from './wrap';

const BODY_WIDTH = mm(BODY_WIDTH_MM);
const BULLET_INDENT = 13;
const BOX_PADDING = 9;
/** Less than beside, since a line brings air of its own. */
const BOX_TOP = 6;
const FACT_LABEL_WIDTH = mm(24);
const NOTICE_BAR = 2.5;

/** A block of the letter's text as lines in the body column (a slip: over the whole text width). */
export function layOutBlock(block: Block, metrics: TextMetrics): LaidBlock {
  switch (block.kind) {
    case 'text':
      return laidBlock(lineRows(wrapText(block.text, TYPE.body.size, BODY_WIDTH, metrics), TYPE.body), {
        keepWithNext: endsWithColon(block.text),
      });
    case 'notice':
      return layOutNotice(block.text, metrics);
    case 'list':
      return laidBlock(block.items.flatMap((item, i) => listItemRows(item, i, metrics)));
    case 'facts':
      return layOutFacts(block.rows, metrics);
    case 'slip':
      return layOutSlip(block, metrics);
  }
}

/** A paragraph that announces what follows stays with it. */
function endsWithColon(text: readonly Inline[]): boolean {
  return text.at(-1)?.text.trimEnd().endsWith(':') ?? false;
}

function listItemRows(item: readonly Inline[], index: number, metrics: TextMetrics): readonly Row[] {
  const lines = wrapText(item, TYPE.body.size, BODY_WIDTH - BULLET_INDENT, metrics);
  const rows = lineRows(lines, TYPE.body, 'text', BULLET_INDENT);
  const [first, ...rest] = rows;
  if (first === undefined) return [];
  const bullet = textItem('•', 2.5, baselineOf(TYPE.body), 'semibold', TYPE.body, 'accent');
  const gap = index === 0 ? [] : [space(GAP.item)];
  return [...gap, { ...first, items: [bullet, ...first.items] }, ...rest];
}

function layOutNotice(text: readonly Inline[], metrics: TextMetrics): LaidBlock {
  const width = BODY_WIDTH - 2 * BOX_PADDING - NOTICE_BAR;
  const lines = wrapBalanced(text, TYPE.body.size, width, metrics);
  const rows = lineRows(lines, TYPE.body, 'text', BOX_PADDING + NOTICE_BAR);
  return laidBlock([space(BOX_TOP), ...rows, space(BOX_TOP + 1)], {
    firstLine: BOX_TOP,
    background: (height) => [
      { kind: 'rect', x: 0, y: 0, width: BODY_WIDTH, height, ink: 'tint' },
      { kind: 'rect', x: 0, y: 0, width: NOTICE_BAR, height, ink: 'accent' },
    ],
  });
}

/** Label and value side by side in a tinted box: date, time and place of a booked visit. */
function layOutFacts(facts: readonly Fact[], metrics: TextMetrics): LaidBlock {
  const valueX = BOX_PADDING + FACT_LABEL_WIDTH;
  const rows = facts.flatMap((fact): readonly Row[] => {
    const labels = wrapText(fact.label, TYPE.fact.size, FACT_LABEL_WIDTH - 4, metrics);
    const values = wrapText(
      fact.value.map((inline) => ({ ...inline, strong: true })),
      TYPE.fact.size,
      BODY_WIDTH - valueX - BOX_PADDING,
      metrics,
    );
    return Array.from({ length: Math.max(labels.length, values.length) }, (_, i) => {
      const label = labels[i];
      const value = values[i];
      return {
        height: TYPE.fact.leading,
        items: [
          ...(label === undefined ? [] : lineItems(label, TYPE.fact, 'muted', BOX_PADDING)),
          ...(value === undefined ? [] : lineItems(value, TYPE.fact, 'text', valueX)),
        ],
      };
    });
  });
  return laidBlock([space(BOX_TOP), ...rows, space(BOX_TOP + 1)], {
    firstLine: BOX_TOP,
    background: (height) => [{ kind: 'rect', x: 0, y: 0, width: BODY_WIDTH, height, ink: 'tint' }],
  });
}
