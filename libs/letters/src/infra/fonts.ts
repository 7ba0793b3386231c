import { readFileSync } from 'node:fs';
import { type Font } from 'fontkit';
import { type FontName } from '../domain/layout/drawing';
import { type TextMetrics } from '../domain/layout/text-metrics';
import { sharedFont } from './shared-font';

/**
 * Source Sans 3 (Adobe, SIL Open Font License 1.1): Latin with every Swedish and Sámi letter, Vietnamese, Greek and
 * Cyrillic. Embedded as a subset, which the licence allows.
 */
const FILES: Readonly<Record<FontName, string>> = {
  regular: '@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf',
  semibold: '@expo-google-fonts/source-sans-3/600SemiBold/SourceSans3_600SemiBold.ttf',
};

/** The parsed fonts, to be opened once and used in any number of documents. */
export type LetterFonts = Readonly<Record<FontName, Font>>;

/** Reads and prepares both fonts; costs some tens of milliseconds. */
export function openFonts(): LetterFonts {
  return { regular: openFont('regular'), semibold: openFont('semibold') };
}

/** Where the font file lies. */
export function fontFile(name: FontName): string {
  return require.resolve(FILES[name]);
}

function openFont(name: FontName): Font {
  return sharedFont(readFileSync(fontFile(name)));
}

/** Measures with the very fonts that are embedded, word by word as pdfkit sets them. */
export class FontMetrics implements TextMetrics {
  private readonly characters: ReadonlySet<number>;

  constructor(private readonly fonts: LetterFonts) {
    const other = new Set(fonts.semibold.characterSet);
    this.characters = new Set(fonts.regular.characterSet.filter((code) => other.has(code)));
  }

  width(text: string, font: FontName, size: number): number {
    let units = 0;
    for (const word of text.match(/[^ ]* |[^ ]+/g) ?? []) units += this.fonts[font].layout(word).advanceWidth;
    return (units * size) / this.fonts[font].unitsPerEm;
  }

  canPrint(text: string): boolean {
    for (const character of text) if (!this.characters.has(character.codePointAt(0) ?? 0)) return false;
    return true;
  }
}
