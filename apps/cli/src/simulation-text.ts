import type { Lint } from '@kallelse/eligibility';
import {
  CHANGES,
  STATUSES,
  type ComparedFigure,
  type SimulationEntity,
  type SimulationResult,
  type Slice,
} from '@kallelse/programmes';
import { type Column, count, table, percent } from './output';

/** Rows of a kind that are shown; `--json` has all. */
const MOST_ROWS = 15;

type Run = Omit<SimulationEntity, 'result' | 'document'>;

/** `cervical@2026.1`, with the region of a regional definition. */
function nameOf(programme: string, version: string, region: string | null = null): string {
  return `${programme}@${version}${region === null ? '' : ` of region ${region}`}`;
}

export function againstOf({ programme, baseVersion }: Run): string {
  return baseVersion === null ? 'nothing in force' : nameOf(programme, baseVersion);
}

/** A simulation as text: totals, what changes, where, when, and what to look at again. */
export function simulationText(run: Run, result: SimulationResult): string {
  const { programme, version, definitionRegion, asOf, region, id } = run;
  const whose = region === null ? '' : `, region ${region}`;
  const isAlone = run.baseHash === null;
  return [
    `simulation ${id}: ${nameOf(programme, version, definitionRegion)} as of ${asOf}${whose}, against ${againstOf(run)}`,
    `${count(result.population)} residents`,
    '',
    decisionsText(result, isAlone),
    isAlone ? '' : changesText(result),
    reasonsText(result, isAlone),
    slicesText('birth year', result.birthYears, isAlone),
    slicesText('municipality', result.municipalities, isAlone),
    slicesText('district', result.districts, isAlone),
    slicesText('area type', result.areaTypes, isAlone),
    dueText(result, isAlone),
    lintsText(result.lints),
  ]
    .filter((part, i) => part !== '' || i === 2)
    .join('\n');
}

/** Lints as lines; empty where there are none. */
function lintsText(lints: readonly Lint[]): string {
  if (lints.length === 0) return '';
  return ['look at again:', ...lints.map(({ path, message }) => `  ${path} ${message}`), ''].join('\n');
}

interface Pair {
  readonly name: string;
  readonly draft: number;
  readonly base: number;
}

/** A draft's figures beside those compared with, and the difference. */
function pairTable(head: string, rows: readonly Pair[], isAlone: boolean): string {
  const columns: Column<Pair>[] = [
    { head, cell: ({ name }) => name },
    { head: 'draft', cell: ({ draft }) => count(draft), right: true },
  ];
  const compared: Column<Pair>[] = [
    { head: 'against', cell: ({ base }) => count(base), right: true },
    { head: 'difference', cell: ({ draft, base }) => signed(draft - base), right: true },
  ];
  return table(rows, isAlone ? columns : [...columns, ...compared]);
}

function decisionsText({ decisions }: SimulationResult, isAlone: boolean): string {
  const rows = STATUSES.map((name) => ({
    name,
    draft: decisions.draft[name] ?? 0,
    base: decisions.base[name] ?? 0,
  }));
  return pairTable('decision', rows, isAlone);
}

function changesText({ transitions, changes, changeShare }: SimulationResult): string {
  const total = CHANGES.reduce((sum, change) => sum + (changes[change] ?? 0), 0);
  if (total === 0) return 'nobody is decided differently\n';
  const share = percent(changeShare ?? 0);
  return [
    `${count(total)} are decided differently, ${share} of those whom either invites, holds or asks`,
    table(transitions, [
      { head: 'change', cell: ({ change }) => change },
      { head: 'against', cell: ({ from }) => from },
      { head: 'draft', cell: ({ to }) => to },
      { head: 'residents', cell: (row) => count(row.count), right: true },
      { head: 'such as', cell: ({ examples }) => examples.join(' ') },
    ]),
  ].join('\n');
}

