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

/** A cell of the system that is protected; those without a row are what rows leave over of their sum, never published. */
export interface Cell {
  readonly row?: CountedCell;
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
}

/**
 * All cells of all tables of an indicator and period, with every sum that holds between them: areas add up to the area
 * above, categories to their total, and both at once. What is left over of a sum is a cell of its own.
 */
export function tableSystem(rows: readonly CountedCell[]): TableSystem {
  const cells: Cell[] = rows.map((row) => ({ row, numerator: row.numerator, denominator: row.denominator }));
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
  return { cells, lines };
}

function keyOf(area: string | null, level: string, dimension: string, category: string | null): string {
  return [area ?? '', level, dimension, category ?? ''].join('|');
}

function remainder(cells: readonly Cell[], whole: number, parts: readonly number[]): Cell | undefined {
  const left = (of: 'numerator' | 'denominator'): number =>
    (cells[whole]?.[of] ?? 0) - parts.reduce((sum, part) => sum + (cells[part]?.[of] ?? 0), 0);
  const [numerator, denominator] = [left('numerator'), left('denominator')];
  return denominator > 0 ? { numerator, denominator } : undefined;
}
