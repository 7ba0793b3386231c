import { basename } from 'node:path';
import { isPlainDate, ProblemError } from '@kallelse/kernel';
import { checkHeader, readCsv } from '../files/csv-file';
import { cellsOf } from '../files/csv-splitter';
import type { RejectedFile, Rejection } from '../files/rejected-file';

/** What a cell must be. */
export type CellRule =
  | { readonly kind: 'text'; readonly required?: boolean }
  | { readonly kind: 'date'; readonly required?: boolean }
  | {
      readonly kind: 'number';
      readonly required?: boolean;
      readonly min: number;
      readonly max: number;
      readonly whole?: boolean;
    };

export type Columns = Readonly<Record<string, CellRule>>;
export type Cell = string | undefined;
export type TableRow = Readonly<Record<string, Cell>>;

/** A small reference file read whole: its good rows with their numbers, and what was wrong with the others. */
export interface TableFile {
  readonly rows: readonly { readonly number: number; readonly cells: TableRow }[];
  readonly read: number;
  readonly rejected: number;
  readonly sha256: string;
}

const LONGEST = 500;
// eslint-disable-next-line no-control-regex -- that is what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Most rows such a file may have; districts and units are thousands, not millions. */
const MOST_ROWS = 200_000;

/** Reads a CSV of districts, units or the like (as many rows as memory holds easily), checking each cell by its rule. */
export async function readTable(
  path: string,
  columns: Columns,
  rejectedFile: RejectedFile,
): Promise<TableFile> {
  const rows: { number: number; cells: TableRow }[] = [];
  let header: readonly string[] = [];
  let rejected = 0;
  const names = Object.keys(columns);
  const required = names.filter((name) => columns[name]?.required);
  const end = await readCsv(path, {
    header: (found) => {
      checkHeader(basename(path), found, names, required);
      header = found;
    },
    rows: async (block) => {
      const wrong: Rejection[] = [];
      for (const row of block) {
        const { number, fault } = row;
        const values = cellsOf(row);
        const cells = Object.fromEntries(
          header.map((name, index) => [name, values[index]?.trim() || undefined]),
        );
        const refusals = refusalsOf(cells, columns, fault ?? columnCount(values, header));
        if (refusals.length > 0) rejected++;
        else rows.push({ number, cells });
        if (rows.length > MOST_ROWS) throw tooLarge(basename(path));
        for (const [column, code] of refusals) wrong.push({ row: number, column, code });
      }
      await rejectedFile.add(wrong);
    },
  });
  return { rows, read: end.rows, rejected, sha256: end.sha256 };
}

function columnCount(values: readonly string[], header: readonly string[]): 'column-count' | undefined {
  return values.length === header.length ? undefined : 'column-count';
}

function refusalsOf(cells: TableRow, columns: Columns, fault: string | undefined): [string, string][] {
  return fault === undefined ? checkCells(cells, columns) : [['', fault]];
}

function tooLarge(name: string): ProblemError {
  return new ProblemError('FILE_TOO_LARGE', `${name} has more than ${MOST_ROWS} rows`, {
    fix: 'this is no file of districts or units; nothing was changed',
  });
}

function checkCells(cells: TableRow, columns: Columns): [column: string, code: string][] {
  const refusals: [string, string][] = [];
  for (const [name, rule] of Object.entries(columns)) {
    const value = cells[name];
    if (value === undefined && rule.required) refusals.push([name, 'missing']);
    if (value !== undefined && !fits(value, rule)) refusals.push([name, rule.kind]);
  }
  return refusals;
}

function fits(value: string, rule: CellRule): boolean {
  switch (rule.kind) {
    case 'text':
      return value.length <= LONGEST && !CONTROL.test(value);
    case 'date':
      return isPlainDate(value);
    case 'number': {
      const number = Number(value);
      return (
        Number.isFinite(number) &&
        number >= rule.min &&
        number <= rule.max &&
        (!rule.whole || Number.isInteger(number))
      );
    }
  }
}
