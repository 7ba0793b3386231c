import { areaY, dot, line, ruleX, ruleY, text as textMark, type PlotOptions } from '@observablehq/plot';
import { ProblemError } from '@kallelse/kernel';
import { funnelOf, gradientOf } from '../../domain/publication/equity';
import { isShown, type ShownCell } from '../../domain/publication/published';
import type { PublishedTableView } from '../../application/published-participation';
import { chartWords, decimal, type ChartLanguage } from './chart-words';
import type { ChartKind } from './chart-kinds';
import { svgDocument, type ChartText } from './svg-document';

const INK = '#1b1b1b';
const BLUE = '#0b5394';
const GREY = '#8a8a8a';
const ROW_HEIGHT = 18;

/** See {@link drawChart}. */
export function chartOf(
  kind: ChartKind,
  view: PublishedTableView,
  series: readonly PublishedTableView[],
  language: ChartLanguage,
): string {
  const words = {
    ...chartWords(language),
    number: (value: number, digits: number) => decimal(value, digits, language),
  };
  const told = (title: string, description: string, used: number): ChartText => ({
    title,
    subtitle: `${view.indicator.labels[language]} · ${view.head.programme} · ${view.head.period}`,
    description,
    notes: [
      `${words.source}: ${view.snapshot}`,
      `${words.interval}: Wilson 95 %. ${words.shown(used, view.cells.filter(({ suppressed }) => suppressed).length)}`,
    ],
  });
  switch (kind) {
    case 'funnel':
      return funnelChart(view, words, told);
    case 'league':
      return leagueChart(view, words, told);
    case 'area-types':
      return areaTypesChart(view, words, told);
    case 'slope':
      return slopeChart(view, words, told);
    case 'trend':
      return trendChart(series, words, told);
  }
}

type Words = ReturnType<typeof chartWords> & { readonly number: (value: number, digits: number) => string };

const percentBy =
  ({ number }: Words) =>
  (share: number): string =>
    `${number(share * 100, 1)} %`;

const sharesBy = (words: Words) => ({ label: null, nice: true, tickFormat: percentBy(words) });

type Told = (title: string, description: string, used: number) => ChartText;

/** The smallest areas that the table has. */
function areasOf({ cells }: PublishedTableView): ShownCell[] {
  const parents = new Set(cells.map(({ parent }) => parent));
  return cells
    .filter(isShown)
    .filter(
      ({ level, area, dimension }) =>
        dimension === 'total' && level !== 'all' && area !== null && !parents.has(area),
    );
}

function funnelChart(view: PublishedTableView, words: Words, told: Told): string {
  const [percent, shares] = [percentBy(words), sharesBy(words)];
  const funnel = funnelOf(areasOf(view));
  if (!funnel) throw empty();
  const { points, baseline } = funnel;
  const rows = points
    .map(({ cell, flag, limits, wide }) => ({
      ...{
        people: cell.denominator,
        rate: cell.rate,
        area: cell.area,
        isOutside: flag !== 'Not significant',
      },
      ...{ low95: limits.warning.lower, high95: limits.warning.upper },
      ...{ low99: limits.action.lower, high99: limits.action.upper },
      ...{ wideLow: wide.action.lower, wideHigh: wide.action.upper },
    }))
    .sort((a, b) => a.people - b.people);
  const outside = rows.filter(({ isOutside }) => isOutside);
  const limit = (y: string, strokeDasharray: string, stroke: string) =>
    line(rows, { x: 'people', y, stroke, strokeDasharray });
  const at = { x: 'people', y: 'rate' } as const;
  const options: PlotOptions = {
    height: 440,
    marginBottom: 48,
    x: { label: words.people, grid: false },
    y: { ...shares, grid: true },
    marks: [
      ruleY([baseline], { stroke: INK }),
      ...[limit('low95', '4,3', BLUE), limit('high95', '4,3', BLUE)],
      ...[limit('low99', '0', BLUE), limit('high99', '0', BLUE)],
      ...[limit('wideLow', '1,3', GREY), limit('wideHigh', '1,3', GREY)],
      dot(
        rows.filter(({ isOutside }) => !isOutside),
        { ...at, r: 4, stroke: INK, fill: 'white' },
      ),
      // Never by colour alone: what lies outside is another shape and has its code beside it.
      dot(outside, { ...at, r: 5, symbol: 'diamond2', fill: INK }),
      textMark(outside, { ...at, text: 'area', dy: -10, fill: INK }),
    ],
  };
  const title = words.funnel(outside.length, rows.length);
  return svgDocument(options, told(title, `${title}. ${words.baseline}: ${percent(baseline)}.`, rows.length));
}

function leagueChart(view: PublishedTableView, words: Words, told: Told): string {
  const [percent, shares] = [percentBy(words), sharesBy(words)];
  const rows = areasOf(view)
    .map((cell) => ({ ...cell, label: cell.name === null ? cell.area : `${cell.name} (${cell.area ?? ''})` }))
    .sort((a, b) => b.rate - a.rate);
  if (rows.length === 0) throw empty();
  const all = view.cells.filter(isShown).find(({ level }) => level === 'all');
  const options: PlotOptions = {
    height: 60 + ROW_HEIGHT * rows.length,
    marginLeft: 220,
    x: { ...shares, grid: true },
    y: { label: null, domain: rows.map(({ label }) => label) },
    marks: [
      ...(all ? [ruleX([all.rate], { stroke: INK, strokeDasharray: '4,3' })] : []),
      ruleY(rows, { y: 'label', x1: 'lower', x2: 'upper', stroke: BLUE, strokeWidth: 2 }),
      dot(rows, { y: 'label', x: 'rate', r: 4, fill: INK }),
    ],
  };
  const [first, last] = [rows[0], rows.at(-1)];
  const title = words.league(percent(first?.rate ?? 0), percent(last?.rate ?? 0));
  return svgDocument(
    options,
    told(
      title,
      `${title}. ${rows.map((row) => `${row.label ?? ''} ${percent(row.rate)}`).join('; ')}.`,
      rows.length,
    ),
  );
}