function reasonsText({ reasons }: SimulationResult, isAlone: boolean): string {
  const shown = [...reasons].sort(
    (a, b) => Math.abs(b.draft - b.base) - Math.abs(a.draft - a.base) || b.draft - a.draft,
  );
  const rows = shown.map(({ status, code, path, draft, base }) => ({
    name: `${status}: ${code} (${path})`,
    draft,
    base,
  }));
  return pairTable('reason', rows.slice(0, MOST_ROWS), isAlone) + more(rows.length);
}

/** Those with most changes first; of a draft alone, those in which most are invited. */
function slicesText(head: string, slices: readonly Slice<string | number>[], isAlone: boolean): string {
  const changed = ({ changes }: Slice<unknown>): number =>
    CHANGES.reduce((sum, change) => sum + (changes[change] ?? 0), 0);
  const rank = isAlone ? ({ draft }: Slice<unknown>) => draft.invite ?? 0 : changed;
  const rows = slices.filter((slice) => rank(slice) > 0).sort((a, b) => rank(b) - rank(a));
  if (rows.length === 0) return '';
  const figure = (
    name: string,
    of: (slice: Slice<string | number>) => number | undefined,
  ): Column<Slice<string | number>> => ({
    head: name,
    cell: (slice) => count(of(slice) ?? 0),
    right: true,
  });
  const columns: Column<Slice<string | number>>[] = [
    { head, cell: ({ value }) => value ?? 'not stated' },
    ...(isAlone
      ? STATUSES.map((name) => figure(name, ({ draft }) => draft[name]))
      : CHANGES.map((name) => figure(name, ({ changes }) => changes[name]))),
  ];
  return table(rows.slice(0, MOST_ROWS), columns) + more(rows.length);
}

function dueText({ dueMonths }: SimulationResult, isAlone: boolean): string {
  const rows = dueMonths.map(({ month, draft, base }) => ({ name: month, draft, base }));
  return rows.length === 0
    ? ''
    : pairTable('month due', rows.slice(0, MOST_ROWS), isAlone) + more(rows.length);
}

function more(rows: number): string {
  return rows > MOST_ROWS ? `… and ${rows - MOST_ROWS} more: --json\n` : '';
}

function signed(n: number): string {
  return n > 0 ? `+${count(n)}` : n < 0 ? `-${count(-n)}` : '0';
}

/** Runs as a table. */
export const RUN_COLUMNS: readonly Column<Run>[] = [
  { head: 'id', cell: ({ id }) => id, right: true },
  { head: 'kind', cell: ({ kind }) => kind },
  {
    head: 'version',
    cell: ({ programme, version, definitionRegion }) => nameOf(programme, version, definitionRegion),
  },
  { head: 'against', cell: (run) => (run.kind === 'forecast' ? '' : againstOf(run)) },
  { head: 'as of', cell: ({ asOf }) => asOf },
  { head: 'region', cell: ({ region }) => region ?? 'all' },
  { head: 'state', cell: ({ state, failure }) => (failure === null ? state : `${state}: ${failure}`) },
  { head: 'looked at', cell: ({ done, total }) => `${count(done)} of ${count(total)}`, right: true },
  { head: 'by', cell: ({ startedBy }) => startedBy },
  { head: 'started', cell: ({ startedAt }) => startedAt.toISOString().slice(0, 16).replace('T', ' ') },
];

/** What two simulations differ in, as a table. */
export function comparedText(figures: readonly ComparedFigure[], a: number, b: number): string {
  if (figures.length === 0) return `simulations ${a} and ${b} say the same\n`;
  const shown = figures.slice(0, 4 * MOST_ROWS);
  const rest = figures.length - shown.length;
  return (
    table(shown, [
      { head: 'of', cell: ({ of }) => of },
      { head: '', cell: ({ name }) => name },
      { head: `simulation ${a}`, cell: (row) => count(row.a), right: true },
      { head: `simulation ${b}`, cell: (row) => count(row.b), right: true },
      { head: 'difference', cell: (row) => signed(row.b - row.a), right: true },
    ]) + (rest > 0 ? `… and ${rest} more: --json\n` : '')
  );
}
