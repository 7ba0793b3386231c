import { type Actor } from '@kallelse/access';
import { Batches, RecallBatch } from '@kallelse/batches';
import { actorOf } from '../actor';
import { parseArguments } from '../arguments';
import { type CommandModule, type ExitStatus } from '../command';
import { type Office, withOffice } from '../office';
import { idArgument, requiredOption } from '../options';
import { count, print } from '../output';

/** How a batch is stopped: why, and of an annulment whether those who are due by the rules in force are left. */
interface Stop {
  readonly actor: Actor;
  readonly reason: string;
  readonly keepDue: boolean;
}

/** A command that stops a batch: `kallelse batch VERB ID --reason TEXT`. */
function stopping<Result>(
  work: (office: Office, id: number, stop: Stop) => Promise<Result>,
  text: (result: Result, id: number) => string,
): CommandModule {
  return {
    run: async (args, terminal) => {
      const { values, positionals } = parseArguments(
        args,
        {
          ...{ json: { type: 'boolean' }, as: { type: 'string' }, reason: { type: 'string' } },
          'keep-due': { type: 'boolean' },
        },
        { least: 1, most: 1 },
      );
      const id = idArgument(positionals[0], 'the batch');
      const reason = requiredOption(values.reason, 'reason');
      return withOffice<ExitStatus>(terminal, async (office) => {
        const stop = {
          actor: actorOf(values.as, office.config),
          reason,
          keepDue: values['keep-due'] === true,
        };
        const result = await work(office, id, stop);
        await print(terminal, values.json, result, () => text(result, id));
        return 0;
      });
    },
  };
}

export const cancel = stopping(
  (office, id, { actor, reason }) => office.get(Batches).cancel(id, actor, reason),
  (_, id) => `batch ${id} is cancelled\n`,
);

export const recall = stopping(
  (office, id, { actor, reason }) => office.get(RecallBatch).recall(id, actor, reason),
  ({ stopped, inProgress, handedOver }, id) =>
    `batch ${id} is recalled: ${count(stopped)} contacts stopped, ${count(inProgress)} in work are asked at the send gate, ` +
    `${count(handedOver)} had gone out\n` +
    (handedOver === 0
      ? ''
      : `those that should not have: kallelse batch annul ${id} [--keep-due] --reason TEXT, then kallelse batch plan --corrects ${id}\n`),
);

export const annul = stopping(
  (office, id, { actor, reason, keepDue }) => office.get(RecallBatch).annul(id, actor, reason, { keepDue }),
  ({ annulled }, id) =>
    `${count(annulled)} invitations of batch ${id} that went out count as never sent; whoever is due is called again\n` +
    (annulled === 0 ? '' : `a letter to say so: kallelse batch plan --corrects ${id}\n`),
);
