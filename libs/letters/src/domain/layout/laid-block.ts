import { type Drawing, type DrawingItem, type FontName, type Ink, type TextItem } from './drawing';
import { BASELINE, type TypeStyle } from './page-style';
import { type Line } from './wrap';

/** A horizontal strip of a block that is never cut: a line, or a row of a form. */
export interface Row {
  readonly height: number;
  readonly items: readonly DrawingItem[];
}

/** A block with its lines broken, not yet on a page. Rows are the places where a page may end inside it. */
export interface LaidBlock {
  readonly rows: readonly Row[];
  readonly height: number;
  /** Behind the rows, drawn to the height of what stands on the page. */
  readonly background?: (height: number) => readonly DrawingItem[];
  /** Must not be the last thing on a page. */
  readonly keepWithNext: boolean;
  /** From the block's top to that of its first line. */
  readonly firstLine: number;
}

/** A block of these rows. */
export function laidBlock(
  rows: readonly Row[],
  options: Partial<Pick<LaidBlock, 'background' | 'keepWithNext' | 'firstLine'>> = {},
): LaidBlock {
  const height = rows.reduce((sum, row) => sum + row.height, 0);
  return { rows, height, keepWithNext: false, firstLine: 0, ...options };
}

/** The block (or some rows of it) as a drawing from its top left corner. */
export function drawRows(block: LaidBlock, rows: readonly Row[] = block.rows): Drawing {
  const items: DrawingItem[] = [];
  let y = 0;
  for (const row of rows) {
    for (const item of row.items) items.push(movedDown(item, y));
    y += row.height;
  }
  return { height: y, items: [...(block.background?.(y) ?? []), ...items] };
}

/** Lines as rows, starting at `x`. */
export function lineRows(lines: readonly Line[], style: TypeStyle, ink: Ink = 'text', x = 0): readonly Row[] {
  return lines.map((line) => ({ height: style.leading, items: lineItems(line, style, ink, x) }));
}

/** The text of a line whose top is at 0. */
export function lineItems(line: Line, style: TypeStyle, ink: Ink, x = 0): readonly TextItem[] {
  return line.spans.map((span) => textItem(span.text, x + span.x, baselineOf(style), span.font, style, ink));
}

/** A text at its baseline. */
export function textItem(
  text: string,
  x: number,
  y: number,
  font: FontName,
  style: Pick<TypeStyle, 'size'>,
  ink: Ink,
): TextItem {
  return { kind: 'text', x, y, text, font, size: style.size, ink };
}

/** From the top of a line to its baseline; what leading adds is shared above and below. */
export function baselineOf(style: TypeStyle): number {
  return (style.leading - style.size) / 2 + style.size * (BASELINE - 0.1);
}

/** Empty space as a row. */
export function space(height: number): Row {
  return { height, items: [] };
}

function movedDown(item: DrawingItem, dy: number): DrawingItem {
  if (dy === 0) return item;
  if (item.kind === 'line') return { ...item, y1: item.y1 + dy, y2: item.y2 + dy };
  return { ...item, y: item.y + dy };
}
