import { type Writable } from 'node:stream';
import { type PlainDate } from '@kallelse/kernel';
import { type PrintLayout, resolveLayout } from '../domain/layout/print-layout';
import { type LetterUnit } from '../domain/letter/letter-input';
import { type LetterAssets } from './letter-assets';
import { BLACK_PALETTE, COLOUR_PALETTE } from './pdf/draw-items';
import { PdfFile } from './pdf/pdf-file';

/** What all letters of a run share. Plain JSON. */
export interface RunOptions {
  /** Stands in the file's properties; no personal data. */
  readonly title: string;
  /** Stands in the file as its date. */
  readonly date: PlainDate;
  /** By the key that the letters name. */
  readonly units: Readonly<Record<string, LetterUnit>>;
  /** What differs from {@link DEFAULT_PRINT_LAYOUT}. */
  readonly layout?: Partial<PrintLayout>;
}

/** Begins the file of a run. */
export function openPdf(options: RunOptions, out: Writable, assets: LetterAssets): PdfFile {
  const { ink } = resolveLayout(options.layout);
  const palette = ink === 'black' ? BLACK_PALETTE : COLOUR_PALETTE;
  return new PdfFile(assets.fonts, { title: options.title, date: options.date, palette }, out);
}
