import { type Font, type GlyphRun } from 'fontkit';

/**
 * Shaping a word (ligatures, kerning, accents) is by far the dearest step of setting a letter, and pdfkit does it three
 * times for every text. Its own memory of shaped words never forgets, and names make it grow with the run. This one
 * forgets everything when full.
 */
const REMEMBERED_WORDS = 4000;

/** The same font, shaping every word once while it is remembered. Used for measuring and for drawing. */
export function withShapedWords(font: Font): Font {
  const runs = new Map<string, GlyphRun>();
  const cached = Object.create(font) as Font;
  cached.layout = (text, ...rest): GlyphRun => {
    // Only plain calls are alike; with features the result would differ.
    if (rest.some((argument) => argument !== undefined)) return font.layout(text, ...rest);
    const known = runs.get(text);
    if (known !== undefined) return known;
    const run = font.layout(text);
    if (runs.size >= REMEMBERED_WORDS) runs.clear();
    runs.set(text, run);
    return run;
  };
  return cached;
}
