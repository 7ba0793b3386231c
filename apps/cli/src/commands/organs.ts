import { OrganInventory, readSaid, type ShownInventory, SPOKEN_SOURCES } from '@kallelse/population';
import { SettleRounds } from '@kallelse/episodes';
import { actorOf } from '../actor';
import { parseArguments, usageProblem } from '../arguments';
import { type CommandModule, type ExitStatus } from '../command';
import { withOffice } from '../office';
import { idArgument, numberOption, requiredOption } from '../options';
import { print, table } from '../output';

const COMMON = { json: { type: 'boolean' }, as: { type: 'string' }, reason: { type: 'string' } } as const;
/** There are four organs; each is said once. */
const MOST_SAID = 4;

/** `kallelse organs show`: the inventory, to those with the right. */
export const show: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, COMMON, { least: 1, most: 1 });
    const resident = idArgument(positionals[0], 'the resident');
    const reason = requiredOption(values.reason, 'reason');
    return withOffice<ExitStatus>(terminal, async (office) => {
      const actor = actorOf(values.as, office.config);
      const shown = await office.get(OrganInventory).show({ resident, actor, reason });
      await print(terminal, values.json, shown, () => inventoryText(shown));
      return 0;
    });
  },
};

/** `kallelse organs record`: what a clinic or the resident says. It may end rounds and answer an enquiry. */
export const record: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      { ...COMMON, source: { type: 'string' }, effective: { type: 'string' } },
      { least: 2, most: 1 + MOST_SAID },
    );
    const resident = idArgument(positionals[0], 'the resident');
    const said = readSaid(positionals.slice(1), ['present', 'absent']);
    const source = SPOKEN_SOURCES.find((one) => one === (values.source ?? 'self'));
    if (!source) throw usageProblem(`--source is one of ${SPOKEN_SOURCES.join(', ')}`);
    const reason = requiredOption(values.reason, 'reason');
    return withOffice<ExitStatus>(terminal, async (office) => {
      const actor = actorOf(values.as, office.config);
      const request = { resident, actor, reason, said, source, effective: values.effective };
      const added = await office.get(OrganInventory).record(request);
      await office.get(SettleRounds).run();
      await print(terminal, values.json, { resident, added }, () =>
        added === 0 ? 'that stood already: nothing is changed\n' : `recorded for resident ${resident}\n`,
      );
      return 0;
    });
  },
};

/** `kallelse organs withdraw`: a statement counts no longer; what it beat counts again. */
export const withdraw: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      { ...COMMON, statement: { type: 'string' } },
      { least: 1, most: 1 },
    );
    const resident = idArgument(positionals[0], 'the resident');
    const statement = numberOption(requiredOption(values.statement, 'statement'), 'statement') ?? 0;
    const reason = requiredOption(values.reason, 'reason');
    return withOffice<ExitStatus>(terminal, async (office) => {
      const actor = actorOf(values.as, office.config);
      await office.get(OrganInventory).withdraw({ resident, actor, reason, statement });
      await office.get(SettleRounds).run();
      await print(
        terminal,
        values.json,
        { resident, statement },
        () => `statement ${statement} of resident ${resident} is withdrawn from today on\n`,
      );
      return 0;
    });
  },
};

function inventoryText(shown: ShownInventory): string {
  if (shown.isMasked)
    return `resident ${shown.resident}: the organ inventory is shown only with the right organ-inventory\n`;
  const { organs, statements, replies } = shown;
  const parts = [
    `resident ${shown.resident}\n`,
    table(organs, [
      { head: 'organ', cell: ({ organ }) => organ },
      { head: 'is', cell: ({ state }) => state },
      { head: 'says', cell: ({ basis }) => basis },
    ]),
  ];
  if (statements.length > 0)
    parts.push(
      table(statements, [
        { head: 'statement', cell: ({ statement }) => statement, right: true },
        { head: 'present', cell: ({ present }) => present.join(', ') },
        { head: 'absent', cell: ({ absent }) => absent.join(', ') },
        { head: 'source', cell: ({ source }) => source },
        { head: 'from', cell: ({ effective }) => effective },
        { head: 'recorded by', cell: ({ recordedBy }) => recordedBy },
        { head: 'on', cell: ({ recordedAt }) => recordedAt.toISOString().slice(0, 10) },
        {
          head: 'withdrawn',
          cell: ({ withdrawn, withdrawnBy }) => withdrawn && `${withdrawn} by ${withdrawnBy ?? ''}`,
        },
      ]),
    );
  if (replies.length > 0)
    parts.push(
      table(replies, [
        { head: 'answer', cell: ({ reply }) => reply, right: true },
        { head: 'by', cell: ({ source }) => source },
        { head: 'on', cell: ({ answeredOn }) => answeredOn },
        { head: 'present', cell: ({ present }) => present.join(', ') },
        { head: 'absent', cell: ({ absent }) => absent.join(', ') },
        { head: 'declined', cell: ({ declined }) => declined.join(', ') },
        { head: 'state', cell: ({ state }) => state },
        { head: 'letter', cell: ({ letterOn }) => letterOn },
      ]),
    );
  return parts.join('\n');
}
