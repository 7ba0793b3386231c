import LineBreaker from 'linebreak';
import { type Inline } from '../letter/document';
import { type FontName } from './drawing';
import { type TextMetrics } from './text-metrics';

/** A run of one font on a line, from the line's left edge. */
export interface Span {
  readonly x: number;
  readonly text: string;
  readonly font: FontName;
}

/** A line of type and its width in points. */
export interface Line {
  readonly spans: readonly Span[];
  readonly width: number;
}

interface StyledText {
  readonly text: string;
  /** Where each run of one font ends. */
  readonly runs: readonly { readonly end: number; readonly font: FontName }[];
}

/** Breaks running text into lines no wider than `width` (points); a word wider than that is broken inside. */
export function wrapText(
  inlines: readonly Inline[],
  size: number,
  width: number,
  metrics: TextMetrics,
): readonly Line[] {
  const styled = joinRuns(inlines);
  const whole = lineOf(styled, 0, styled.text.length, size, metrics);
  if (whole.width <= width) return whole.spans.length === 0 ? [] : [whole];
  const measure = (from: number, to: number): number => lineOf(styled, from, to, size, metrics).width;
  const lines: Line[] = [];
  let start = 0;
  let end = 0;
  const close = (): void => {
    if (end > start) lines.push(lineOf(styled, start, end, size, metrics));
    start = end;
  };
  for (const position of breakPositions(styled.text)) {
    if (measure(start, position) > width) close();
    while (measure(start, position) > width) {
      end = longestFit(styled.text, start, position, (to) => measure(start, to) <= width);
      close();
    }
    end = position;
  }
  close();
  return lines;
}

/** Breaks into as many lines as {@link wrapText}, but of about equal length: for headings. */
export function wrapBalanced(
  inlines: readonly Inline[],
  size: number,
  width: number,
  metrics: TextMetrics,
): readonly Line[] {
  let best = wrapText(inlines, size, width, metrics);
  for (let narrower = width - size; narrower > width / 2 && best.length > 1; narrower -= size) {
    const lines = wrapText(inlines, size, narrower, metrics);
    if (lines.length > best.length) break;
    best = lines;
  }
  return best;
}

/** Whole parts, joined by a separator where they share a line; a part is broken only when it alone is too wide. */
export function wrapParts(
  parts: readonly Inline[],
  separator: string,
  size: number,
  width: number,
  metrics: TextMetrics,
): readonly Line[] {
  const lines: Line[] = [];
  let line: readonly Inline[] = [];
  for (const part of parts.filter(({ text }) => text !== '')) {
    const longer = line.length === 0 ? [part] : [...line, { text: separator, strong: false }, part];
    if (line.length === 0 || wrapText(longer, size, width, metrics).length === 1) line = longer;
    else {
      lines.push(...wrapText(line, size, width, metrics));
      line = [part];
    }
  }
  return [...lines, ...wrapText(line, size, width, metrics)];
}

/** Positions after which a line may end (UAX #14), the end of the text last. */
function breakPositions(text: string): readonly number[] {
  const breaker = new LineBreaker(text);
  const positions: number[] = [];
  for (let found = breaker.nextBreak(); found !== null; found = breaker.nextBreak())
    positions.push(found.position);
  return positions;
}

/** The furthest end of a piece that still fits, at least one character; never before a combining mark. */
function longestFit(text: string, from: number, to: number, fits: (end: number) => boolean): number {
  let best = from;
  for (const cluster of text.slice(from, to).match(/\P{M}\p{M}*|\p{M}+/gu) ?? []) {
    const end = best + cluster.length;
    if (best > from && !fits(end)) break;
    best = end;
  }
  return best;
}

function joinRuns(inlines: readonly Inline[]): StyledText {
  let text = '';
  const runs = inlines.map((inline) => {
    text += inline.text;
    return { end: text.length, font: inline.strong ? ('semibold' as const) : ('regular' as const) };
  });
  return { text, runs };
}

/** The line between two positions, without the spaces at its end. */
function lineOf(styled: StyledText, from: number, to: number, size: number, metrics: TextMetrics): Line {
  const end = from + styled.text.slice(from, to).trimEnd().length;
  const spans: Span[] = [];
  let x = 0;
  let start = from;
  for (const run of styled.runs) {
    const text = styled.text.slice(start, Math.min(run.end, end));
    if (run.end <= start || text === '') continue;
    spans.push({ x, text, font: run.font });
    x += widthWithin(styled.text, start, start + text.length, run.font, size, metrics);
    start = run.end;
  }
  return { spans, width: x };
}

/**
 * Width of a stretch. A word before a space is measured with it and the space taken off: so is it measured when it
 * stands inside a line, and shaping the same word twice is what costs.
 */
function widthWithin(
  text: string,
  from: number,
  to: number,
  font: FontName,
  size: number,
  metrics: TextMetrics,
): number {
  if (text[to] !== ' ' || text[to - 1] === ' ') return metrics.width(text.slice(from, to), font, size);
  return metrics.width(text.slice(from, to + 1), font, size) - metrics.width(' ', font, size);
}
