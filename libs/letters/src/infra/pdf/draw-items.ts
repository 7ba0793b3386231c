import { type DrawingItem, type Ink, type QrItem, type TextItem } from '../../domain/layout/drawing';

/** Colour values by use; a black-only job has black, white and nothing between. */
export type Palette = Readonly<Record<Ink, string>>;

/** A calm petrol as accent; text contrast at least 7 : 1 on white and on the tint. */
export const COLOUR_PALETTE: Palette = {
  text: '#1b2226',
  muted: '#4d585e',
  accent: '#0b4f61',
  rule: '#b9c6cb',
  tint: '#eef4f5',
};

/** For print jobs without colours and greys. */
export const BLACK_PALETTE: Palette = {
  text: '#000000',
  muted: '#000000',
  accent: '#000000',
  rule: '#000000',
  tint: '#ffffff',
};

/** Draws the items, moved by so many points, with pdfkit's own calls. */
export function drawItems(
  document: PDFKit.PDFDocument,
  items: readonly DrawingItem[],
  dx: number,
  dy: number,
  palette: Palette,
): void {
  for (const item of items) {
    switch (item.kind) {
      case 'text':
        drawText(document, item, dx, dy, palette);
        break;
      case 'rect':
        document.rect(item.x + dx, item.y + dy, item.width, item.height);
        if (item.strokeWidth === undefined) document.fill(palette[item.ink]);
        else document.lineWidth(item.strokeWidth).stroke(palette[item.ink]);
        break;
      case 'line':
        document.save().lineWidth(item.width);
        if (item.dash !== undefined) document.dash(item.dash, { space: item.dash });
        document.moveTo(item.x1 + dx, item.y1 + dy).lineTo(item.x2 + dx, item.y2 + dy);
        document.stroke(palette[item.ink]).restore();
        break;
      case 'qr':
        drawQr(document, item, dx, dy, palette);
        break;
    }
  }
}

function drawText(
  document: PDFKit.PDFDocument,
  item: TextItem,
  dx: number,
  dy: number,
  palette: Palette,
): void {
  document.font(item.font, item.size).fillColor(palette[item.ink]);
  document.text(item.text, item.x + dx, item.y + dy, { lineBreak: false, baseline: 'alphabetic' });
}

/** White quiet zone, then the dark modules of each row as runs: one path, one fill. */
function drawQr(document: PDFKit.PDFDocument, item: QrItem, dx: number, dy: number, palette: Palette): void {
  const count = item.modules.length;
  const module = item.size / count;
  const quiet = 4 * module;
  const side = item.size + 2 * quiet;
  document.rect(item.x + dx - quiet, item.y + dy - quiet, side, side).fill('#ffffff');
  for (const [row, modules] of item.modules.entries()) {
    for (let start = 0; start < count; start++) {
      if (modules[start] !== true) continue;
      let end = start;
      while (modules[end] === true) end++;
      document.rect(item.x + dx + start * module, item.y + dy + row * module, (end - start) * module, module);
      start = end;
    }
  }
  document.fill(palette.text);
}
