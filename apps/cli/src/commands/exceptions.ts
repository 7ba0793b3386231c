import {
  type DataException,
  DataExceptions,
  type ExceptionKind,
  type ExceptionList,
} from '@kallelse/population';
import { RetryStuck } from '@kallelse/delivery';
import { actorOf } from '../actor';
import { parseArguments, usageProblem } from '../arguments';
import { type CommandModule, type ExitStatus } from '../command';
import { withOffice } from '../office';
import { numberOption, requiredOption } from '../options';
import { type Column, count, print, table } from '../output';

const MOST_SHOWN = 1000;

/** `kallelse exceptions`: what somebody has to look at, and what to do about each kind. */
export const list: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      {
        ...{ json: { type: 'boolean' }, kind: { type: 'string' } },
        ...{ region: { type: 'string' }, limit: { type: 'string' }, as: { type: 'string' } },
      },
      { least: 0, most: 2 },
    );
    if (positionals.length > 0 && positionals.join(' ') !== 'list')
      throw usageProblem('exceptions takes list, close or retry');
    const { kind, region } = values;
    const limit = numberOption(values.limit, 'limit') ?? MOST_SHOWN;
    return withOffice<ExitStatus>(terminal, async (office) => {
      const actor = actorOf(values.as, office.config);
      const found = await office.get(DataExceptions).list({ actor, kind, region, limit });
      await print(terminal, values.json, found, () => listText(found, kind, region));
      return 0;
    });
  },
};

export const close: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      { json: { type: 'boolean' }, as: { type: 'string' }, reason: { type: 'string' } },
      { least: 1, most: 1 },
    );
    const reason = requiredOption(values.reason, 'reason');
    return withOffice<ExitStatus>(terminal, async (office) => {
      const actor = actorOf(values.as, office.config);
      const closed = await office.get(DataExceptions).close(positionals[0] ?? '', reason, actor);
      await print(terminal, values.json, closed, () => {
        const dropped = closed.kind.startsWith('parked') ? '; the parked entry is dropped' : '';
        return `exception ${closed.exception} (${closed.kind}, ${closed.subject}) is closed${dropped}\n`;
      });
      return 0;
    });
  },
};

/** `kallelse exceptions retry`: a part of a batch that is stuck is tried at once. */
export const retry: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      { json: { type: 'boolean' }, as: { type: 'string' } },
      { least: 1, most: 1 },
    );
    return withOffice<ExitStatus>(terminal, async (office) => {
      const actor = actorOf(values.as, office.config);
      const retried = await office.get(RetryStuck).run(positionals[0] ?? '', actor);
      await print(
        terminal,
        values.json,
        retried,
        () =>
          `a part of batch ${retried.batch} is tried again as soon as a worker is free; to wait for it: kallelse batch release ${retried.batch}\n`,
      );
      return 0;
    });
  },
};

function listText(
  { exceptions, kinds }: ExceptionList,
  kind: string | undefined,
  region: string | undefined,
): string {
  const shown = kinds.filter((one) => kind === undefined || one.kind === kind);
  const open = shown.reduce((sum, one) => sum + one.open, 0);
  const nowhere = region === undefined ? 0 : shown.reduce((sum, one) => sum + one.noRegion, 0);
  const seen = new Set(exceptions.map((one) => one.kind));
  const parts = [
    exceptions.length === 0 ? 'nothing is open\n' : table(exceptions, COLUMNS),
    region === undefined && open > exceptions.length
      ? `${count(exceptions.length)} of ${count(open)} are shown; narrow down with --kind, or show more with --limit\n`
      : '',
    nowhere === 0
      ? ''
      : `${count(nowhere)} more stand in no region (parked, or of protected residents): kallelse exceptions without --region\n`,
    ...shown.filter((one) => seen.has(one.kind)).map(guidanceText),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function guidanceText({ kind, open, owner, guidance }: ExceptionKind): string {
  return `${kind} (${count(open)} open, for ${owner}): ${guidance}\n`;
}

const COLUMNS: readonly Column<DataException>[] = [
  { head: 'exception', cell: ({ exception }) => exception, right: true },
  { head: 'kind', cell: ({ kind }) => kind },
  { head: 'about', cell: ({ subject }) => subject },
  { head: 'resident', cell: ({ resident }) => resident, right: true },
  { head: 'region', cell: ({ region }) => region },
  { head: 'since', cell: ({ raisedAt }) => raisedAt.toISOString().slice(0, 10) },
  {
    head: 'details',
    cell: ({ details }) =>
      Object.entries(details)
        .map(([name, value]) => `${name} ${String(value)}`)
        .join(', '),
  },
];
