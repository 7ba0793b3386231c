/** What makes a record of a CSV file unreadable: text behind a closing quote, or more characters than any record has. */
export type CsvFault = 'quote' | 'row-too-long';

/** A record of a CSV file. */
export interface CsvRow {
  /** As a spreadsheet numbers it: the header is row 1, blank lines count, line ends inside quotes do not. */
  readonly number: number;
  /** The line itself, without its end, when no cell of it is quoted; it is not taken apart. */
  readonly line?: string;
  /** The cells, when one of them was quoted. */
  readonly cells?: readonly string[];
  readonly fault?: CsvFault;
}

/** The cells of a row that has no fault. */
export function cellsOf({ line, cells }: CsvRow): readonly string[] {
  return cells ?? line?.split(',') ?? [];
}

/** The longest record; a longer one is passed over without being kept. */
export const LONGEST_RECORD = 1 << 16;

const COMMA = 44;
const NEWLINE = 10;
const RETURN = 13;
const QUOTE = 34;

type State = 'start' | 'plain' | 'quoted' | 'closed' | 'fault';

/**
 * Splits comma-separated text (RFC 4180) that comes in pieces into records. A line without a quote, which nearly all
 * are, is found by the runtime at once; the others go through a state machine that can stop anywhere and keeps at most
 * {@link LONGEST_RECORD} characters.
 */
export class CsvSplitter {
  private number = 0;
  private state: State = 'start';
  private cells: string[] = [];
  private cell = '';
  private length = 0;
  private fault: CsvFault | undefined;
  private wasQuoted = false;

  /** Splits the next piece. */
  push(text: string): CsvRow[] {
    const rows: CsvRow[] = [];
    let position = this.isInRecord ? this.scan(text, 0, rows) : 0;
    let quote = text.indexOf('"', position);
    while (position < text.length) {
      const end = text.indexOf('\n', position);
      if (end === -1 || (quote !== -1 && quote < end)) {
        position = this.scan(text, position, rows);
        if (quote !== -1 && quote < position) quote = text.indexOf('"', position);
      } else {
        this.takeLine(text, position, end, rows);
        position = end + 1;
      }
    }
    return rows;
  }

  /** Whether the text so far ends inside a quoted cell. */
  get endsInQuote(): boolean {
    return this.state === 'quoted';
  }

  private get isInRecord(): boolean {
    return this.state !== 'start' || this.length > 0;
  }

  private takeLine(text: string, start: number, end: number, rows: CsvRow[]): void {
    this.number++;
    const last = end > start && text.charCodeAt(end - 1) === RETURN ? end - 1 : end;
    if (last === start) return;
    if (last - start > LONGEST_RECORD) {
      rows.push({ number: this.number, fault: 'row-too-long' });
      return;
    }
    rows.push({ number: this.number, line: text.slice(start, last) });
  }

  /** Goes on from `position` to the end of the record or of the text, and returns where that is. */
  private scan(text: string, position: number, rows: CsvRow[]): number {
    let at = position;
    while (at < text.length) {
      const next = this.step(text, at);
      this.length += next - at;
      at = next;
      if (this.length > LONGEST_RECORD) this.forget();
      if (text.charCodeAt(at - 1) === NEWLINE && this.state !== 'quoted') {
        this.endRecord(rows);
        return at;
      }
    }
    return at;
  }

  /** One step of the machine; returns the position behind it. A newline that ends the record is always a step's last. */
  private step(text: string, at: number): number {
    switch (this.state) {
      case 'start':
        if (text.charCodeAt(at) !== QUOTE) return this.plain(text, at);
        this.state = 'quoted';
        this.wasQuoted = true;
        return at + 1;
      case 'plain':
        return this.plain(text, at);
      case 'quoted':
        return this.quoted(text, at);
      case 'closed':
        return this.closed(text, at);
      case 'fault':
        return behind(text.indexOf('\n', at), text);
    }
  }

  private plain(text: string, start: number): number {
    let at = start;
    let code = 0;
    for (; at < text.length; at++) {
      code = text.charCodeAt(at);
      if (code === COMMA || code === NEWLINE) break;
    }
    this.keep(text.slice(start, at));
    this.state = 'plain';
    if (at === text.length) return at;
    if (code === NEWLINE && this.cell.endsWith('\r')) this.cell = this.cell.slice(0, -1);
    this.endCell();
    return at + 1;
  }

  private quoted(text: string, start: number): number {
    const quote = text.indexOf('"', start);
    this.keep(text.slice(start, quote === -1 ? text.length : quote));
    if (quote !== -1) this.state = 'closed';
    return behind(quote, text);
  }

  /** Behind a quote: a second one is text, a comma or line end ends the cell, anything else is a fault. */
  private closed(text: string, at: number): number {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        this.keep('"');
        this.state = 'quoted';
        return at + 1;
      case COMMA:
      case NEWLINE:
        this.endCell();
        return at + 1;
      case RETURN:
        return at + 1;
      default:
        this.fault ??= 'quote';
        this.state = 'fault';
        return at;
    }
  }

  private keep(text: string): void {
    if (this.fault !== 'row-too-long') this.cell += text;
  }

  private endCell(): void {
    if (this.fault !== 'row-too-long') this.cells.push(this.cell);
    this.cell = '';
    this.state = 'start';
  }

  private forget(): void {
    this.fault = 'row-too-long';
    this.cells = [];
    this.cell = '';
  }

  private endRecord(rows: CsvRow[]): void {
    this.number++;
    const { number, cells, fault } = this;
    const isBlank = cells.length === 1 && cells[0] === '' && !this.wasQuoted;
    if (fault) rows.push({ number, fault });
    else if (!isBlank) rows.push({ number, cells });
    this.state = 'start';
    this.cells = [];
    this.cell = '';
    this.length = 0;
    this.fault = undefined;
    this.wasQuoted = false;
  }
}

function behind(index: number, text: string): number {
  return index === -1 ? text.length : index + 1;
}
