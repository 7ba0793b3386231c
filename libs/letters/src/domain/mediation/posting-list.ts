import { type LetterUnit } from '../letter/letter-input';
import { longDate } from '../letter/long-date';
import { printable } from '../letter/printable';
import { layOutAddress } from '../layout/address-block';
import { type DrawingItem, type Placement } from '../layout/drawing';
import { continuationDrawing, footerDrawing, referenceRows, senderDrawing } from '../layout/furniture';
import { mm } from '../layout/geometry';
import { baselineOf, drawRows, laidBlock, lineRows, type Row, space, textItem } from '../layout/laid-block';
import { FIXED_ZONES_MM, TEXT_BOX_MM, TYPE } from '../layout/page-style';
import { framesOf, type PrintLayout } from '../layout/print-layout';
import { type TextMetrics } from '../layout/text-metrics';
import { wrapText } from '../layout/wrap';
import { MEDIATION_ADDRESS, type PostingList, type PostingListEntry } from './mediated-post';

const LEFT = mm(TEXT_BOX_MM.x);
const WIDTH = mm(TEXT_BOX_MM.width);
const ROW_HEIGHT = 19;
const TITLE = 'Försändelser för förmedling';
const DOCUMENT = { id: 'posting-list', version: '1' } as const;
/** Left edges of the columns number, reference, sheets, tick box. */
const COLUMNS = [0, mm(18), mm(62), mm(96)] as const;
const HEADINGS = ['Nr', 'Referens', 'Antal blad', 'I ytterkuvertet'] as const;

/**
 * The posting list (förteckning): covering letter in the outer envelope's window and list to pack and count by. It holds
 * references only; a list of names of protected persons must not exist. In Swedish, for the office and Skatteverket.
 */
export function planPostingList(
  list: PostingList,
  unit: LetterUnit,
  layout: PrintLayout,
  metrics: TextMetrics,
): readonly (readonly Placement[])[] {
  const head = introduction(list, metrics);
  const first = framesOf(layout, 'first')[0] ?? { top: 0, bottom: 0 };
  const following = framesOf(layout, 'following')[0] ?? { top: 0, bottom: 0 };
  const tail = signature();
  const pages: { top: number; rows: Row[] }[] = [{ top: mm(first.top), rows: [...head, headingRow()] }];
  let room = mm(first.bottom - first.top) - heightOf(head) - ROW_HEIGHT;
  const add = (row: Row): void => {
    if (row.height > room) {
      pages.push({ top: mm(following.top), rows: [headingRow()] });
      room = mm(following.bottom - following.top) - ROW_HEIGHT;
    }
    pages.at(-1)?.rows.push(row);
    room -= row.height;
  };
  for (const [i, entry] of list.entries.entries()) add(entryRow(i + 1, entry));
  add(tail);
  return pages.map((page, i) => [
    { x: LEFT, y: page.top, drawing: drawRows(laidBlock(page.rows)), shared: false },
    ...surroundings(list, unit, layout, metrics, { number: i + 1, of: pages.length }),
  ]);
}

function surroundings(
  list: PostingList,
  unit: LetterUnit,
  layout: PrintLayout,
  metrics: TextMetrics,
  page: { readonly number: number; readonly of: number },
): readonly Placement[] {
  const at = (zone: keyof typeof FIXED_ZONES_MM, drawing: Placement['drawing']): Placement => {
    const { x, y } = FIXED_ZONES_MM[zone];
    return { x: mm(x), y: mm(y), drawing, shared: false };
  };
  const footer = at('footer', footerDrawing({ unit, language: 'sv', template: DOCUMENT }, page, metrics));
  if (page.number > 1) {
    const top = continuationDrawing(unit, TITLE, metrics);
    return [footer, { x: LEFT, y: mm(TEXT_BOX_MM.y), drawing: top, shared: false }];
  }
  const address = layOutAddress((list.addressee ?? MEDIATION_ADDRESS).map(printable), layout.window, metrics);
  const date = referenceRows([['Datum', longDate(list.date, 'sv')]], mm(19));
  return [
    footer,
    at('sender', senderDrawing(unit, 'sv', metrics)),
    at('reference', date),
    ...(address === undefined ? [] : [{ x: 0, y: 0, drawing: address, shared: false }]),
  ];
}

function introduction(list: PostingList, metrics: TextMetrics): readonly Row[] {
  const count = list.entries.length;
  const letters = count === 1 ? '1 brev' : `${count} brev`;
  const sheets = list.entries.reduce((sum, entry) => sum + entry.sheets, 0);
  const text =
    `Vi ber er förmedla ${letters} till personer med skyddade personuppgifter. Varje brev ligger i ett eget, ` +
    'förslutet innerkuvert med mottagarens personnummer på framsidan och vår adress på baksidan. ' +
    `Tillsammans ${sheets} blad utöver innerkuvertens försättsblad. Körning: ${printable(list.run)}.`;
  return [
    ...lineRows(
      wrapText([{ text: TITLE, strong: true }], TYPE.heading.size, WIDTH, metrics),
      TYPE.heading,
      'accent',
    ),
    space(6),
    ...lineRows(wrapText([{ text, strong: false }], TYPE.body.size, WIDTH, metrics), TYPE.body),
    space(12),
  ];
}

function headingRow(): Row {
  return row(
    HEADINGS.map((text, i) =>
      textItem(text, COLUMNS[i] ?? 0, baselineOf(TYPE.body), 'semibold', TYPE.sender, 'accent'),
    ),
  );
}

function entryRow(number: number, entry: PostingListEntry): Row {
  const texts = [String(number), String(entry.dispatchId), String(entry.sheets)];
  return row([
    ...texts.map((text, i) =>
      textItem(text, COLUMNS[i] ?? 0, baselineOf(TYPE.body), 'regular', TYPE.sender, 'text'),
    ),
    { kind: 'rect', x: COLUMNS[3], y: 3.5, width: 10, height: 10, ink: 'text', strokeWidth: 0.8 },
  ]);
}

function row(items: readonly DrawingItem[]): Row {
  const y2 = ROW_HEIGHT - 1;
  const rule: DrawingItem = { kind: 'line', x1: 0, y1: y2, x2: WIDTH, y2, width: 0.4, ink: 'rule' };
  return { height: ROW_HEIGHT, items: [...items, rule] };
}

/** Who packed, who counted, when it was posted. */
function signature(): Row {
  const fields = ['Packat av', 'Räknat av', 'Lämnat till posten, datum'];
  const width = WIDTH / fields.length;
  const y = 52;
  return {
    height: 70,
    items: fields.flatMap((field, i): readonly DrawingItem[] => [
      { kind: 'line', x1: i * width, y1: y, x2: (i + 1) * width - 14, y2: y, width: 0.6, ink: 'text' },
      textItem(field, i * width, y + 12, 'regular', TYPE.small, 'muted'),
    ]),
  };
}

function heightOf(rows: readonly Row[]): number {
  return rows.reduce((sum, { height }) => sum + height, 0);
}
