import { Readable } from 'node:stream';
import { nearestName, ProblemError } from '@kallelse/kernel';
import Papa from 'papaparse';
import { mustBeWhole, TextFile, type TextFileEnd } from './text-file';

/** Where the rows of a CSV file go. */
export interface CsvConsumer {
  /** Called once, before any row. */
  header(columns: readonly string[]): void;
  /** A block of rows and the row number of the first (the header is row 1); read no further until it resolves. */
  rows(rows: readonly (readonly string[])[], firstRow: number): Promise<void>;
}

/**
 * Reads a comma-separated file with a header (RFC 4180) in bounded memory. A file that is no UTF-8, has no newline at its
 * end or ends inside a quote is refused as a whole.
 */
export async function readCsv(
  path: string,
  consumer: CsvConsumer,
): Promise<TextFileEnd & { readonly rows: number }> {
  const file = new TextFile(path);
  const source = Readable.from(file.pieces());
  const state = new CsvState(file.name, consumer);
  await new Promise<void>((resolve, reject) => {
    source.once('error', reject);
    Papa.parse(source, {
      delimiter: ',',
      skipEmptyLines: true,
      chunk: (results: Papa.ParseResult<string[]>, parser) => {
        parser.pause();
        state.take(results).then(
          () => parser.resume(),
          (error: unknown) => {
            parser.abort();
            source.destroy();
            reject(error);
          },
        );
      },
      complete: () => resolve(),
      error: reject,
    });
  });
  const end = file.end();
  mustBeWhole(file.name, end);
  if (!state.hasHeader) throw headerProblem(file.name, 'it is empty');
  return { ...end, rows: state.rows };
}

class CsvState {
  hasHeader = false;
  rows = 0;

  constructor(
    private readonly name: string,
    private readonly consumer: CsvConsumer,
  ) {}

  async take({ data, errors }: Papa.ParseResult<string[]>): Promise<void> {
    const quote = errors.find((error) => error.code === 'MissingQuotes');
    if (quote) {
      throw new ProblemError('FILE_TRUNCATED', `${this.name} ends inside a quoted cell`, {
        fix: 'transfer the file again, or look for a quote that is not closed; nothing was changed',
      });
    }
    const [first, ...rest] = data;
    if (first === undefined) return;
    const rows = this.hasHeader ? data : rest;
    if (!this.hasHeader) {
      this.hasHeader = true;
      this.consumer.header(first.map((column) => column.trim()));
    }
    if (rows.length === 0) return;
    const firstRow = this.rows + 2;
    this.rows += rows.length;
    await this.consumer.rows(rows, firstRow);
  }
}

/** Refuses a header with unknown, repeated or missing columns, all said at once. */
export function checkHeader(
  name: string,
  columns: readonly string[],
  known: readonly string[],
  required: readonly string[],
): void {
  const unknown = columns
    .filter((column) => !known.includes(column))
    .map((column) => describeUnknown(column, known));
  const repeated = columns
    .filter((column, i) => columns.indexOf(column) < i)
    .map((column) => `repeats ${column}`);
  const missing = required.filter((column) => !columns.includes(column)).map((column) => `lacks ${column}`);
  const wrong = [...unknown, ...repeated, ...missing];
  if (wrong.length > 0) throw headerProblem(name, wrong.join('; '));
}

function describeUnknown(column: string, known: readonly string[]): string {
  // A header in the wrong place may be a row of data: say nothing that could be a name or a number.
  const shown = /^[a-z][a-z0-9_]{0,30}$/.test(column) ? column : 'a column that is no column name';
  const near = nearestName(column, known);
  return `does not know ${shown}${near === undefined ? '' : ` (did you mean ${near}?)`}`;
}

function headerProblem(name: string, what: string): ProblemError {
  return new ProblemError('FILE_HEADER', `the header of ${name} is wrong: ${what}`, {
    fix: 'correct the first line (comma-separated, columns as in the README) and import again; nothing was changed',
    exitCode: 1,
  });
}
