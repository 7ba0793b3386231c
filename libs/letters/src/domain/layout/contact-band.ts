import { type Inline } from '../letter/document';
import { type LetterUnit } from '../letter/letter-input';
import { printable, unbreakable } from '../letter/printable';
import { type Language } from '../template/template';
import { type Drawing, moved } from './drawing';
import { mm } from './geometry';
import { PAGE_LABELS } from './labels';
import { drawRows, laidBlock, lineRows, space } from './laid-block';
import { TEXT_BOX_MM, TYPE, type TypeStyle } from './page-style';
import { type TextMetrics } from './text-metrics';
import { wrapText } from './wrap';

const WIDTH = mm(TEXT_BOX_MM.width);
const PADDING = 9;
const QR_SIZE = mm(22);
const CONTACT_WIDTH = mm(52);
/** Around a code, so that telephones find its edge: four modules, on white. */
const QUIET_MODULES = 4;

/**
 * The band at the foot of the first page: whom to call, and how to read the letter in other languages. It stands on the
 * first page of every letter, because whoever cannot read the rest must find it.
 */
export function contactBand(
  content: {
    readonly unit: LetterUnit;
    readonly language: Language;
    readonly title: string;
    readonly text: readonly (readonly Inline[])[];
    readonly modules: readonly (readonly boolean[])[];
  },
  metrics: TextMetrics,
): Drawing {
  const { unit, language } = content;
  const wrap = (text: readonly Inline[], style: TypeStyle, width: number): ReturnType<typeof wrapText> =>
    wrapText(text, style.size, width, metrics);
  const strong = (text: string): readonly Inline[] => [{ text, strong: true }];
  const phone = unbreakable(printable(unit.phone));
  const contact = drawRows(
    laidBlock([
      ...lineRows(
        wrap(strong(PAGE_LABELS[language].questions), TYPE.title, CONTACT_WIDTH),
        TYPE.title,
        'accent',
      ),
      ...lineRows(wrap(strong(phone), TYPE.phone, CONTACT_WIDTH), TYPE.phone),
      ...lineRows(wrap(plain(unit.hours[language]), TYPE.sender, CONTACT_WIDTH), TYPE.sender),
      ...lineRows(wrap(plain(unit.website ?? ''), TYPE.sender, CONTACT_WIDTH), TYPE.sender),
    ]),
  );
  const { modules } = content;
  const quiet = (QR_SIZE / (modules.length + 2 * QUIET_MODULES)) * QUIET_MODULES;
  const textX = PADDING + CONTACT_WIDTH + mm(8);
  const textWidth = WIDTH - textX - mm(6) - QR_SIZE - PADDING;
  const languages = drawRows(
    laidBlock([
      ...lineRows(wrap(strong(content.title), TYPE.title, textWidth), TYPE.title, 'accent'),
      ...content.text.flatMap((text) => [
        ...lineRows(wrap(text, TYPE.sender, textWidth), TYPE.sender),
        space(2),
      ]),
    ]),
  );
  const height = Math.max(contact.height, languages.height, QR_SIZE) + 2 * PADDING - 3;
  const qrX = WIDTH - PADDING - QR_SIZE;
  const qrY = (height - QR_SIZE) / 2;
  return {
    height,
    items: [
      { kind: 'rect', x: 0, y: 0, width: WIDTH, height, ink: 'tint' },
      ...moved(contact.items, PADDING, PADDING - 2),
      ...moved(languages.items, textX, PADDING - 2),
      { kind: 'qr', x: qrX + quiet, y: qrY + quiet, size: QR_SIZE - 2 * quiet, modules },
    ],
  };
}

function plain(text: string): readonly Inline[] {
  return [{ text: printable(text), strong: false }];
}
