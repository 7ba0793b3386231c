import type { PublishedTableView } from '../../application/published-participation';
import type { ChartKind } from './chart-kinds';
import type { ChartLanguage } from './chart-words';

/**
 * Draws a published table as an SVG file. What is suppressed is in no picture; how many rows that are stands under it. The
 * library that draws is loaded when something is drawn, so that nobody else waits for it.
 * @param series the same table of every period, for `trend`
 * @throws ProblemError CHART_EMPTY when too little is shown to draw
 */
export async function drawChart(
  kind: ChartKind,
  view: PublishedTableView,
  series: readonly PublishedTableView[],
  language: ChartLanguage,
): Promise<string> {
  const { chartOf } = await import('./charts.js');
  return chartOf(kind, view, series, language);
}
