import { type Inline } from '../letter/document';
import { type LetterUnit } from '../letter/letter-input';
import { printable, unbreakable } from '../letter/printable';
import { type Language } from '../template/template';
import { type Drawing, type Ink, moved } from './drawing';
import { mm } from './geometry';
import { PAGE_LABELS } from './labels';
import { drawRows, laidBlock, lineRows, type Row, space } from './laid-block';
import { TEXT_BOX_MM, TYPE, type TypeStyle } from './page-style';
import { type TextMetrics } from './text-metrics';
import { wrapText } from './wrap';

const WIDTH = mm(TEXT_BOX_MM.width);
const PADDING = 9;
const QR_SIZE = mm(22);
const CONTACT_WIDTH = mm(52);
/** Around a code, so that telephones find its edge: four modules, on white. */
const QUIET_MODULES = 4;

/** What the band says. */
export interface BandContent {
  readonly unit: LetterUnit;
  readonly language: Language;
  readonly title: string;
  readonly text: readonly (readonly Inline[])[];
  readonly modules: readonly (readonly boolean[])[];
}

/**
 * The band at the foot of the first page: whom to call, and how to read the letter in other languages. It stands on the
 * first page of every letter, because whoever cannot read the rest must find it.
 */
export function contactBand(content: BandContent, metrics: TextMetrics): Drawing {
  const contact = contactColumn(content, metrics);
  const textX = PADDING + CONTACT_WIDTH + mm(8);
  const languages = languageColumn(content, WIDTH - textX - mm(6) - QR_SIZE - PADDING, metrics);
  const height = Math.max(contact.height, languages.height, QR_SIZE) + 2 * PADDING - 3;
  const { modules } = content;
  const quiet = (QR_SIZE / (modules.length + 2 * QUIET_MODULES)) * QUIET_MODULES;
  const qr = { x: WIDTH - PADDING - QR_SIZE + quiet, y: (height - QR_SIZE) / 2 + quiet };
  return {
    height,
    items: [
      { kind: 'rect', x: 0, y: 0, width: WIDTH, height, ink: 'tint' },
      ...moved(contact.items, PADDING, PADDING - 2),
      ...moved(languages.items, textX, PADDING - 2),
      { kind: 'qr', ...qr, size: QR_SIZE - 2 * quiet, modules },
    ],
  };
}

function contactColumn({ unit, language }: BandContent, metrics: TextMetrics): Drawing {
  const set = (text: string, strong: boolean, style: TypeStyle, ink: Ink = 'text'): readonly Row[] =>
    lineRows(wrapText([{ text, strong }], style.size, CONTACT_WIDTH, metrics), style, ink);
  return drawRows(
    laidBlock([
      ...set(PAGE_LABELS[language].questions, true, TYPE.title, 'accent'),
      ...set(unbreakable(printable(unit.phone)), true, TYPE.phone),
      ...set(printable(unit.hours[language]), false, TYPE.sender),
      ...set(printable(unit.website ?? ''), false, TYPE.sender),
    ]),
  );
}

function languageColumn({ title, text }: BandContent, width: number, metrics: TextMetrics): Drawing {
  const heading = wrapText([{ text: title, strong: true }], TYPE.title.size, width, metrics);
  return drawRows(
    laidBlock([
      ...lineRows(heading, TYPE.title, 'accent'),
      ...text.flatMap((paragraph) => [
        ...lineRows(wrapText(paragraph, TYPE.sender.size, width, metrics), TYPE.sender),
        space(2),
      ]),
    ]),
  );
}
