import { writeFile } from 'node:fs/promises';
import { ProblemError } from '@kallelse/kernel';
import {
  BACK_FILLED_MONTHS,
  CHARTS,
  drawChart,
  gradientOf,
  INDICATORS,
  measureReport,
  METHOD,
  parsePeriod,
  PopulationSnapshots,
  PublishedParticipation,
  PublishTables,
  SHAPES,
  tableCsv,
  type PublishedCell,
  type PublishedTableView,
  type TableHead,
  type TablePublished,
} from '@kallelse/participation';
import { Programmes } from '@kallelse/programmes';
import { actorOf } from '../actor';
import { parseArguments, usageProblem } from '../arguments';
import { type CommandModule, type ExitStatus, type Terminal } from '../command';
import { withOffice } from '../office';
import { requiredOption } from '../options';
import { noteProgress } from '../open';
import { count, percent, print, table, type Column } from '../output';

/** `kallelse participation population`: month-ends that have not been counted. */
export const population: CommandModule = {
  run: async (args, terminal) => {
    const { values } = parseArguments(args, {
      programme: { type: 'string' },
      again: { type: 'boolean' },
      as: { type: 'string' },
      json: { type: 'boolean' },
    });
    if (values.again === true) requiredOption(values.programme, 'programme');
    const note = noteProgress(terminal);
    return withOffice<ExitStatus>(terminal, async (office) => {
      if (values.again === true && values.programme !== undefined)
        await office.get(PopulationSnapshots).forget(values.programme, actorOf(values.as, office.config));
      const made = await office.get(PopulationSnapshots).makeMissing({
        ...(values.programme === undefined ? {} : { programme: values.programme }),
        onCounted: ({ programme, asOf, residents, place, of }) =>
          note(`${place} of ${of}: ${programme} ${asOf}, ${count(residents)} residents`),
      });
      await print(
        terminal,
        values.json,
        { made },
        () => `${made} month-ends counted; all of the last ${BACK_FILLED_MONTHS} months are there\n`,
      );
      return 0;
    });
  },
};

/** `kallelse participation publish`: what has become complete. */
export const publish: CommandModule = {
  run: async (args, terminal) => {
    const { values } = parseArguments(args, {
      programme: { type: 'string' },
      as: { type: 'string' },
      json: { type: 'boolean' },
    });
    const programme = requiredOption(values.programme, 'programme');
    const note = noteProgress(terminal);
    return withOffice<ExitStatus>(terminal, async (office) => {
      await office.get(Programmes).mustExist(programme);
      const actor = actorOf(values.as, office.config);
      await office.get(PopulationSnapshots).makeMissing({
        programme,
        onCounted: ({ asOf, place, of }) => note(`population ${place} of ${of}: ${asOf}`),
      });
      const published = await office
        .get(PublishTables)
        .run(programme, actor, ({ indicator, period }) => note(`published: ${indicator} ${period}`));
      await print(terminal, values.json, published, () =>
        published.length === 0
          ? `nothing new is complete; see "kallelse participation tables --programme ${programme}"\n`
          : table(published, PUBLISHED),
      );
      return 0;
    });
  },
};

const PUBLISHED: readonly Column<TablePublished>[] = [
  { head: 'indicator', cell: ({ indicator }) => indicator },
  { head: 'period', cell: ({ period }) => period },
  { head: 'rows', cell: ({ rows }) => count(rows), right: true },
  { head: 'suppressed', cell: ({ hidden }) => count(hidden), right: true },
  { head: 'of them for others', cell: ({ hiddenForOthers }) => count(hiddenForOthers), right: true },
  { head: 'gap', cell: ({ gap }) => percent(gap), right: true },
  { head: '', cell: ({ isRefused }) => (isRefused ? 'too few people: nothing is shown' : '') },
];

/** `kallelse participation tables`: what is published. */
export const tables: CommandModule = {
  run: async (args, terminal) => {
    const { values } = parseArguments(args, { programme: { type: 'string' }, json: { type: 'boolean' } });
    return withOffice<ExitStatus>(terminal, async (office) => {
      const heads = await office.get(PublishedParticipation).tables(values.programme);
      await print(terminal, values.json, heads, () => table(heads, HEADS));
      return 0;
    });
  },
};

const HEADS: readonly Column<TableHead>[] = [
  { head: 'programme', cell: ({ programme }) => programme },
  { head: 'indicator', cell: ({ indicator }) => indicator },
  { head: 'period', cell: ({ period }) => period },
  { head: 'published', cell: ({ publishedAt }) => publishedAt.toISOString().slice(0, 10) },
  { head: 'rows', cell: ({ cells }) => count(cells), right: true },
  { head: 'suppressed', cell: ({ hidden }) => count(hidden), right: true },
  { head: '', cell: ({ refused }) => refused },
];

/** `kallelse participation indicators`: what the figures mean. */
export const indicators: CommandModule = {
  run: async (args, terminal) => {
    const { values } = parseArguments(args, { json: { type: 'boolean' } });
    await print(terminal, values.json, { method: METHOD, shapes: SHAPES, indicators: INDICATORS }, () => {
      const text = INDICATORS.map(
        ({ id, labels, definition, numerator, denominator, source, matureAfterDays }) =>
          [
            `${id}: ${labels.en} (${labels.sv})`,
            `  ${definition}`,
            `  numerator: ${numerator}`,
            `  denominator: ${denominator}`,
            `  published ${matureAfterDays === 0 ? 'when the period is over' : `${matureAfterDays} days after the period`}, by ${SHAPES.filter(
              ({ sources }) => sources.includes(source),
            )
              .map(({ dimension }) => dimension)
              .join(', ')}`,
          ].join('\n'),
      );
      return `${text.join('\n')}\n\nmethod version ${METHOD.version}\ninterval: ${METHOD.interval}\ndisclosure: ${METHOD.disclosure}\nsources: ${METHOD.sources}\n`;
    });
    return 0;
  },
};