function areaTypesChart(view: PublishedTableView, words: Words, told: Told): string {
  const [percent, shares] = [percentBy(words), sharesBy(words)];
  const gradient = gradientOf(view.cells, view.indicator);
  if (!gradient) throw empty();
  const { gap } = gradient;
  const groups = gradient.groups.map((group) => ({ ...group, label: words.areaType(group.category) }));
  const options: PlotOptions = {
    height: 260,
    marginLeft: 300,
    x: { ...shares, grid: true },
    y: { label: null, domain: groups.map(({ label }) => label) },
    marks: [
      line(groups, { y: 'label', x: 'rate', stroke: GREY }),
      ruleY(groups, {
        y: 'label',
        x1: 'lower',
        x2: 'upper',
        stroke: BLUE,
        strokeWidth: 3,
      }),
      dot(groups, { y: 'label', x: 'rate', r: 6, fill: INK }),
    ],
  };
  const title = words.gap(Math.round(Math.abs(gap.extra)), view.indicator.better === 'less');
  const list = groups.map((group) => `${group.label} ${percent(group.rate)}`).join('; ');
  return svgDocument(options, told(title, `${title}. ${list}.`, groups.length));
}

function slopeChart(view: PublishedTableView, words: Words, told: Told): string {
  const shares = sharesBy(words);
  const gradient = gradientOf(view.cells, view.indicator);
  if (!gradient) throw empty();
  const { groups, slope } = gradient;
  const total = groups.reduce((sum, { denominator }) => sum + denominator, 0);
  let before = 0;
  const points = groups.map((group) => {
    const rank = (before + group.denominator / 2) / total;
    before += group.denominator;
    return { ...group, rank };
  });
  const fit = [
    { rank: 0, rate: slope.intercept },
    { rank: 1, rate: slope.end },
  ];
  const options: PlotOptions = {
    height: 380,
    marginBottom: 48,
    x: { label: words.rank, domain: [0, 1], tickFormat: (rank: number) => words.number(rank, 1) },
    y: { ...shares, grid: true },
    marks: [
      line(fit, { x: 'rank', y: 'rate', stroke: BLUE, strokeWidth: 2 }),
      ruleX(points, { x: 'rank', y1: 'lower', y2: 'upper', stroke: INK }),
      dot(points, { x: 'rank', y: 'rate', r: 6, fill: INK }),
      textMark(points, { x: 'rank', y: 'rate', text: 'category', dx: 14, fill: INK }),
    ],
  };
  const { sii, rii } = slope;
  const points100 = (share: number): string => words.number(share * 100, 1);
  const told100 = words.slopeTold(
    ...([
      points100(sii.value),
      points100(sii.lower),
      points100(sii.upper),
      words.number(rii.value, 2),
    ] as const),
  );
  const text = told(words.slope(points100(sii.value)), `${told100}.`, groups.length);
  return svgDocument(options, { ...text, notes: [`${told100}.`, ...text.notes] });
}

function trendChart(series: readonly PublishedTableView[], words: Words, told: Told): string {
  const [percent, shares] = [percentBy(words), sharesBy(words)];
  const rows = series.flatMap(({ head, cells }) =>
    cells
      .filter(isShown)
      .filter(({ level, dimension }) => level === 'all' && dimension === 'total')
      .map((cell) => ({ ...cell, period: head.period, label: percent(cell.rate) })),
  );
  if (rows.length === 0) throw empty();
  const options: PlotOptions = {
    height: 340,
    x: { label: null, type: 'point', domain: rows.map(({ period }) => period) },
    y: { ...shares, grid: true },
    marks: [
      areaY(rows, { x: 'period', y1: 'lower', y2: 'upper', fill: BLUE, fillOpacity: 0.15 }),
      line(rows, { x: 'period', y: 'rate', stroke: BLUE, strokeWidth: 2 }),
      dot(rows, { x: 'period', y: 'rate', r: 5, fill: INK }),
      textMark(rows, {
        x: 'period',
        y: 'rate',
        text: 'label',
        dy: -14,
        fill: INK,
      }),
    ],
  };
  const [first, last] = [rows[0], rows.at(-1)];
  const title = words.trend(percent(first?.rate ?? 0), percent(last?.rate ?? 0));
  return svgDocument(
    options,
    told(
      title,
      `${title}. ${rows.map(({ period, rate }) => `${period} ${percent(rate)}`).join('; ')}.`,
      rows.length,
    ),
  );
}

function empty(): ProblemError {
  return new ProblemError('CHART_EMPTY', 'too few rows of this table are shown to draw this chart', {
    fix: 'choose another chart, period, level or dimension; "area-types" and "slope" need --by area-type',
  });
}
