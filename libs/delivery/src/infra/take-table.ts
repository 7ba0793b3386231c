import { readTable, RejectedFile, type Rejection, type TableRow } from '@kallelse/population';

type Columns = Parameters<typeof readTable>[1];

/** A row of a table by its number, checked by its columns. */
export interface NumberedRow {
  readonly number: number;
  readonly cells: TableRow;
}

/** What came of a file, whatever it holds. */
export interface TableSummary {
  readonly rows: number;
  readonly rejected: number;
  /** Of the refused rows, when there are any. */
  readonly rejectedFile?: string;
}

/** Takes a CSV file row by row; wrong rows go to FILE.rejected.csv, by their number, and stop nothing. */
export async function takeTable<Counts extends object>(
  path: string,
  columns: Columns,
  take: (
    rows: readonly NumberedRow[],
    sha256: string,
  ) => Promise<{ readonly counts: Counts; readonly refused: readonly Rejection[] }>,
): Promise<Counts & TableSummary> {
  const rejectedFile = new RejectedFile(path);
  try {
    const table = await readTable(path, columns, rejectedFile);
    const { counts, refused } = await take(table.rows, table.sha256);
    await rejectedFile.add([...refused].sort((a, b) => a.row - b.row));
    await rejectedFile.close();
    const placed = await rejectedFile.putInPlace();
    const summary = { rows: table.read, rejected: table.rejected + refused.length };
    return { ...counts, ...summary, ...(placed === undefined ? {} : { rejectedFile: placed }) };
  } catch (error) {
    await rejectedFile.discard();
    throw error;
  }
}
