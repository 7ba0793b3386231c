import { type HeldRight, readRight, type RightChange, Rights } from '@kallelse/access';
import { actorOf } from '../actor';
import { parseArguments } from '../arguments';
import { type CommandModule, type ExitStatus } from '../command';
import { withOffice } from '../office';
import { requiredOption } from '../options';
import { type Column, print, table } from '../output';

/** `kallelse rights`: who has which right. */
export const list: CommandModule = {
  run: async (args, terminal) => {
    const { values } = parseArguments(args, { json: { type: 'boolean' } }, { least: 0, most: 1 });
    return withOffice<ExitStatus>(terminal, async (office) => {
      const held = await office.get(Rights).list();
      await print(terminal, values.json, held, () =>
        held.length === 0 ? 'nobody has a right\n' : table(held, COLUMNS),
      );
      return 0;
    });
  },
};

export const grant: CommandModule = change('is granted', (rights, wanted) => rights.grant(wanted));
export const revoke: CommandModule = change('is revoked', (rights, wanted) => rights.revoke(wanted));

function change(word: string, act: (rights: Rights, wanted: RightChange) => Promise<void>): CommandModule {
  return {
    run: async (args, terminal) => {
      const { values, positionals } = parseArguments(
        args,
        {
          ...{ json: { type: 'boolean' }, as: { type: 'string' } },
          ...{ right: { type: 'string' }, reason: { type: 'string' } },
        },
        { least: 1, most: 1 },
      );
      const user = positionals[0] ?? '';
      const right = readRight(requiredOption(values.right, 'right'));
      const reason = requiredOption(values.reason, 'reason');
      return withOffice<ExitStatus>(terminal, async (office) => {
        const actor = actorOf(values.as, office.config);
        await act(office.get(Rights), { user, right, reason, actor });
        await print(terminal, values.json, { user, right }, () => `the right ${right} of ${user} ${word}\n`);
        return 0;
      });
    },
  };
}

const COLUMNS: readonly Column<HeldRight>[] = [
  { head: 'user', cell: ({ user }) => user },
  { head: 'right', cell: ({ right }) => right },
  { head: 'granted by', cell: ({ grantedBy }) => grantedBy },
  { head: 'on', cell: ({ grantedAt }) => grantedAt.toISOString().slice(0, 10) },
  { head: 'because', cell: ({ reason }) => reason },
];
