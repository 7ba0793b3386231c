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

/** What a row is of. */
export type Place = Pick<CountedCell, 'level' | 'area' | 'dimension' | 'category'>;

/** For finding a row in another table. */
export function cellKey({ level, area, dimension, category }: Place): string {
  return [level, area ?? '', dimension, category ?? ''].join('|');
}

/** A count that is protected. */
export interface Cell {
  /** Rows of the last table that show it: several where one area is all of another, none of what is not in that table. */
  readonly rows: readonly CountedCell[];
  readonly numerator: number;
  readonly denominator: number;
  /** What is in one table and was not yet in the one before. */
  readonly isBetween: boolean;
}

/** A sum that anybody can write down: the cell `whole` is the sum of `parts` (indices). */
export interface Line {
  readonly whole: number;
  readonly parts: readonly number[];
}

export interface TableSystem {
  readonly cells: readonly Cell[];
  readonly lines: readonly Line[];
  /** The cell of each row, table by table. */
  readonly cellsOf: readonly (readonly number[])[];
}

/**
 * All cells of some tables, with every sum that holds between them: areas add up to the area above, categories to their
 * total, and what a table counts to what the one before it counted and what came since (participation within 3, 6 and 12
 * months). What is left over of a sum is a cell of its own, which no table shows.
 * @param tables of the same people, each counting what the one before it counts, and more; the last is to be published
 */
export function tableSystem(...tables: readonly (readonly CountedCell[])[]): TableSystem {
  const cells: Cell[] = [];
  const lines: Line[] = [];
  const placed = tables.map((rows, t) =>
    rows.map((row) => {
      const { numerator, denominator } = row;
      const shows = t === tables.length - 1 ? [row] : [];
      return cells.push({ rows: shows, numerator, denominator, isBetween: false }) - 1;
    }),
  );
  tables.forEach((rows, t) => {
    const own = placed[t] ?? [];
    for (const { whole, parts } of sumsWithin(rows)) {
      const line = { whole: own[whole] ?? 0, parts: parts.map((part) => own[part] ?? 0) };
      const left = leftOver(cells, line);
      lines.push(left ? { ...line, parts: [...line.parts, cells.push(left) - 1] } : line);
    }
    const before = new Map(tables[t - 1]?.map((row, i) => [cellKey(row), placed[t - 1]?.[i] ?? 0]));
    rows.forEach((row, i) => {
      const earlier = before.get(cellKey(row));
      if (earlier === undefined) return;
      const since = between(row, cells[earlier]?.numerator ?? 0);
      const parts = since.denominator > 0 ? [earlier, cells.push(since) - 1] : [earlier];
      lines.push({ whole: own[i] ?? 0, parts });
    });
  });
  return merged(cells, lines, placed);
}

/** The sums of one table, of its rows by their place. */
function sumsWithin(rows: readonly CountedCell[]): Line[] {
  const at = new Map(rows.map((row, i) => [cellKey(row), i]));
  const levelOf = new Map(rows.map((row) => [row.area, row.level]));
  const sums = new Map<string, Line>();
  rows.forEach((row, part) => {
    for (const [kind, of] of sumsOf(row, levelOf)) {
      const whole = at.get(cellKey(of));
      if (whole === undefined) continue;
      const key = `${whole} ${kind}`;
      sums.set(key, { whole, parts: [...(sums.get(key)?.parts ?? []), part] });
    }
  });
  return [...sums.values()];
}

/** The rows that a row is a part of, by the kind of sum. */
function sumsOf(row: CountedCell, levelOf: ReadonlyMap<string | null, string>): (readonly [string, Place])[] {
  const { level, dimension, category, parent } = row;
  const sums: (readonly [string, Place])[] = [];
  if (level !== 'all') {
    const above = parent === null ? undefined : levelOf.get(parent);
    const place = above === undefined ? { level: 'all', area: null } : { level: above, area: parent };
    sums.push(['areas', { ...place, dimension, category }]);
  }
  if (dimension === 'area-type-age') {
    const [type = '', age = ''] = (category ?? '').split('/');
    sums.push(['ages', { ...row, dimension: 'area-type', category: type }]);
    sums.push(['types', { ...row, dimension: 'age', category: age }]);
  } else if (dimension !== 'total') sums.push([dimension, { ...row, dimension: 'total', category: null }]);
  return sums;
}

function leftOver(cells: readonly Cell[], { whole, parts }: Line): Cell | undefined {
  const left = (of: 'numerator' | 'denominator'): number =>
    (cells[whole]?.[of] ?? 0) - parts.reduce((sum, part) => sum + (cells[part]?.[of] ?? 0), 0);
  const [numerator, denominator] = [left('numerator'), left('denominator')];
  return denominator > 0 ? { rows: [], numerator, denominator, isBetween: false } : undefined;
}

/** A test that was reported late may be in neither table as it should: nothing is less than nothing. */
function between({ numerator, denominator }: CountedCell, earlier: number): Cell {
  return {
    ...{ rows: [], isBetween: true },
    numerator: Math.max(0, numerator - earlier),
    denominator: denominator - earlier,
  };
}

/** A sum of one part says that both are the same: they are one cell from then on, shown or hidden together. */
function merged(
  cells: readonly Cell[],
  lines: readonly Line[],
  placed: readonly (readonly number[])[],
): TableSystem {
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
    cells: roots.flatMap((root, i) => {
      const cell = cells[root];
      return cell ? [{ ...cell, rows: rowsOf[i] ?? [] }] : [];
    }),
    lines: [...left.values()],
    cellsOf: placed.map((rows) => rows.map(at)),
  };
}
