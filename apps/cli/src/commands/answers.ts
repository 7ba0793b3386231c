import {
  AnswerEnquiry,
  ANSWERS,
  ImportReplies,
  SettleRounds,
  type UnansweredEnquiry,
  UnansweredEnquiries,
} from '@kallelse/episodes';
import { readSaid } from '@kallelse/population';
import { actorOf } from '../actor';
import { parseArguments } from '../arguments';
import { type CommandModule, type ExitStatus } from '../command';
import { withOffice } from '../office';
import { idArgument, numberOption, requiredOption } from '../options';
import { type Column, count, print, table } from '../output';

const BAD_LINES = 3;
const MOST_SHOWN = 1000;
/** There are four organs; each is answered once. */
const MOST_SAID = 4;
const COMMON = { json: { type: 'boolean' }, as: { type: 'string' }, reason: { type: 'string' } } as const;

/** `kallelse organs answer`: what somebody answers by phone or at a visit; it counts at once. */
export const answer: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      { ...COMMON, answered: { type: 'string' } },
      { least: 2, most: 1 + MOST_SAID },
    );
    const resident = idArgument(positionals[0], 'the resident');
    const answers = readSaid(positionals.slice(1), ANSWERS);
    const reason = requiredOption(values.reason, 'reason');
    return withOffice<ExitStatus>(terminal, async (office) => {
      const actor = actorOf(values.as, office.config);
      const answeredOn = values.answered;
      await office.get(AnswerEnquiry).byClerk({ resident, answers, answeredOn, actor, reason });
      await office.get(SettleRounds).run();
      await print(terminal, values.json, { resident }, () => `the answer of resident ${resident} is taken\n`);
      return 0;
    });
  },
};

export const confirm: CommandModule = ending('confirmed');
export const revoke: CommandModule = ending('revoked');

function ending(state: 'confirmed' | 'revoked'): CommandModule {
  return {
    run: async (args, terminal) => {
      const { values, positionals } = parseArguments(
        args,
        { ...COMMON, answer: { type: 'string' } },
        { least: 1, most: 1 },
      );
      const resident = idArgument(positionals[0], 'the resident');
      const reply = numberOption(requiredOption(values.answer, 'answer'), 'answer') ?? 0;
      const reason = requiredOption(values.reason, 'reason');
      return withOffice<ExitStatus>(terminal, async (office) => {
        const actor = actorOf(values.as, office.config);
        await office.get(AnswerEnquiry).endHeld({ resident, reply, actor, reason }, state);
        await office.get(SettleRounds).run();
        await print(
          terminal,
          values.json,
          { resident, answer: reply, state },
          () => `answer ${reply} of resident ${resident} is ${state}\n`,
        );
        return 0;
      });
    },
  };
}

/** `kallelse organs unanswered`: whom to call. */
export const unanswered: CommandModule = {
  run: async (args, terminal) => {
    const { values } = parseArguments(args, {
      ...COMMON,
      region: { type: 'string' },
      limit: { type: 'string' },
    });
    const reason = requiredOption(values.reason, 'reason');
    const limit = numberOption(values.limit, 'limit') ?? MOST_SHOWN;
    return withOffice<ExitStatus>(terminal, async (office) => {
      const actor = actorOf(values.as, office.config);
      await office.get(SettleRounds).run();
      const { region } = values;
      const found = await office.get(UnansweredEnquiries).list({ region, limit, actor, reason });
      await print(terminal, values.json, found, () =>
        found.length === 0 ? 'every enquiry of 90 days ago or more is answered\n' : table(found, COLUMNS),
      );
      return 0;
    });
  },
};

/** `kallelse import replies`: answers that came on paper or from another service. */
export const replies: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      { json: { type: 'boolean' }, as: { type: 'string' } },
      { least: 1, most: 1 },
    );
    return withOffice<ExitStatus>(terminal, async (office) => {
      const actor = actorOf(values.as, office.config);
      const summary = await office.get(ImportReplies).run({ path: positionals[0] ?? '', actor });
      await office.get(SettleRounds).run();
      const { importId, rows, rejected, rejectedFile, repeated, counts } = summary;
      await print(terminal, values.json, summary, () => {
        if (repeated)
          return `this very file was imported before, as import ${importId}: nothing is changed\n`;
        const lines = Object.entries({ ...counts, rejected })
          .filter(([, n]) => n > 0)
          .map(([name, n]) => `  ${count(n).padStart(10)} ${WORDS[name] ?? name}`);
        const file =
          rejectedFile === undefined ? [] : [`rejected rows, with the reason of each: ${rejectedFile}`];
        return [`import ${importId}: ${count(rows)} replies`, ...lines, ...file, ''].join('\n');
      });
      return rejected > 0 ? BAD_LINES : 0;
    });
  },
};

const WORDS: Readonly<Record<string, string>> = {
  held: 'held until their confirmation letter has been out for 30 days',
  revoked: 'held answers stopped',
  repeated: 'the same answer as before',
};

const COLUMNS: readonly Column<UnansweredEnquiry>[] = [
  { head: 'resident', cell: ({ resident }) => resident, right: true },
  { head: 'region', cell: ({ region }) => region },
  { head: 'asked on', cell: ({ askedOn }) => askedOn },
  { head: 'days', cell: ({ days }) => days, right: true },
  { head: 'about', cell: ({ organs }) => organs.join(', ') },
  { head: 'exception', cell: ({ exception }) => exception, right: true },
];
