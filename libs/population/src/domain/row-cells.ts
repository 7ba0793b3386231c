const COMMA = 44;
const SPACE = 32;
const DELETE = 127;

/**
 * The cells of one row at a time, without a text for each: where they begin and end in one line. A file has hundreds of
 * millions of cells, most of them empty and few of them looked at.
 */
export class RowCells {
  private text = '';
  private readonly starts: Int32Array;
  private readonly ends: Int32Array;
  /** How many cells the row has; only as many as the file has columns are kept. */
  count = 0;
  /** Whether any character is a control character. */
  hasControl = false;

  constructor(columns: number) {
    this.starts = new Int32Array(columns);
    this.ends = new Int32Array(columns);
  }

  /** Takes a line of unquoted cells. */
  readLine(line: string): void {
    const { starts, ends } = this;
    const most = starts.length;
    let count = 0;
    let start = 0;
    let hasControl = false;
    for (let i = 0; i < line.length; i++) {
      const code = line.charCodeAt(i);
      if (code === COMMA) {
        if (count < most) {
          starts[count] = start;
          ends[count] = i;
        }
        count++;
        start = i + 1;
      } else if (code < SPACE || code === DELETE) hasControl = true;
    }
    if (count < most) {
      starts[count] = start;
      ends[count] = line.length;
    }
    this.text = line;
    this.count = count + 1;
    this.hasControl = hasControl;
  }

  /** Takes cells that stand by themselves. */
  readCells(cells: readonly string[]): void {
    let at = 0;
    for (let i = 0; i < Math.min(cells.length, this.starts.length); i++) {
      this.starts[i] = at;
      at += cells[i]?.length ?? 0;
      this.ends[i] = at;
    }
    this.text = cells.join('');
    this.count = cells.length;
    this.hasControl = hasControl(this.text, 0, this.text.length);
  }

  /** The length of a cell; 0 for a column that the file does not have (-1). */
  length(index: number): number {
    return index === -1 ? 0 : (this.ends[index] ?? 0) - (this.starts[index] ?? 0);
  }

  isEmpty(index: number): boolean {
    return this.length(index) === 0;
  }

  cell(index: number): string {
    return index === -1 ? '' : this.text.slice(this.starts[index], this.ends[index]);
  }

  is(index: number, word: string): boolean {
    return this.length(index) === word.length && this.text.startsWith(word, this.starts[index]);
  }

  /** Whether a cell holds one of these words; an empty cell does not. */
  isOneOf(index: number, words: readonly string[]): boolean {
    for (const word of words) if (this.is(index, word)) return true;
    return false;
  }

  /** Whether a cell is a number of exactly so many digits. */
  isDigits(index: number, length: number): boolean {
    if (this.length(index) !== length) return false;
    const start = this.starts[index] ?? 0;
    for (let i = start; i < start + length; i++) {
      const code = this.text.charCodeAt(i);
      if (code < 48 || code > 57) return false;
    }
    return true;
  }

  hasControlIn(index: number): boolean {
    return this.hasControl && hasControl(this.text, this.starts[index] ?? 0, this.ends[index] ?? 0);
  }
}

function hasControl(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code < SPACE || code === DELETE) return true;
  }
  return false;
}
