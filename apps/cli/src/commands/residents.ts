import { text as readAll } from 'node:stream/consumers';
import { readReason } from '@kallelse/access';
import { ResidentRounds, SettleRounds } from '@kallelse/episodes';
import { MOST_FOUND, SearchResidents, ShowResident, SplitResident } from '@kallelse/population';
import { actorOf } from '../actor';
import { parseArguments } from '../arguments';
import { type CommandModule, type ExitStatus } from '../command';
import { withOffice } from '../office';
import { idArgument } from '../options';
import { print, table } from '../output';
import { FOUND_COLUMNS, residentText, splitText } from '../resident-text';

const COMMON = { json: { type: 'boolean' }, as: { type: 'string' }, reason: { type: 'string' } } as const;
/** More words than any name has. */
const MOST_WORDS = 20;

/** `kallelse residents search`: with `-` the query is read from standard input, where no list of processes shows it. */
export const search: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, COMMON, {
      least: 1,
      most: MOST_WORDS,
      isQuery: true,
    });
    const given = positionals.join(' ');
    if (given === '-' && process.stdin.isTTY) terminal.note('type the query, then Enter and Ctrl-D\n');
    const text = given === '-' ? await readAll(process.stdin) : given;
    const reason = values.reason === undefined ? undefined : readReason(values.reason);
    return withOffice<ExitStatus>(terminal, async (office) => {
      const actor = actorOf(values.as, office.config);
      const found = await office.get(SearchResidents).run({ text, actor, reason });
      await print(terminal, values.json, found, () => {
        if (found.length === 0)
          return 'nobody is found; a number has to be whole, a name is the present one\n';
        const more = found.length === MOST_FOUND ? `only the first ${MOST_FOUND} are shown; say more\n` : '';
        return `${table(found, FOUND_COLUMNS)}${more}`;
      });
      return 0;
    });
  },
};

export const show: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, COMMON, { least: 1, most: 1 });
    const resident = idArgument(positionals[0], 'the resident');
    return withOffice<ExitStatus>(terminal, async (office) => {
      const actor = actorOf(values.as, office.config);
      const record = await office.get(ShowResident).run({ resident, actor, reason: values.reason });
      const shown = { ...record, ...(await office.get(ResidentRounds).of(resident)) };
      await print(terminal, values.json, shown, () => residentText(shown));
      return 0;
    });
  },
};

/** Rounds go back to whom they belong at once, not only when a worker looks. */
export const split: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, COMMON, { least: 1, most: 1 });
    const resident = idArgument(positionals[0], 'the resident');
    return withOffice<ExitStatus>(terminal, async (office) => {
      const actor = actorOf(values.as, office.config);
      const done = await office.get(SplitResident).run({ resident, actor, reason: values.reason });
      const settled = await office.get(SettleRounds).run();
      const summary = { ...done, roundsAndContacts: settled.merged };
      await print(terminal, values.json, summary, () => splitText(summary));
      return 0;
    });
  },
};
