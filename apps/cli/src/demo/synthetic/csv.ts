/** A CSV line without its end, quoted where RFC 4180 asks for it. */
export function csvLine<Column extends string>(
  columns: readonly Column[],
  row: Readonly<Record<Column, string>>,
): string {
  return columns.map((column) => cell(row[column])).join(',');
}

function cell(text: string): string {
  return text !== '' && /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Header and rows as lines. */
export function* csvLines<Column extends string>(
  columns: readonly Column[],
  rows: Iterable<Readonly<Record<Column, string>>>,
): Generator<string> {
  yield columns.join(',');
  for (const row of rows) yield csvLine(columns, row);
}
