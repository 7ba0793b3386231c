import { mustBeWhole, TextFile, type TextFileEnd } from './text-file';

/** Where the lines of an NDJSON file go: a block of them and the number of the first; blank lines are left out. */
export type LinesConsumer = (lines: readonly NumberedLine[]) => Promise<void>;

export interface NumberedLine {
  readonly number: number;
  readonly text: string;
}

/** Reads a file of lines in bounded memory; refused when it is no UTF-8 or does not end with a newline. */
export async function readLines(
  path: string,
  consume: LinesConsumer,
): Promise<TextFileEnd & { readonly rows: number }> {
  const file = new TextFile(path);
  let rest = '';
  let number = 0;
  let rows = 0;
  for await (const piece of file.pieces()) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    const numbered = lines
      .map((text) => ({ number: ++number, text: text.trim() }))
      .filter(({ text }) => text !== '');
    rows += numbered.length;
    if (numbered.length > 0) await consume(numbered);
  }
  const end = file.end();
  mustBeWhole(file.name, end);
  return { ...end, rows };
}
