import { refuse, requireNotNegative, requireSameLength, requireWhole } from '../checks';
import { at, sumOf } from '../numbers';
import { maximum } from './linear-program';

/** Cells whose sum is published: a row, a column, a municipality's districts. */
export type TotalLine = readonly number[];

/** A published table: which cells are hidden and which sums are shown. */
export interface PublishedTable {
  /** True count per cell, 0 or more. */
  readonly counts: readonly number[];
  readonly hidden: readonly boolean[];
  /** Indices of the cells of each published sum; sums of several hierarchies stand side by side. */
  readonly lines: readonly TotalLine[];
}

/** What a reader can work out about a hidden cell. */
export interface FeasibleRange {
  readonly least: number;
  /** Infinity where no sum bounds it. */
  readonly most: number;
}

/**
 * What a reader of a table can work out about each hidden cell: its least and greatest value under all published sums
 * together, each count being 0 or more (the attacker's linear programme; Fischetti & Salazar 2001, Management Science
 * 47:1008–1027). A range of one point is a disclosed cell, however many cells are hidden in its row and column.
 * @param known cells whose count the reader knows besides (a contributor knows his own)
 * @returns a range per cell; that of a shown or known cell is its count
 * @throws RangeError when lists differ in length, a count is negative or a line names an unknown cell
 */
export function feasibleRanges(table: PublishedTable, known: readonly number[] = []): FeasibleRange[] {
  check(table);
  const unknowns = table.counts.map((_, i) => i).filter((i) => at(table.hidden, i) && !known.includes(i));
  const rows = table.lines.map((line) => unknowns.map((i) => (line.includes(i) ? 1 : 0)));
  const totals = table.lines.map((line) =>
    sumOf(
      line.filter((i) => unknowns.includes(i)),
      (i) => at(table.counts, i),
    ),
  );
  const equations = { rows, totals, unknowns: unknowns.length };
  return table.counts.map((count, i) => {
    const position = unknowns.indexOf(i);
    if (position < 0) return { least: count, most: count };
    const unit = (sign: number): number[] => unknowns.map((_, j) => (j === position ? sign : 0));
    const [most, least] = [maximum(equations, unit(1)), maximum(equations, unit(-1))];
    if (most === null || least === null) refuse('feasibleRanges: the sums contradict each other');
    return { least: whole(-least), most: whole(most) };
  });
}

/** Rounding of the simplex aside, the ends of such a range are whole where the counts are. */
function whole(value: number): number {
  const near = Math.round(value);
  return Math.abs(value - near) < 1e-6 ? near + 0 : value;
}

function check({ counts, hidden, lines }: PublishedTable): void {
  requireSameLength(counts, hidden, 'counts and hidden flags');
  for (const count of counts) requireNotNegative(count, 'count of a cell');
  for (const line of lines) {
    for (const index of line) {
      requireWhole(index, 'index of a cell');
      if (index >= counts.length) refuse('a line names a cell that is not in the table');
    }
  }
}
