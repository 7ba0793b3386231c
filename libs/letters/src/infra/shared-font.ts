import { create, type Font, type GlyphRun } from 'fontkit';

/** Shaped words are forgotten when there are this many: names make most words of a long run unique. */
const REMEMBERED_WORDS = 4000;

/** Latin letters joined to one glyph; shaped first, so that the glyph stands for its letters and not for U+FB00 to FB06. */
const LIGATURES = 'ff fi fl ffi ffl ft fft tt';

/**
 * A font that can serve many documents, one after the other, and gives each the same bytes as if it were the first.
 *
 * Shaping a word (ligatures, kerning, accents) is by far the dearest step of setting a letter, and pdfkit does it three
 * times for every text; here it is done once, for measuring and drawing together. pdfkit's own memory of shaped words is
 * switched off, since it never forgets.
 *
 * fontkit keeps one object per glyph and lets whoever first asks for the glyph decide which characters it stands for
 * (which is what makes text in the PDF searchable). So every glyph is asked for once here, in code order, and the subset
 * that is embedded is cut from a copy, since cutting asks for the parts of Å and Ö without saying what they stand for.
 */
export function sharedFont(file: Uint8Array): Font {
  const font = openSingle(file);
  font.layout(LIGATURES);
  for (const code of font.characterSet) font.glyphForCodePoint(code);
  const shared = Object.create(font) as Font;
  shared.createSubset = (): ReturnType<Font['createSubset']> => openSingle(file).createSubset();
  const runs = new Map<string, GlyphRun>();
  shared.layout = (text, ...rest): GlyphRun => {
    // Only plain calls are alike; with features the result would differ.
    if (rest.some((argument) => argument !== undefined)) return font.layout(text, ...rest);
    const known = runs.get(text);
    if (known !== undefined) return known;
    const run = font.layout(text);
    if (runs.size >= REMEMBERED_WORDS) runs.clear();
    runs.set(text, run);
    return run;
  };
  return shared;
}

function openSingle(file: Uint8Array): Font {
  const font = create(Buffer.from(file.buffer, file.byteOffset, file.byteLength));
  if (!('layout' in font)) throw new TypeError('the font file is a collection');
  // pdfkit scales a shaped word in place; only with 1000 units to the em may it do so to a remembered one.
  if (font.unitsPerEm !== 1000) throw new TypeError('the font must have 1000 units to the em');
  return font;
}
