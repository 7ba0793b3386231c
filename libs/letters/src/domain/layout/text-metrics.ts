import { type FontName } from './drawing';

/** What layout must know about the fonts. Port: the fonts themselves live in infra. */
export interface TextMetrics {
  /** Advance width in points of a text on one line. */
  width(text: string, font: FontName, size: number): number;
  /** Whether both fonts have a glyph for every character. */
  canPrint(text: string): boolean;
}
