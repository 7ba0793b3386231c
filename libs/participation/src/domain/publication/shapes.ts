import type { Indicator } from './indicators';

/** What rows of a table are told apart by, beside the area. */
export const DIMENSIONS = [
  'total',
  'age',
  'area-type',
  'area-type-age',
  'channel',
  'letters',
  'language',
  'first',
  'kit',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** A table that is published: rows by one dimension, for the areas of some levels. */
export interface Shape {
  readonly dimension: Dimension;
  /** `every`: down to the smallest district, whatever levels the districts file has (RegSO, DeSO). */
  readonly levels: readonly ('all' | 'region' | 'municipality')[] | 'every';
  readonly sources: readonly Indicator['source'][];
}

const BOTH = ['rounds', 'population'] as const;
const ROUNDS = ['rounds'] as const;

/** Every table that is published; no other combination is, so that all of them can be protected together. */
export const SHAPES: readonly Shape[] = [
  { dimension: 'total', levels: 'every', sources: BOTH },
  { dimension: 'total', levels: ['all', 'region'], sources: ['enquiries'] },
  { dimension: 'age', levels: ['all', 'region', 'municipality'], sources: BOTH },
  { dimension: 'area-type', levels: ['all', 'region'], sources: BOTH },
  { dimension: 'area-type-age', levels: ['all'], sources: BOTH },
  { dimension: 'channel', levels: ['all', 'region'], sources: ROUNDS },
  { dimension: 'letters', levels: ['all', 'region'], sources: ROUNDS },
  { dimension: 'language', levels: ['all', 'region'], sources: ROUNDS },
  { dimension: 'first', levels: ['all', 'region'], sources: ROUNDS },
  { dimension: 'kit', levels: ['all', 'region'], sources: ROUNDS },
];

export function shapesOf({ source }: Indicator): readonly Shape[] {
  return SHAPES.filter(({ sources }) => sources.includes(source));
}
