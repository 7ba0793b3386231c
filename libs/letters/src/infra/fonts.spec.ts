import PDFDocument from 'pdfkit';
import { FONT_NAMES } from '../domain/layout/drawing';
import { fontFile } from './fonts';
import { sharedAssets } from './letter-assets';

const { metrics, fonts } = sharedAssets();

describe('the fonts', () => {
  it('measure as pdfkit does with the same file', () => {
    const document = new PDFDocument();
    for (const font of FONT_NAMES) {
      document.font(fontFile(font)).fontSize(11);
      for (const text of ['Kallelse till mammografi', 'AVATAR, Tå & fjäll', 'Łódź ffi', 'é\u0301'])
        expect(metrics.width(text, font, 11)).toBeCloseTo(document.widthOfString(text), 6);
    }
  });

  it('print Swedish, Sámi, Finnish, Polish, Turkish, Vietnamese, Greek and Cyrillic names', () => {
    for (const name of [
      'Åsa Öberg',
      'Áŋŋel Čáhci Đuoddar Ŧahko',
      'Žofia Łęcka',
      'Şükrü İğde',
      'Nguyễn Thị Hương',
      'Ελένη',
      'Олена',
    ])
      expect(metrics.canPrint(name)).toBe(true);
    for (const name of ['李', 'محمد', 'สมชาย', '\ufffd', '😀']) expect(metrics.canPrint(name)).toBe(false);
  });

  it('shape a remembered word as they would afresh', () => {
    const word = 'Tåhus';
    const first = fonts.regular.layout(word).advanceWidth;
    expect(fonts.regular.layout(word)).toBe(fonts.regular.layout(word));
    expect(fonts.regular.layout(word).advanceWidth).toBe(first);
    const plain = fonts.regular.layout(word, { kern: false });
    expect(plain).not.toBe(fonts.regular.layout(word));
  });
});
