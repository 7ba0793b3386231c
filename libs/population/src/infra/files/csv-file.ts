import { nearestName, ProblemError } from '@kallelse/kernel';
import { cellsOf, CsvSplitter, type CsvRow } from './csv-splitter';
import { mustBeWhole, TextFile, type TextFileEnd, type TextForm } from './text-file';

/** Where the rows of a CSV file go. */
export interface CsvConsumer {
  /** Called once, before any row. */
  header(columns: readonly string[]): void;
  /** A block of rows; no more is read until it resolves. */
  rows(rows: readonly CsvRow[]): Promise<void>;
}

/**
 * Reads a comma-separated file with a header (RFC 4180) in bounded memory. A file that is no UTF-8, has no newline at its
 * end or ends inside a quote is refused as a whole.
 * @returns how the file ended and its number of rows, without header and blank lines
 */
export async function readCsv(
  path: string,
  consumer: CsvConsumer,
  form: TextForm = 'text',
): Promise<TextFileEnd & { readonly rows: number }> {
  const file = new TextFile(path, form);
  const splitter = new CsvSplitter();
  let hasHeader = false;
  let count = 0;
  for await (const piece of file.pieces()) {
    let rows = splitter.push(piece);
    if (!hasHeader && rows.length > 0) {
      const [first] = rows;
      if (!first || first.fault) throw headerProblem(file.name, 'it cannot be read as a row');
      consumer.header(cellsOf(first).map((column) => column.trim()));
      hasHeader = true;
      rows = rows.slice(1);
    }
    count += rows.length;
    if (rows.length > 0) await consumer.rows(rows);
  }
  const end = file.end();
  if (splitter.endsInQuote) throw openQuote(file.name);
  mustBeWhole(file.name, end);
  if (!hasHeader) throw headerProblem(file.name, 'there is none');
  return { ...end, rows: count };
}

function openQuote(name: string): ProblemError {
  return new ProblemError('FILE_TRUNCATED', `${name} ends inside a quoted cell`, {
    fix: 'transfer the file again, or look for a quote that is not closed; nothing was changed',
  });
}

/** Refuses a header with unknown, repeated or missing columns, all said at once. */
export function checkHeader(
  name: string,
  columns: readonly string[],
  known: readonly string[],
  required: readonly string[],
): void {
  const separator = otherSeparator(columns, required);
  if (separator !== undefined)
    throw headerProblem(name, `its columns seem to be separated by ${separator}, not commas`);
  if (!columns.some((column) => known.includes(column)))
    throw headerProblem(
      name,
      `its first line names no column that is asked for; required are ${required.join(', ')}`,
    );
  const unknown = columns.flatMap((column, i) =>
    known.includes(column) ? [] : [describeUnknown(column, i + 1, known)],
  );
  const repeated = columns
    .filter((column, i) => known.includes(column) && columns.indexOf(column) < i)
    .map((column) => `repeats ${column}`);
  const missing = required.filter((column) => !columns.includes(column)).map((column) => `lacks ${column}`);
  const wrong = [...unknown, ...repeated, ...missing];
  if (wrong.length > 0) throw headerProblem(name, wrong.join('; '));
}

/** The usual wrong separators, when splitting by one would give the header that is asked for. */
function otherSeparator(columns: readonly string[], required: readonly string[]): string | undefined {
  const [only, ...others] = columns;
  if (only === undefined || others.length > 0) return undefined;
  const separators = { semicolons: ';', tabs: '\t', bars: '|' };
  return Object.entries(separators).find(([, separator]) => {
    const names = only.split(separator).map((name) => name.trim());
    return names.length > 1 && required.every((column) => names.includes(column));
  })?.[0];
}

/** By its place: a header that is missing is a row of data, and no word of it may be repeated. */
function describeUnknown(column: string, place: number, known: readonly string[]): string {
  const near = nearestName(column, known);
  return `column ${place} is not known${near === undefined ? '' : ` (did you mean ${near}?)`}`;
}

function headerProblem(name: string, what: string): ProblemError {
  return new ProblemError('FILE_HEADER', `the header of ${name} is wrong: ${what}`, {
    fix: 'correct the first line (columns and their names stand in the README) and import again; nothing was changed',
  });
}
