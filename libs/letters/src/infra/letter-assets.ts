import { type TemplateCatalogue } from '../domain/template/catalogue';
import { loadCatalogue } from './assets';
import { FontMetrics, type LetterFonts, openFonts } from './fonts';

/** What rendering needs beside its input; opened once per process or thread. */
export interface LetterAssets {
  readonly catalogue: TemplateCatalogue;
  readonly fonts: LetterFonts;
  readonly metrics: FontMetrics;
}

/** Reads templates and fonts. Throws TEMPLATES_INVALID. */
export function loadLetterAssets(): LetterAssets {
  const fonts = openFonts();
  return { catalogue: loadCatalogue(), fonts, metrics: new FontMetrics(fonts) };
}

let shared: LetterAssets | undefined;

/** The assets of this process, read on first use: they are files of the installation and do not change while it runs. */
export function sharedAssets(): LetterAssets {
  return (shared ??= loadLetterAssets());
}
