/** A count to be published: how many of how many. */
export interface Cell {
  readonly numerator: number;
  readonly denominator: number;
}

/** Smallest number that may be shown of numerator, complement and denominator. */
export const SMALLEST_SHOWN = 5;

/**
 * Which cells of a table with a published total must not be shown: those with a small numerator, complement or
 * denominator, and as many others, smallest first, that what is hidden cannot be worked out as total minus shown (at
 * least two cells, holding together no small number).
 * @returns a flag per cell, true = suppressed
 */
export function suppress(cells: readonly Cell[], smallest: number = SMALLEST_SHOWN): boolean[] {
  const hidden = cells.map((cell) => isSmall(cell, smallest));
  const bySize = cells.map((_, index) => index).sort((a, b) => sizeOf(cells[a]) - sizeOf(cells[b]) || a - b);
  while (hidden.includes(true) && !isSafe(cells, hidden, smallest)) {
    const next = bySize.find((index) => !hidden[index]);
    if (next === undefined) break;
    hidden[next] = true;
  }
  return hidden;
}

function isSmall({ numerator, denominator }: Cell, smallest: number): boolean {
  return denominator < smallest || numerator < smallest || denominator - numerator < smallest;
}

function isSafe(cells: readonly Cell[], hidden: readonly boolean[], smallest: number): boolean {
  const concealed = cells.filter((_, index) => hidden[index]);
  const sum = concealed.reduce(
    (total, cell) => ({
      numerator: total.numerator + cell.numerator,
      denominator: total.denominator + cell.denominator,
    }),
    { numerator: 0, denominator: 0 },
  );
  return concealed.length > 1 && !isSmall(sum, smallest);
}

function sizeOf(cell: Cell | undefined): number {
  return cell?.denominator ?? 0;
}
