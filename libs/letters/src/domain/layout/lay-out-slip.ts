import { type Slip } from '../letter/document';
import { type DrawingItem } from './drawing';
import { mm } from './geometry';
import { baselineOf, type LaidBlock, laidBlock, lineItems, lineRows, type Row, space } from './laid-block';
import { TEXT_BOX_MM, TYPE } from './page-style';
import { type TextMetrics } from './text-metrics';
import { type Line, wrapText } from './wrap';

const WIDTH = mm(TEXT_BOX_MM.width);
const LABEL_WIDTH = mm(52);
const ROW_HEIGHT = 25;
const BOX = 12;
/** Beyond the text on both sides, so that it reads as a cut and not as a rule. */
const CUT_OVERHANG = mm(8);

/**
 * The reply form under its cut line: one row per question, one box per answer, or a line to write on. It names nobody; the
 * reference, which the page's footer repeats on it, is what couples it to the enquiry.
 */
export function layOutSlip(slip: Slip, metrics: TextMetrics): LaidBlock {
  const wrap = (text: string, strong: boolean, size: number, width: number): readonly Line[] =>
    wrapText([{ text, strong }], size, width, metrics);
  const title = lineRows(wrap(slip.title, true, TYPE.lead.size, WIDTH), TYPE.lead, 'accent');
  const instruction = lineRows(wrapText(slip.instruction, TYPE.body.size, WIDTH, metrics), TYPE.body);
  const returnTo = lineRows(wrapText(slip.returnTo, TYPE.body.size, WIDTH, metrics), TYPE.body);
  const rows = slip.rows.map(({ label: name, options }) => {
    const label = wrap(capitalised(name), true, TYPE.body.size, LABEL_WIDTH - 6);
    const optionWidth = (WIDTH - LABEL_WIDTH) / Math.max(1, options.length);
    const texts = options.map(
      (option) => wrap(option, false, TYPE.body.size, optionWidth - BOX - 12)[0] ?? { spans: [], width: 0 },
    );
    return answerRow(label, texts, optionWidth);
  });
  return laidBlock([
    cutLine(),
    ...title,
    ...instruction,
    space(7),
    ...rows,
    { height: 10, items: [rule(0)] },
    ...returnTo,
  ]);
}

function cutLine(): Row {
  const x2 = WIDTH + CUT_OVERHANG;
  return {
    height: 16,
    items: [{ kind: 'line', x1: -CUT_OVERHANG, y1: 2, x2, y2: 2, width: 0.7, ink: 'muted', dash: 4 }],
  };
}

function answerRow(label: readonly Line[], options: readonly Line[], optionWidth: number): Row {
  const lift = (ROW_HEIGHT - TYPE.body.leading) / 2;
  const down = (items: readonly DrawingItem[]): readonly DrawingItem[] =>
    items.map((item) => lowered(item, lift));
  const boxes = options.flatMap((option, i): readonly DrawingItem[] => {
    const x = LABEL_WIDTH + i * optionWidth;
    const y = lift + baselineOf(TYPE.body) - BOX + 2;
    return [
      { kind: 'rect', x, y, width: BOX, height: BOX, ink: 'text', strokeWidth: 0.9 },
      ...down(lineItems(option, TYPE.body, 'text', x + BOX + 6)),
    ];
  });
  const answers = options.length === 0 ? [writingLine(lift)] : boxes;
  const words = label.flatMap((line, i) =>
    down(lineItems(line, TYPE.body, 'text')).map((item) => lowered(item, i * TYPE.body.leading)),
  );
  const height = ROW_HEIGHT + Math.max(0, label.length - 1) * TYPE.body.leading;
  return { height, items: [rule(0), ...words, ...answers] };
}

function lowered(item: DrawingItem, by: number): DrawingItem {
  return item.kind === 'line' ? item : { ...item, y: item.y + by };
}

function writingLine(lift: number): DrawingItem {
  const y = lift + baselineOf(TYPE.body) + 2;
  return { kind: 'line', x1: LABEL_WIDTH, y1: y, x2: WIDTH, y2: y, width: 0.7, ink: 'text' };
}

function rule(y: number): DrawingItem {
  return { kind: 'line', x1: 0, y1: y, x2: WIDTH, y2: y, width: 0.5, ink: 'rule' };
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
