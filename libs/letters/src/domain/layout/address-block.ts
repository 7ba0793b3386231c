import { type BoxMm, mm } from './geometry';
import { type Drawing } from './drawing';
import { textItem } from './laid-block';
import { ADDRESS_SIZES } from './page-style';
import { type TextMetrics } from './text-metrics';
import { wrapText } from './wrap';

/** Inside the window on every side, for the play of the sheet in the envelope. */
const PADDING_MM = { x: 3, y: 2 } as const;
const LEADING = 1.22;
/** Heights of the tallest capital (with ring or umlaut) and the deepest tail, as parts of the type size. */
const ASCENT = 0.95;
const DESCENT = 0.27;
/** Longer than any registered line; not worth measuring. */
const LONGEST_LINE = 200;

/**
 * The address inside the window: straight left margin, no empty lines, the largest type size at which all lines fit,
 * long lines wrapped. Undefined when not even the smallest size does.
 */
export function layOutAddress(
  lines: readonly string[],
  window: BoxMm,
  metrics: TextMetrics,
): Drawing | undefined {
  if (lines.some((line) => line.length > LONGEST_LINE)) return undefined;
  const width = mm(window.width - 2 * PADDING_MM.x);
  const height = mm(window.height - 2 * PADDING_MM.y);
  // First without wrapping at any size, since a whole line is easier on the eye than a large one.
  for (const mayWrap of [false, true]) {
    for (const size of ADDRESS_SIZES) {
      const set = lines.flatMap((line) => wrapText([{ text: line, strong: false }], size, width, metrics));
      if (!mayWrap && set.length > lines.length) continue;
      const leading = size * LEADING;
      if ((set.length - 1) * leading + size * (ASCENT + DESCENT) > height) continue;
      const x = mm(window.x + PADDING_MM.x);
      const top = mm(window.y + PADDING_MM.y) + size * ASCENT;
      const items = set.flatMap((line, i) =>
        line.spans.map((span) =>
          textItem(span.text, x + span.x, top + i * leading, span.font, { size }, 'text'),
        ),
      );
      return { height: mm(window.height), items };
    }
  }
  return undefined;
}
