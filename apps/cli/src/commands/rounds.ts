import type { Actor } from '@kallelse/access';
import { Rounds, type MissingResult } from '@kallelse/episodes';
import { actorOf } from '../actor';
import { parseArguments } from '../arguments';
import { type CommandModule, type ExitStatus } from '../command';
import { withOffice } from '../office';
import { idArgument, numberOption, requiredOption } from '../options';
import { type Column, print, table } from '../output';

const ACT = { json: { type: 'boolean' }, as: { type: 'string' }, reason: { type: 'string' } } as const;
const ONE = { least: 1, most: 1 } as const;
/** Laboratories and x-ray units report within weeks. */
const MISSING_AFTER_DAYS = 28;

export const close: CommandModule = act(
  (rounds, round, reason, actor) => rounds.close(round, reason, actor).then(() => ({ round })),
  ({ round }) => `round ${round} is closed; nothing more is sent in it\n`,
);

export const remind: CommandModule = act(
  (rounds, round, reason, actor) => rounds.remind(round, reason, actor),
  ({ step, round }) =>
    `${step} of round ${round} goes out with the next release, within a minute where a worker runs\n`,
);

/** Something done to one round, for a reason. */
function act<Result extends object>(
  run: (rounds: Rounds, round: number, reason: string, actor: Actor) => Promise<Result>,
  text: (result: Result) => string,
): CommandModule {
  return {
    run: async (args, terminal) => {
      const { values, positionals } = parseArguments(args, ACT, ONE);
      const round = idArgument(positionals[0], 'the round');
      const reason = requiredOption(values.reason, 'reason');
      return withOffice<ExitStatus>(terminal, async (office) => {
        const result = await run(office.get(Rounds), round, reason, actorOf(values.as, office.config));
        await print(terminal, values.json, result, () => text(result));
        return 0;
      });
    },
  };
}

export const missingResults: CommandModule = {
  run: async (args, terminal) => {
    const { values } = parseArguments(args, {
      ...{ json: { type: 'boolean' }, programme: { type: 'string' }, days: { type: 'string' } },
    });
    const days = numberOption(values.days, 'days') ?? MISSING_AFTER_DAYS;
    return withOffice<ExitStatus>(terminal, async (office) => {
      const { programme } = values;
      const missing = await office
        .get(Rounds)
        .missingResults({ days, ...(programme === undefined ? {} : { programme }) });
      await print(terminal, values.json, missing, () =>
        missing.length === 0 ? 'no result is missing\n' : table(missing, COLUMNS),
      );
      return 0;
    });
  },
};

const COLUMNS: readonly Column<MissingResult>[] = [
  { head: 'time', cell: ({ on }) => on },
  { head: 'programme', cell: ({ programme }) => programme },
  { head: 'round', cell: ({ round }) => round, right: true },
  { head: 'resident', cell: ({ resident }) => resident, right: true },
  { head: 'unit', cell: ({ unit }) => unit },
];
