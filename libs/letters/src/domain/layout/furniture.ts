import { type LetterUnit } from '../letter/letter-input';
import { type Inline } from '../letter/document';
import { printable, unbreakable } from '../letter/printable';
import { type Language, type Template } from '../template/template';
import { type Drawing, type DrawingItem } from './drawing';
import { mm } from './geometry';
import { PAGE_LABELS } from './labels';
import { baselineOf, drawRows, laidBlock, lineRows, type Row, space, textItem } from './laid-block';
import { FIXED_ZONES_MM, type FixedZone, TEXT_BOX_MM, TYPE, type TypeStyle } from './page-style';
import { type TextMetrics } from './text-metrics';
import { wrapParts, wrapText } from './wrap';

/** What stands on the page around the text: sender, date and reference, footer. */

const WIDTH = mm(TEXT_BOX_MM.width);
const FOOTER_TEXT_WIDTH = mm(136);
const LABEL_WIDTH = mm(19);

/** Height in points of one of the page's fixed zones. */
export function zoneHeight(name: FixedZone): number {
  return mm(FIXED_ZONES_MM[name].height);
}

/** Region, unit and return address, top left: an identity in words, without a logo. */
export function senderDrawing(unit: LetterUnit, language: Language, metrics: TextMetrics): Drawing {
  const width = mm(FIXED_ZONES_MM.sender.width);
  const set = (text: string, strong: boolean, style: TypeStyle): readonly Row[] =>
    lineRows(wrapText([{ text: printable(text), strong }], style.size, width, metrics), style, 'text');
  const region = wrapText([{ text: printable(unit.region), strong: true }], TYPE.region.size, width, metrics);
  const [first = '', ...others] = unit.returnAddress.map(printable);
  const home = [`${PAGE_LABELS[language].senderPrefix} ${first}`, ...others].map(asPart);
  return drawRows(
    laidBlock([
      ...lineRows(region, TYPE.region, 'accent'),
      ...set(unit.name, true, TYPE.sender),
      space(2),
      ...lineRows(wrapParts(home, ', ', TYPE.small.size, width, metrics), TYPE.small, 'muted'),
    ]),
  );
}

/** The words "Datum" and "Referens"; the values come per letter from {@link referenceDrawing}. */
export function referenceLabels(language: Language): Drawing {
  const { date, reference } = PAGE_LABELS[language];
  return referenceRows(
    [
      [date, ''],
      [reference, ''],
    ],
    LABEL_WIDTH,
  );
}

/** Date and reference of one letter, beside their labels. */
export function referenceDrawing(date: string, reference: string): Drawing {
  return referenceRows(
    [
      ['', date],
      ['', reference],
    ],
    LABEL_WIDTH,
  );
}

/** Labels with their values beside them, `valueX` points to the right. */
export function referenceRows(rows: readonly (readonly [string, string])[], valueX: number): Drawing {
  const line = TYPE.sender.leading + 1.5;
  const items = rows.flatMap(([label, value], i) => {
    const y = baselineOf(TYPE.sender) + i * line;
    return [
      textItem(label, 0, y, 'regular', TYPE.sender, 'muted'),
      textItem(value, valueX, y, 'regular', TYPE.sender, 'text'),
    ].filter((item) => item.text !== '');
  });
  return { height: rows.length * line, items };
}

/** Unit, phone, hours and return address, page number, template and version, under a rule. */
export function footerDrawing(
  content: {
    readonly unit: LetterUnit;
    readonly language: Language;
    readonly template: Pick<Template, 'id' | 'version'>;
  },
  page: { readonly number: number; readonly of: number },
  metrics: TextMetrics,
): Drawing {
  const { unit, language, template } = content;
  const labels = PAGE_LABELS[language];
  const phone = `${labels.phone} ${unbreakable(printable(unit.phone))}`;
  const contact = [
    { text: printable(unit.name), strong: true },
    ...[phone, printable(unit.hours[language]), printable(unit.website ?? '')].map(asPart),
  ];
  const home = [`${labels.returnAddress}: ${unit.returnAddress.map(printable).join(', ')}`].map(asPart);
  const rows = [
    space(6),
    ...lineRows(wrapParts(contact, '  ·  ', TYPE.small.size, FOOTER_TEXT_WIDTH, metrics), TYPE.small),
    ...lineRows(wrapParts(home, ' ', TYPE.small.size, FOOTER_TEXT_WIDTH, metrics), TYPE.small),
  ];
  const text = drawRows(laidBlock(rows));
  const fine = `${template.id} ${template.version}`;
  const fineWidth = metrics.width(fine, 'regular', TYPE.fine.size);
  const number = labels.page(page.number, page.of);
  const numberWidth = metrics.width(number, 'semibold', TYPE.small.size);
  const top = 6 + baselineOf(TYPE.small);
  return {
    height: text.height,
    items: [
      { kind: 'line', x1: 0, y1: 0, x2: WIDTH, y2: 0, width: 0.6, ink: 'rule' },
      ...text.items,
      textItem(number, WIDTH - numberWidth, top, 'semibold', TYPE.small, 'text'),
      textItem(fine, WIDTH - fineWidth, top + TYPE.small.leading, 'regular', TYPE.fine, 'muted'),
    ],
  };
}

/** The reference of one letter, at the right of the footer, on every page. */
export function footerReference(reference: string, language: Language, metrics: TextMetrics): Drawing {
  const text = `${PAGE_LABELS[language].reference} ${reference}`;
  const x = WIDTH - metrics.width(text, 'regular', TYPE.fine.size);
  const y = 6 + baselineOf(TYPE.small) + TYPE.small.leading + TYPE.fine.leading;
  return { height: y, items: [textItem(text, x, y, 'regular', TYPE.fine, 'muted')] };
}

/** The top of every page but the first: whose letter this is, should the sheets come apart. */
export function continuationDrawing(unit: LetterUnit, heading: string, metrics: TextMetrics): Drawing {
  const region = printable(unit.region);
  const y = baselineOf(TYPE.sender);
  const x = metrics.width(region, 'semibold', TYPE.sender.size) + 8;
  const items: DrawingItem[] = [
    textItem(region, 0, y, 'semibold', TYPE.sender, 'accent'),
    textItem(heading, x, y, 'regular', TYPE.sender, 'muted'),
  ];
  return { height: TYPE.sender.leading, items };
}

function asPart(text: string): Inline {
  return { text, strong: false };
}