/** `kallelse participation show`: a published table, as text, CSV, chart or FHIR MeasureReport. */
export const show: CommandModule = {
  run: async (args, terminal) => {
    const { values } = parseArguments(args, {
      programme: { type: 'string' },
      indicator: { type: 'string' },
      period: { type: 'string' },
      by: { type: 'string' },
      level: { type: 'string' },
      csv: { type: 'string' },
      'decimal-comma': { type: 'boolean' },
      svg: { type: 'string' },
      chart: { type: 'string' },
      language: { type: 'string' },
      fhir: { type: 'string' },
      json: { type: 'boolean' },
    });
    const chart = CHARTS.find((kind) => kind === (values.chart ?? 'league'));
    if (!chart) throw usageProblem(`--chart takes ${CHARTS.join(', ')}`);
    const language = (['sv', 'en'] as const).find((one) => one === (values.language ?? 'sv'));
    if (!language) throw usageProblem('--language takes sv or en');
    const request = {
      programme: requiredOption(values.programme, 'programme'),
      indicator: requiredOption(values.indicator, 'indicator'),
      ...(values.period === undefined ? {} : { period: values.period }),
      ...(values.by === undefined ? {} : { by: values.by }),
      ...(values.level === undefined ? {} : { level: values.level }),
    };
    return withOffice<ExitStatus>(terminal, async (office) => {
      await office.get(Programmes).mustExist(request.programme);
      const published = office.get(PublishedParticipation);
      const view = await published.read(request);
      if (values.csv !== undefined)
        await save(terminal, values.csv, tableCsv(view, values['decimal-comma'] === true));
      if (values.fhir !== undefined)
        await save(
          terminal,
          values.fhir,
          `${JSON.stringify(measureReport(view, parsePeriod(view.head.period)), null, 2)}\n`,
        );
      if (values.svg !== undefined) {
        const series = chart === 'trend' ? await published.series(request) : [];
        await save(terminal, values.svg, await drawChart(chart, view, series, language));
      }
      await print(terminal, values.json, view, () => viewText(view));
      return 0;
    });
  },
};

async function save(terminal: Terminal, path: string, content: string): Promise<void> {
  try {
    await writeFile(path, content);
  } catch {
    throw new ProblemError('FILE_UNWRITABLE', `${path} cannot be written`, {
      fix: 'name a file in a folder that exists and may be written',
    });
  }
  terminal.note(`written: ${path}\n`);
}

const rate = (value: number | null): string => (value === null ? '··' : percent(value));
const shown = (value: number | null): string => (value === null ? '··' : count(value));

const CELLS: readonly Column<PublishedCell>[] = [
  { head: 'level', cell: ({ level }) => (level === 'not-stated' ? 'area not stated' : level) },
  { head: 'area', cell: ({ area }) => area },
  { head: 'name', cell: ({ name }) => name },
  { head: 'category', cell: ({ category }) => category },
  { head: 'numerator', cell: ({ numerator }) => shown(numerator), right: true },
  { head: 'denominator', cell: ({ denominator }) => shown(denominator), right: true },
  { head: 'share', cell: (cell) => rate(cell.rate), right: true },
  {
    head: '95 % interval',
    cell: ({ lower, upper }) => (lower === null ? '··' : `${rate(lower)} – ${rate(upper)}`),
    right: true,
  },
];

function viewText(view: PublishedTableView): string {
  const { indicator, head, cells, dimension, snapshot } = view;
  const hidden = cells.filter(({ suppressed }) => suppressed).length;
  const columns = dimension === 'total' ? CELLS.filter(({ head: name }) => name !== 'category') : CELLS;
  const note = hidden > 0 ? `·· suppressed (${count(hidden)} rows): neither zero nor missing\n` : '';
  return [
    `${indicator.labels.en} · ${head.programme} · ${head.period}\n`,
    table(cells, columns),
    note,
    gradientText(view),
    `snapshot ${snapshot}\n`,
  ].join('');
}

/** Of a table by area type: how unequal it is, absolutely and relatively, and what closing the gap would mean. */
function gradientText(view: PublishedTableView): string {
  if (view.dimension !== 'area-type') return '';
  const gradient = gradientOf(view.cells, view.indicator);
  if (!gradient) return 'no measure of inequality: too few area types are shown\n';
  const { sii, rii } = gradient.slope;
  const points = (value: number): string => (value * 100).toFixed(1);
  return [
    `slope index of inequality (SII): ${points(sii.value)} percentage points (95 %: ${points(sii.lower)} to ${points(sii.upper)})`,
    `relative index (RII, fitted ratio): ${rii.value.toFixed(2)} (${rii.lower.toFixed(2)} to ${rii.upper.toFixed(2)})`,
    `if all area types reached the figure of type ${gradient.groups.at(-1)?.category ?? ''}: ${count(Math.round(Math.abs(gradient.gap.extra)))} people ${view.indicator.better === 'less' ? 'fewer' : 'more'}`,
    '',
  ].join('\n');
}
