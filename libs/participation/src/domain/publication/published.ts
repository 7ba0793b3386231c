import { wilson } from '@kallelse/statistics';
import type { CountedCell } from './table-cells';

/** A row of a published table. Suppressed: nothing of it is told, which is neither zero nor missing. */
export interface PublishedCell extends Omit<CountedCell, 'numerator' | 'denominator'> {
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly rate: number | null;
  /** 95 % limits (Wilson). */
  readonly lower: number | null;
  readonly upper: number | null;
  readonly suppressed: boolean;
}

const NOTHING = {
  numerator: null,
  denominator: null,
  rate: null,
  lower: null,
  upper: null,
  suppressed: true,
};

export function publishedCell(cell: CountedCell, isHidden: boolean): PublishedCell {
  if (isHidden) return { ...cell, ...NOTHING };
  const { value, lower, upper } = wilson(cell.numerator, cell.denominator);
  return { ...cell, rate: value, lower, upper, suppressed: false };
}

/** A row that is shown, with its counts. */
export interface ShownCell extends PublishedCell {
  readonly numerator: number;
  readonly denominator: number;
  readonly rate: number;
  readonly lower: number;
  readonly upper: number;
}

export function isShown(cell: PublishedCell): cell is ShownCell {
  return !cell.suppressed && cell.numerator !== null && cell.denominator !== null;
}
