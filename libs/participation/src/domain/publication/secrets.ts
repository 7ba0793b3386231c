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
export function boundsOf({ numerator, denominator }: Counts): Bounds {
  return { low: 0, high: denominator < SMALLEST_TOLD ? Math.max(numerator, SMALLEST_TOLD) : denominator };
}

/** Why a cell may not be told; none: it may. That two tables do not differ is no secret, that they differ by few is. */
export function secretsOf(index: number, cell: Counts): Secret[] {
  const { numerator, denominator, isBetween } = cell;
  const complement = denominator - numerator;
  const up: Secret = {
    ...{ cell: index, way: 'up' },
    by: Math.min(SMALLEST_TOLD - numerator, boundsOf(cell).high - numerator),
  };
  if (isBetween) return numerator > 0 && numerator < SMALLEST_TOLD ? [up] : [];
  return [
    ...(numerator < SMALLEST_TOLD ? [up] : []),
    ...(denominator >= SMALLEST_TOLD && complement < SMALLEST_TOLD
      ? [{ cell: index, way: 'down', by: Math.min(SMALLEST_TOLD - complement, numerator) } as const]
      : []),
  ];
}
