import { basename } from 'node:path';
import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import type { Progress } from '../../application/import-summary';
import {
  REGISTER_COLUMNS,
  REQUIRED_COLUMNS,
  type RegisterColumn,
  type RowRefusal,
} from '../../domain/register-row';
import { cellsOf, RegisterRowChecker } from '../../domain/register-row-checker';
import { RowCells } from '../../domain/row-cells';
import { copyLine, CopyRows } from '../files/copy-rows';
import { checkHeader, readCsv } from '../files/csv-file';
import type { CsvRow } from '../files/csv-splitter';
import type { TextForm } from '../files/text-file';
import { readLines, type NumberedLine } from '../files/ndjson-file';
import type { RejectedFile, Rejection } from '../files/rejected-file';

export const RESIDENTS_STAGING = 'identity.residents_staging';

/** What is known of a register file that has been read to its end and stands in the staging table. */
export interface StagedFile {
  readonly columns: ReadonlySet<RegisterColumn>;
  readonly rows: number;
  readonly rejected: number;
  /** The greatest row number: blank lines have one too. */
  readonly lastRow: number;
  readonly sha256: string;
}

const PROGRESS_ROWS = 100_000;

/**
 * Reads a register file (CSV, or NDJSON by its ending), checks each row by itself and loads the good ones into staging.
 * The cells go there as they came: most lines are copied without being taken apart again.
 */
export async function stageResidents(
  tx: EntityManager,
  path: string,
  today: PlainDate,
  rejectedFile: RejectedFile,
  onProgress: Progress,
): Promise<StagedFile> {
  await tx.query(`TRUNCATE ${RESIDENTS_STAGING}`);
  // A date without a time is a day in Sweden, for the register's dates as for everything else.
  await tx.query(`SET LOCAL TimeZone = 'Europe/Stockholm'`);
  const isCsv = !/\.(ndjson|jsonl)$/i.test(path);
  const stager = new Stager(tx, today, { rejectedFile, onProgress, form: isCsv ? 'bytes' : 'text' });
  try {
    const end = isCsv ? await readTable(path, stager) : await readLines(path, (lines) => stager.lines(lines));
    await stager.finish();
    const { columns, rejected, lastRow } = stager;
    return { columns: new Set(columns), rows: end.rows, rejected, lastRow, sha256: end.sha256 };
  } catch (error) {
    await stager.abort();
    throw error;
  }
}

function readTable(path: string, stager: Stager) {
  const consumer = {
    header: (columns: readonly string[]) => {
      checkHeader(basename(path), columns, REGISTER_COLUMNS, REQUIRED_COLUMNS);
      stager.begin(columns as RegisterColumn[]);
    },
    rows: (rows: readonly CsvRow[]) => stager.rows(rows),
  };
  return readCsv(path, consumer, 'bytes');
}

/** Where a stager tells what it does, and in which form it is given texts. */
interface StagerOptions {
  readonly rejectedFile: RejectedFile;
  readonly onProgress: Progress;
  readonly form: TextForm;
}

class Stager {
  columns: readonly RegisterColumn[] = REGISTER_COLUMNS;
  rejected = 0;
  lastRow = 0;
  private copy: CopyRows | undefined;
  private row = new RowCells(0);
  private checker: RegisterRowChecker | undefined;
  private refused: Rejection[] = [];
  private read = 0;

  constructor(
    private readonly tx: EntityManager,
    private readonly today: PlainDate,
    private readonly options: StagerOptions,
  ) {
    this.begin(REGISTER_COLUMNS);
  }

  begin(columns: readonly RegisterColumn[]): void {
    this.columns = columns;
    this.row = new RowCells(columns.length);
    const isBytes = this.options.form === 'bytes';
    const charactersOf = (text: string): number =>
      isBytes ? Buffer.from(text, 'latin1').toString('utf8').length : text.length;
    this.checker = new RegisterRowChecker(columns, this.today, charactersOf);
  }

  async rows(rows: readonly CsvRow[]): Promise<void> {
    let lines = '';
    for (const { number, line, cells, fault } of rows) {
      if (fault) {
        this.refuse(number, [{ column: '', code: fault }]);
        continue;
      }
      if (line === undefined) this.row.readCells(cells ?? []);
      else this.row.readLine(line);
      lines += this.checked(number, line, cells);
    }
    await this.stage(lines, rows.length, rows[rows.length - 1]?.number);
  }

  /** A line of NDJSON: keys are column names; a key that is missing is an empty cell. */
  async lines(read: readonly NumberedLine[]): Promise<void> {
    let lines = '';
    for (const { number, text } of read) {
      const cells = text === undefined ? undefined : parseCells(text);
      if (cells) {
        this.row.readCells(cells);
        lines += this.checked(number, undefined, cells);
      } else this.refuse(number, [{ column: '', code: text === undefined ? 'row-too-long' : 'json' }]);
    }
    await this.stage(lines, read.length, read[read.length - 1]?.number);
  }

  async finish(): Promise<void> {
    await (await this.open()).finish();
    this.copy = undefined;
  }

  async abort(): Promise<void> {
    await this.copy?.abort();
  }

  /** The row as a line for COPY, or nothing when it is refused. */
  private checked(number: number, line?: string, cells: readonly string[] = []): string {
    const refusals = this.checker?.check(this.row) ?? [];
    if (refusals.length > 0) {
      this.refuse(number, refusals);
      return '';
    }
    const rewritten = this.checker?.rewritten(this.row);
    if (line !== undefined && rewritten === undefined) return `${number},${line}\n`;
    return `${number},${copyLine(rewritten ?? cells)}`;
  }

  private refuse(row: number, refusals: readonly RowRefusal[]): void {
    this.rejected++;
    for (const { column, code } of refusals) this.refused.push({ row, column, code });
  }

  private async stage(lines: string, count: number, lastRow = this.lastRow): Promise<void> {
    await (await this.open()).add(lines, this.options.form);
    await this.options.rejectedFile.add(this.refused);
    this.refused = [];
    this.lastRow = lastRow;
    const before = Math.floor(this.read / PROGRESS_ROWS);
    this.read += count;
    if (Math.floor(this.read / PROGRESS_ROWS) > before)
      this.options.onProgress(`${this.read} rows read, ${this.rejected} rejected`);
  }

  /** Opened at the first row, when the columns are known. */
  private async open(): Promise<CopyRows> {
    this.copy ??= await CopyRows.into(this.tx, RESIDENTS_STAGING, ['row_number', ...this.columns]);
    return this.copy;
  }
}

function parseCells(text: string): string[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return cellsOf(value);
  } catch {
    // refused below, without quoting the line
  }
  return undefined;
}
