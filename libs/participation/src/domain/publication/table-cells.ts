import type { Dimension } from './shapes';

/** A count of a table: how many of how many, in an area and a category of a dimension. */
export interface CountedCell {
  /** `all`, `not-stated`, or a level of the districts file. */
  readonly level: string;
  /** Code of the area; null: all, or none stated. */
  readonly area: string | null;
  readonly parent: string | null;
  readonly name: string | null;
  readonly areaType: number | null;
  readonly dimension: Dimension;
  /** `50` (age band), `1` (area type), `1/50`, `paper` …; null of the total. */
  readonly category: string | null;
  readonly numerator: number;
  readonly denominator: number;
}

/**
 * A count that is protected. The rows that show it: several where one area is all of another; none where it is what rows
 * leave over of their sum, which is never published.
 */
export interface Cell {
  readonly rows: readonly CountedCell[];
  readonly numerator: number;
  readonly denominator: number;
}

/** A sum that anybody can write down: the cell `whole` is the sum of `parts` (indices). */
export interface Line {
  readonly whole: number;
  readonly parts: readonly number[];
}

export interface TableSystem {
  readonly cells: readonly Cell[];
  readonly lines: readonly Line[];
  /** The cell of each row. */
  readonly cellOf: readonly number[];
}

/**
 * All cells of all tables of an indicator and period, with every sum that holds between them: areas add up to the area
 * above, categories to their total, and both at once. What is left over of a sum is a cell of its own.
 */
export function tableSystem(rows: readonly CountedCell[]): TableSystem {
  const cells: Cell[] = rows.map((row) => ({
    rows: [row],
    numerator: row.numerator,
    denominator: row.denominator,
  }));
  const at = new Map(rows.map((row, i) => [keyOf(row.area, row.level, row.dimension, row.category), i]));
  const groups = new Map<number, Map<string, number[]>>();
  const addTo = (whole: number | undefined, kind: string, part: number): void => {
    if (whole === undefined) return;
    const kinds = groups.get(whole) ?? new Map<string, number[]>();
    kinds.set(kind, [...(kinds.get(kind) ?? []), part]);
    groups.set(whole, kinds);
  };
  const parentLevel = new Map(rows.map((row) => [row.area, row.level]));
  rows.forEach((row, i) => {
    const { area, level, dimension, category, parent } = row;
    if (level !== 'all') {
      const above = parent === null || level === 'not-stated' ? 'all' : (parentLevel.get(parent) ?? 'all');
      addTo(at.get(keyOf(above === 'all' ? null : parent, above, dimension, category)), 'areas', i);
    }
    if (dimension === 'total') return;
    if (dimension === 'area-type-age') {
      const [type = '', age = ''] = (category ?? '').split('/');
      addTo(at.get(keyOf(area, level, 'area-type', type)), 'ages', i);
      addTo(at.get(keyOf(area, level, 'age', age)), 'types', i);
    } else addTo(at.get(keyOf(area, level, 'total', null)), dimension, i);
  });
  const lines: Line[] = [];
  for (const [whole, kinds] of groups)
    for (const parts of kinds.values()) {
      const left = remainder(cells, whole, parts);
      if (left) cells.push(left);
      lines.push({ whole, parts: left ? [...parts, cells.length - 1] : parts });
    }
  return merged({ cells, lines }, rows.length);
}

function keyOf(area: string | null, level: string, dimension: string, category: string | null): string {
  return [area ?? '', level, dimension, category ?? ''].join('|');
}

function remainder(cells: readonly Cell[], whole: number, parts: readonly number[]): Cell | undefined {
  const left = (of: 'numerator' | 'denominator'): number =>
    (cells[whole]?.[of] ?? 0) - parts.reduce((sum, part) => sum + (cells[part]?.[of] ?? 0), 0);
  const [numerator, denominator] = [left('numerator'), left('denominator')];
  return denominator > 0 ? { rows: [], numerator, denominator } : undefined;
}

/** A sum of one part says that both are the same: they are one cell from then on, shown or hidden together. */
function merged({ cells, lines }: Omit<TableSystem, 'cellOf'>, rowCount: number): TableSystem {
  const same = cells.map((_, i) => i);
  const find = (i: number): number => (same[i] === i ? i : (same[i] = find(same[i] ?? i)));
  for (const { whole, parts } of lines) if (parts.length === 1) same[find(parts[0] ?? whole)] = find(whole);
  const roots = cells.flatMap((_, i) => (find(i) === i ? [i] : []));
  const place = new Map(roots.map((root, i) => [root, i]));
  const at = (i: number): number => place.get(find(i)) ?? 0;
  const rowsOf: CountedCell[][] = roots.map(() => []);
  cells.forEach(({ rows }, i) => rowsOf[at(i)]?.push(...rows));
  const left = new Map<string, Line>();
  for (const { whole, parts } of lines) {
    if (parts.length === 1) continue;
    const line = { whole: at(whole), parts: parts.map(at).sort((a, b) => a - b) };
    left.set(JSON.stringify(line), line);
  }
  return {
    cells: roots.map((root, i) => ({
      rows: rowsOf[i] ?? [],
      numerator: cells[root]?.numerator ?? 0,
      denominator: cells[root]?.denominator ?? 0,
    })),
    lines: [...left.values()],
    cellOf: Array.from({ length: rowCount }, (_, i) => at(i)),
  };
}
