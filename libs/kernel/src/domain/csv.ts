/** A cell that a spreadsheet neither splits nor takes for a formula. */
export function csvCell(value: string | number, separator: ',' | ';' = ','): string {
  const text = String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return safe.includes(separator) || /["\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Lines of cells under a header, each ended. */
export function csvText(
  columns: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
  separator: ',' | ';' = ',',
): string {
  return [columns, ...rows]
    .map((row) => `${row.map((cell) => csvCell(cell ?? '', separator)).join(separator)}\n`)
    .join('');
}
