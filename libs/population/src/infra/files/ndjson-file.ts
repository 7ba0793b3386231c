import { LONGEST_RECORD } from './csv-splitter';
import { mustBeWhole, TextFile, type TextFileEnd } from './text-file';

/** Where the lines of an NDJSON file go, block by block; blank lines are left out. */
export type LinesConsumer = (lines: readonly NumberedLine[]) => Promise<void>;

export interface NumberedLine {
  readonly number: number;
  /** Undefined: longer than any object, and not kept. */
  readonly text: string | undefined;
}

/** Reads a file of lines in bounded memory; refused when it is no UTF-8 or does not end with a newline. */
export async function readLines(
  path: string,
  consume: LinesConsumer,
): Promise<TextFileEnd & { readonly rows: number }> {
  const file = new TextFile(path);
  const splitter = new LineSplitter();
  let rows = 0;
  for await (const piece of file.pieces()) {
    const lines = splitter.push(piece);
    rows += lines.length;
    if (lines.length > 0) await consume(lines);
  }
  const end = file.end();
  mustBeWhole(file.name, end);
  return { ...end, rows };
}

class LineSplitter {
  private number = 0;
  private rest = '';
  private isTooLong = false;

  push(piece: string): NumberedLine[] {
    const lines: NumberedLine[] = [];
    let start = 0;
    for (let end = piece.indexOf('\n'); end !== -1; end = piece.indexOf('\n', start)) {
      this.endLine(piece.slice(start, end), lines);
      start = end + 1;
    }
    this.keep(piece.slice(start));
    return lines;
  }

  private endLine(text: string, lines: NumberedLine[]): void {
    this.keep(text);
    const number = ++this.number;
    const line = this.rest.trim();
    if (this.isTooLong) lines.push({ number, text: undefined });
    else if (line !== '') lines.push({ number, text: line });
    this.rest = '';
    this.isTooLong = false;
  }

  private keep(text: string): void {
    if (this.isTooLong || this.rest.length + text.length > LONGEST_RECORD) {
      this.isTooLong = true;
      this.rest = '';
    } else {
      this.rest += text;
    }
  }
}
