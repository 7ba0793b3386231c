import type { Cell } from './table-cells';

/** Smallest number that may be told of numerator, complement, denominator, and of those that two tables differ by. */
export const SMALLEST_TOLD = 5;

/** What a reader knows of a numerator beside all sums. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** A reader must not be able to rule out that the numerator of a cell is so much more (`up`) or less (`down`). */
export interface Secret {
  readonly cell: number;
  readonly way: 'up' | 'down';
  readonly by: number;
}

type Counts = Pick<Cell, 'numerator' | 'denominator' | 'isBetween'>;

/** The denominator is taken as known, since another table of the same people may tell it, unless it is small itself. */
export function boundsOf({ numerator, denominator }: Counts, smallest = SMALLEST_TOLD): Bounds {
  return { low: 0, high: denominator < smallest ? Math.max(numerator, smallest) : denominator };
}

/** Why a cell may not be told; none: it may. That two tables do not differ is no secret, that they differ by few is. */
export function secretsOf(index: number, cell: Counts, smallest = SMALLEST_TOLD): Secret[] {
  const { numerator, denominator, isBetween } = cell;
  const complement = denominator - numerator;
  const up: Secret = {
    ...{ cell: index, way: 'up' },
    by: Math.min(smallest - numerator, boundsOf(cell, smallest).high - numerator),
  };
  if (isBetween) return numerator > 0 && numerator < smallest ? [up] : [];
  return [
    ...(numerator < smallest ? [up] : []),
    ...(denominator >= smallest && complement < smallest
      ? [{ cell: index, way: 'down', by: Math.min(smallest - complement, numerator) } as const]
      : []),
  ];
}
