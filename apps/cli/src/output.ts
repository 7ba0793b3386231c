import { type Terminal } from './command';

/** A column of a table: its head, and the text of a row's cell. */
export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => string | number | null | undefined;
  /** Numbers stand right. */
  readonly right?: boolean;
}

/** Rows as aligned text, head first. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const cells = rows.map((row) => columns.map(({ cell }) => String(cell(row) ?? '')));
  const widths = columns.map(({ head }, i) =>
    Math.max(head.length, ...cells.map((line) => line[i]?.length ?? 0)),
  );
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, i) =>
        columns[i]?.right === true ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(columns.map(({ head }) => head)), ...cells.map(line), ''].join('\n');
}

/** Prints a result: as JSON where asked for, else as text. */
export async function print(
  terminal: Terminal,
  json: boolean | undefined,
  result: unknown,
  text: () => string,
): Promise<void> {
  await terminal.out(json === true ? `${JSON.stringify(result, null, 2)}\n` : text());
}

/** 1234567 as "1 234 567". */
export function count(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ' ');
}

/** A share in per cent with one decimal. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
