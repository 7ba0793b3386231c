import type { Cell } from './table-cells';

type Counts = Pick<Cell, 'numerator' | 'denominator'>;

/** Smallest number that may be told of numerator, complement, denominator, and difference from an earlier table. */
export const SMALLEST_TOLD = 5;

/** What a reader knows beside the tables: bounds of the numerator of each cell. */
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

/**
 * What a reader may be assumed to know of a cell: the denominator (another table of the same people tells it, unless it is
 * small itself), and the numerator that an earlier table with a shorter time tells, which is no more than this one.
 */
export function boundsOf({ numerator, denominator }: Counts, earlier: number | null): Bounds {
  const high = denominator < SMALLEST_TOLD ? Math.max(numerator, SMALLEST_TOLD) : denominator;
  return { low: Math.min(earlier ?? 0, numerator), high };
}

/** Why a cell may not be shown; none: it may. */
export function secretsOf(index: number, cell: Counts, { low, high }: Bounds): Secret[] {
  const { numerator, denominator } = cell;
  const complement = denominator - numerator;
  const beyond = numerator - low;
  const secrets: Secret[] = [];
  const want = (way: Secret['way'], by: number, room: number): void => {
    secrets.push({ cell: index, way, by: Math.min(by, room) });
  };
  if (numerator < SMALLEST_TOLD) want('up', SMALLEST_TOLD - numerator, high - numerator);
  else if (low > 0 && beyond > 0 && beyond < SMALLEST_TOLD)
    want('up', SMALLEST_TOLD - beyond, high - numerator);
  if (denominator >= SMALLEST_TOLD && complement < SMALLEST_TOLD)
    want('down', SMALLEST_TOLD - complement, beyond);
  return secrets;
}
