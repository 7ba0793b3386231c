import { SettleRounds } from '@kallelse/episodes';
import { ResidentWishes, type PreferenceName, type ShownWish } from '@kallelse/population';
import { Programmes } from '@kallelse/programmes';
import { actorOf } from '../actor';
import { parseArguments, usageProblem } from '../arguments';
import { type CommandModule, type ExitStatus } from '../command';
import { withOffice } from '../office';
import { idArgument, requiredOption } from '../options';
import { type Column, print, table } from '../output';

const COMMON = { json: { type: 'boolean' }, as: { type: 'string' }, reason: { type: 'string' } } as const;
const ONE = { least: 1, most: 1 };

/** `kallelse optout`: a resident declines a programme. It ends an open round, and what is not sent yet stays. */
export const optout: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      {
        ...COMMON,
        programme: { type: 'string' },
        until: { type: 'string' },
        round: { type: 'boolean' },
      },
      ONE,
    );
    const resident = idArgument(positionals[0], 'the resident');
    const programme = requiredOption(values.programme, 'programme');
    const reason = requiredOption(values.reason, 'reason');
    const { until, round } = values;
    return withOffice<ExitStatus>(terminal, async (office) => {
      await office.get(Programmes).mustExist(programme);
      const actor = actorOf(values.as, office.config);
      const request = { resident, programme, until, round, actor, reason };
      const number = await office.get(ResidentWishes).optOut(request);
      await office.get(SettleRounds).run();
      const length = round === true ? 'this round' : until === undefined ? 'for good' : `until ${until}`;
      await print(terminal, values.json, { number, resident }, () => {
        const undo = `kallelse optout revoke ${number} --reason TEXT`;
        return `${number}: resident ${resident} has opted out of ${programme} (${length}); to revoke it: ${undo}\n`;
      });
      return 0;
    });
  },
};

/** `kallelse optout defer`: called later. */
export const defer: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      { ...COMMON, programme: { type: 'string' }, until: { type: 'string' } },
      ONE,
    );
    const resident = idArgument(positionals[0], 'the resident');
    const programme = requiredOption(values.programme, 'programme');
    const until = requiredOption(values.until, 'until');
    const reason = requiredOption(values.reason, 'reason');
    return withOffice<ExitStatus>(terminal, async (office) => {
      await office.get(Programmes).mustExist(programme);
      const actor = actorOf(values.as, office.config);
      const number = await office.get(ResidentWishes).defer({ resident, programme, until, actor, reason });
      await print(
        terminal,
        values.json,
        { number, resident },
        () => `${number}: resident ${resident} is held in ${programme} until ${until}\n`,
      );
      return 0;
    });
  },
};

export const list: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, { json: COMMON.json, as: COMMON.as }, ONE);
    const resident = idArgument(positionals[0], 'the resident');
    return withOffice<ExitStatus>(terminal, async (office) => {
      const wishes = await office.get(ResidentWishes).list(resident, actorOf(values.as, office.config));
      await print(terminal, values.json, wishes, () =>
        wishes.length === 0 ? `resident ${resident} has no opt-out or deferral\n` : table(wishes, COLUMNS),
      );
      return 0;
    });
  },
};

export const revoke: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, COMMON, ONE);
    const number = idArgument(positionals[0], 'the opt-out');
    const reason = requiredOption(values.reason, 'reason');
    return withOffice<ExitStatus>(terminal, async (office) => {
      const revoked = await office
        .get(ResidentWishes)
        .revoke(number, actorOf(values.as, office.config), reason);
      const { resident, programme } = revoked;
      await print(
        terminal,
        values.json,
        { number, ...revoked },
        () => `${number} no longer holds: resident ${resident} takes part in ${programme} again\n`,
      );
      return 0;
    });
  },
};

/** `kallelse residents prefer`: language, format and channel of letters. */
export const prefer: CommandModule = {
  run: async (args, terminal) => {
    const text = { type: 'string' } as const;
    const { values, positionals } = parseArguments(
      args,
      { ...COMMON, language: text, format: text, channel: text },
      ONE,
    );
    const resident = idArgument(positionals[0], 'the resident');
    const reason = requiredOption(values.reason, 'reason');
    const { language, format, channel } = values;
    const given = Object.entries({ language, format, channel }).filter(([, value]) => value !== undefined);
    if (given.length === 0) throw usageProblem('give --language, --format or --channel');
    const wanted = Object.fromEntries(given) as Partial<Record<PreferenceName, string>>;
    return withOffice<ExitStatus>(terminal, async (office) => {
      const actor = actorOf(values.as, office.config);
      await office.get(ResidentWishes).prefer({ resident, wanted, actor, reason });
      const names = given.map(([name]) => name).join(', ');
      await print(
        terminal,
        values.json,
        { resident, wanted },
        () => `recorded for resident ${resident}: ${names}\n`,
      );
      return 0;
    });
  },
};

const COLUMNS: readonly Column<ShownWish>[] = [
  { head: 'number', cell: ({ number }) => number, right: true },
  { head: 'programme', cell: ({ programme }) => programme },
  { head: 'kind', cell: ({ kind }) => kind },
  { head: 'from', cell: ({ from }) => from },
  { head: 'until', cell: ({ until }) => until },
  { head: 'revoked', cell: ({ revoked }) => revoked },
];
