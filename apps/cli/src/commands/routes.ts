import { ManualRoutes, type ShownRoute } from '@kallelse/population';
import { Programmes } from '@kallelse/programmes';
import { actorOf } from '../actor';
import { parseArguments } from '../arguments';
import { type CommandModule, type ExitStatus } from '../command';
import { withOffice } from '../office';
import { idArgument, requiredOption } from '../options';
import { type Column, print, table } from '../output';

const COMMON = { json: { type: 'boolean' }, as: { type: 'string' } } as const;

/** `kallelse residents route include|hold|exclude`: the office decides, whatever the rules say. */
export const make: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      {
        ...COMMON,
        programme: { type: 'string' },
        from: { type: 'string' },
        until: { type: 'string' },
        code: { type: 'string' },
        reason: { type: 'string' },
      },
      { least: 2, most: 2 },
    );
    const [kind = ''] = positionals;
    const resident = idArgument(positionals[1], 'the resident');
    const programme = requiredOption(values.programme, 'programme');
    const until = requiredOption(values.until, 'until');
    const reason = requiredOption(values.reason, 'reason');
    const { from, code } = values;
    return withOffice<ExitStatus>(terminal, async (office) => {
      await office.get(Programmes).mustExist(programme);
      const actor = actorOf(values.as, office.config);
      const request = { resident, programme, kind, from, until, code, actor, reason };
      const route = await office.get(ManualRoutes).make(request);
      await print(terminal, values.json, { route, resident }, () => {
        const undo = `kallelse residents route revoke ${route} --reason TEXT`;
        return `route ${route}: ${kind} resident ${resident} in ${programme}; to end it: ${undo}\n`;
      });
      return 0;
    });
  },
};

export const list: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, COMMON, { least: 1, most: 1 });
    const resident = idArgument(positionals[0], 'the resident');
    return withOffice<ExitStatus>(terminal, async (office) => {
      const actor = actorOf(values.as, office.config);
      const routes = await office.get(ManualRoutes).list(resident, actor);
      await print(terminal, values.json, routes, () =>
        routes.length === 0 ? `resident ${resident} has no manual route\n` : table(routes, COLUMNS),
      );
      return 0;
    });
  },
};

export const revoke: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      { ...COMMON, reason: { type: 'string' } },
      { least: 1, most: 1 },
    );
    const route = idArgument(positionals[0], 'the route');
    const reason = requiredOption(values.reason, 'reason');
    return withOffice<ExitStatus>(terminal, async (office) => {
      const actor = actorOf(values.as, office.config);
      const { resident } = await office.get(ManualRoutes).revoke(route, actor, reason);
      await print(
        terminal,
        values.json,
        { route, resident },
        () => `route ${route} of resident ${resident} does not hold from today on\n`,
      );
      return 0;
    });
  },
};

const COLUMNS: readonly Column<ShownRoute>[] = [
  { head: 'route', cell: ({ route }) => route, right: true },
  { head: 'programme', cell: ({ programme }) => programme },
  { head: 'kind', cell: ({ kind }) => kind },
  { head: 'code', cell: ({ code }) => code },
  { head: 'from', cell: ({ from }) => from },
  { head: 'until', cell: ({ until }) => until ?? 'never' },
  { head: 'by', cell: ({ recordedBy }) => recordedBy },
  { head: 'on', cell: ({ recordedAt }) => recordedAt.toISOString().slice(0, 10) },
  { head: 'reason', cell: ({ reason }) => reason },
  { head: 'revoked by', cell: ({ revokedBy }) => revokedBy },
];
