import {
  CompareCalls,
  type ComparisonResult,
  type DifferingList,
  type ShownOutcome,
} from '@kallelse/batches';
import { actorOf } from '../actor';
import { parseArguments, usageProblem } from '../arguments';
import { type CommandModule, type ExitStatus } from '../command';
import { withOffice } from '../office';
import { noteProgress } from '../open';
import { idArgument, requiredOption } from '../options';
import { type Column, count, print, table } from '../output';

const BAD_LINES = 3;
const COMMON = { json: { type: 'boolean' }, as: { type: 'string' }, reason: { type: 'string' } } as const;

/** `kallelse compare`: a shadow run beside the call list of the system in use today. */
export const compare: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      { ...COMMON, region: { type: 'string' }, rows: { type: 'boolean' } },
      { least: 1, most: 1 },
    );
    const wantsRows = values.rows === true;
    if (!wantsRows && values.reason !== undefined)
      throw usageProblem('--reason says why --rows are wanted; without --rows nobody is listed');
    const rowsReason = wantsRows ? requiredOption(values.reason, 'reason') : undefined;
    return withOffice<ExitStatus>(terminal, async (office) => {
      const request = {
        ...{ path: positionals[0] ?? '', actor: actorOf(values.as, office.config) },
        ...{ region: values.region, rowsReason, onProgress: noteProgress(terminal) },
      };
      const result = await office.get(CompareCalls).run(request);
      await print(terminal, values.json, result, () => comparisonText(result));
      return result.rejected > 0 ? BAD_LINES : 0;
    });
  },
};

/** `kallelse compare rows`: who came out differently, while the list is kept. */
export const rows: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, COMMON, { least: 1, most: 1 });
    const comparison = idArgument(positionals[0], 'a comparison');
    const reason = requiredOption(values.reason, 'reason');
    return withOffice<ExitStatus>(terminal, async (office) => {
      const list = await office.get(CompareCalls).rows(comparison, actorOf(values.as, office.config), reason);
      await print(terminal, values.json, list, () => listText(list));
      return 0;
    });
  },
};

/** The figures of a comparison, in two parts. */
function comparisonText(result: ComparisonResult): string {
  const { comparison, rowsUntil, rejectedFile, outcomes } = result;
  const called = outcomes.filter(({ direction }) => direction === 'called');
  const missed = outcomes.filter(({ direction }) => direction === 'missed');
  const lines = [
    readText(result),
    ...result.days.map(({ programme, first, last }) => `${programme}: calls from ${first} to ${last}`),
    ...(rejectedFile === undefined ? [] : [`rows that were not compared, and why: ${rejectedFile}`]),
    '',
    'whom the list called, and what Kallelse decides for the day of the call',
    called.length === 0 ? 'nobody\n' : table(called, [...PLACE, ...DECIDED, ...FIGURES]),
    'whom Kallelse would call on the last day of the list, and the list did not',
    missed.length === 0 ? 'nobody\n' : table(missed, [...PLACE, SINCE, ...FIGURES]),
  ];
  if (outcomes.some((one) => one.count === null))
    lines.push('hidden: fewer than 20 people, or what would give such a number away');
  if (rowsUntil)
    lines.push(
      `the people are kept, encrypted, until ${rowsUntil.toISOString().slice(0, 10)}: kallelse compare rows ${comparison} --reason TEXT`,
    );
  return `${lines.join('\n')}\n`;
}

function readText({ comparison, rows: read, rejected, repeated, notInRegister }: ComparisonResult): string {
  const apart = Object.entries({
    rejected,
    'called again later': repeated,
    'not in the register': notInRegister,
  }).flatMap(([what, n]) => (n === 0 ? [] : [`${count(n)} ${what}`]));
  return [`comparison ${comparison}: ${count(read)} rows`, ...apart].join(', ');
}

function listText({ comparison, rows: people, isCut }: DifferingList): string {
  if (people.length === 0) return `comparison ${comparison}: nobody came out differently\n`;
  const cut = isCut ? `only the first ${count(people.length)} are kept\n` : '';
  return `${table(people, LIST)}${cut}`;
}

const SINCE_WORDS: Readonly<Record<string, string>> = {
  'never-called': 'never called',
  overdue: 'due before the list begins',
  due: 'due since the list began',
};

const PLACE: readonly Column<ShownOutcome>[] = [
  { head: 'programme', cell: ({ programme }) => programme },
  { head: 'region', cell: ({ regions }) => regions.map((region) => region ?? 'not stated').join(', ') },
];
const DECIDED: readonly Column<ShownOutcome>[] = [
  { head: 'Kallelse', cell: ({ status }) => status ?? '–' },
  { head: 'because', cell: ({ reason }) => reason ?? '' },
];
const SINCE: Column<ShownOutcome> = {
  head: 'since',
  cell: ({ reason }) => SINCE_WORDS[reason ?? ''] ?? reason,
};
const FIGURES: readonly Column<ShownOutcome>[] = [
  { head: 'people', cell: (one) => shown(one.count), right: true },
  { head: 'of', cell: ({ total }) => shown(total), right: true },
];

const LIST: readonly Column<DifferingList['rows'][number]>[] = [
  { head: 'list', cell: ({ direction }) => direction },
  { head: 'programme', cell: ({ programme }) => programme },
  { head: 'row', cell: ({ row }) => row, right: true },
  { head: 'resident', cell: ({ resident }) => resident, right: true },
  { head: 'decided for', cell: ({ decidedFor }) => decidedFor },
  { head: 'Kallelse', cell: ({ status }) => status },
  { head: 'because', cell: ({ reasons }) => reasons.join(', ') },
];

function shown(n: number | null): string {
  return n === null ? 'hidden' : count(n);
}
