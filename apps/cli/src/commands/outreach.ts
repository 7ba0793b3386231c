import { PhoneLists, TakeOutcomes, type PhoneListMade } from '@kallelse/delivery';
import { actorOf } from '../actor';
import { parseArguments, usageProblem } from '../arguments';
import { type CommandModule, type ExitStatus } from '../command';
import { withOffice } from '../office';
import { idArgument, numberOption, requiredOption } from '../options';
import { count, print } from '../output';

const BAD_LINES = 3;
const COMMON = { json: { type: 'boolean' }, as: { type: 'string' } } as const;

/** `kallelse outreach outcomes`: what came of looking people up. */
export const outcomes: CommandModule = takes('outreach');

/** `kallelse phone outcomes`: what came of calls. */
export const phoneOutcomes: CommandModule = takes('calls');

/** `kallelse phone list`: whom the office calls. */
export const phoneList: CommandModule = {
  run: async (args, terminal) => {
    const { values } = parseArguments(args, {
      ...COMMON,
      programme: { type: 'string' },
      region: { type: 'string' },
      missed: { type: 'string' },
      most: { type: 'string' },
      again: { type: 'string' },
    });
    const { region, again } = values;
    if (again !== undefined && (values.programme ?? region ?? values.missed ?? values.most) !== undefined)
      throw usageProblem('--again takes the list as it is');
    const [missed, most] = [numberOption(values.missed, 'missed'), numberOption(values.most, 'most')];
    return withOffice<ExitStatus>(terminal, async (office) => {
      const [lists, actor] = [office.get(PhoneLists), actorOf(values.as, office.config)];
      const made =
        again === undefined
          ? await lists.make(
              {
                programme: requiredOption(values.programme, 'programme'),
                ...(region === undefined ? {} : { region }),
                ...(missed === undefined ? {} : { missed }),
                ...(most === undefined ? {} : { most }),
              },
              actor,
            )
          : await lists.again(idArgument(again, '--again'), actor);
      await print(terminal, values.json, made, () => listText(made));
      return 0;
    });
  },
};

function listText({ list, people, folder }: PhoneListMade): string {
  if (list === null || folder === null) return 'nobody is to be called\n';
  return `list ${list}: ${count(people)} people to call, in ${folder}\nwhat comes of it: kallelse phone outcomes FILE (reference,outcome,on)\n`;
}

function takes(what: 'outreach' | 'calls'): CommandModule {
  return {
    run: async (args, terminal) => {
      const { values, positionals } = parseArguments(args, COMMON, { least: 1, most: 1 });
      return withOffice<ExitStatus>(terminal, async (office) => {
        const [path = ''] = positionals;
        const [list, actor] = [office.get(TakeOutcomes), actorOf(values.as, office.config)];
        const summary = await (what === 'calls' ? list.calls(path, actor) : list.outreach(path, actor));
        const { taken, known, rejected, rejectedFile } = summary;
        const parts = Object.entries({ ...taken, 'known before': known, refused: rejected });
        await print(terminal, values.json, summary, () => {
          const counted = parts.filter(([, n]) => n > 0).map(([name, n]) => `${count(n)} ${name}`);
          const wrong = rejectedFile === undefined ? '' : `the refused rows stand in ${rejectedFile}\n`;
          return `${count(summary.rows)} rows: ${counted.join(', ')}\n${wrong}`;
        });
        return rejected > 0 ? BAD_LINES : 0;
      });
    },
  };
}
