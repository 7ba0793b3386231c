/** The pictures that a published table can be drawn as. */
export const CHARTS = ['funnel', 'league', 'area-types', 'slope', 'trend'] as const;
export type ChartKind = (typeof CHARTS)[number];
