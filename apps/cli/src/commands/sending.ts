import { ProblemError } from '@kallelse/kernel';
import {
  FollowMessages,
  type PauseScope,
  type RestingProvider,
  type SendingPause,
  SendingSwitch,
} from '@kallelse/delivery';
import { actorOf } from '../actor';
import { parseArguments, usageProblem } from '../arguments';
import { type CommandModule, type ExitStatus } from '../command';
import { withOffice } from '../office';
import { requiredOption } from '../options';
import { type Column, count, print, table } from '../output';

const SCOPE = {
  programme: { type: 'string' },
  channel: { type: 'string' },
  batch: { type: 'string' },
  as: { type: 'string' },
} as const;

export const pause: CommandModule = {
  run: async (args, terminal) => {
    const { values } = parseArguments(args, { ...SCOPE, reason: { type: 'string' } });
    const reason = requiredOption(values.reason, 'reason');
    const [scope, value] = scopeOf(values);
    return withOffice<ExitStatus>(terminal, async (office) => {
      await office.get(SendingSwitch).pause(scope, value, reason, actorOf(values.as, office.config));
      await terminal.out(`sending of ${nameOf(scope, value)} is paused\n`);
      return 0;
    });
  },
};

export const resume: CommandModule = {
  run: async (args, terminal) => {
    const { values } = parseArguments(args, SCOPE);
    const [scope, value] = scopeOf(values);
    return withOffice<ExitStatus>(terminal, async (office) => {
      await office.get(SendingSwitch).resume(scope, value, actorOf(values.as, office.config));
      await terminal.out(
        `sending of ${nameOf(scope, value)} goes on; workers look again within half a minute\n`,
      );
      return 0;
    });
  },
};

export const status: CommandModule = {
  run: async (args, terminal) => {
    const { values } = parseArguments(args, { json: { type: 'boolean' } });
    return withOffice<ExitStatus>(terminal, async (office) => {
      const sending = office.get(SendingSwitch);
      const [pauses, resting] = [await sending.status(), await sending.resting()];
      await print(terminal, values.json, { pauses, resting }, () =>
        [pauses.length === 0 ? 'nothing is paused\n' : table(pauses, COLUMNS), ...resting.map(restText)].join(
          '\n',
        ),
      );
      return 0;
    });
  },
};

export const follow: CommandModule = {
  run: async (args, terminal) => {
    const { values } = parseArguments(args, { json: { type: 'boolean' } });
    return withOffice<ExitStatus>(terminal, async (office) => {
      const { KALLELSE_1177_URL: inbox, KALLELSE_MAILBOX_URL: mailbox } = office.config.variables;
      if (inbox === undefined && mailbox === undefined) throw notConfigured();
      const counts = await office.get(FollowMessages).run();
      const { asked, onPaper, trouble } = counts;
      await print(
        terminal,
        values.json,
        counts,
        () =>
          `asked what became of ${count(asked)} messages; ${count(onPaper)} were not read in time, and a worker writes their letters\n`,
      );
      if (trouble === undefined) return 0;
      throw new ProblemError(
        'RECEIPTS_NOT_TOLD',
        `a service does not say what became of its messages (${trouble})`,
        {
          fix: 'check its address (KALLELSE_1177_URL, KALLELSE_MAILBOX_URL) and the service, or set KALLELSE_1177_RECEIPTS or KALLELSE_MAILBOX_RECEIPTS to none if it cannot be asked; unread messages are waited for one day more',
        },
      );
    });
  },
};

function notConfigured(): ProblemError {
  return new ProblemError(
    'INBOX_NOT_CONFIGURED',
    'no digital service is configured, so nothing can be asked',
    {
      fix: 'set KALLELSE_1177_URL or KALLELSE_MAILBOX_URL',
    },
  );
}

function restText({ name, failures, restsUntil }: RestingProvider): string {
  return `${name} took nothing ${failures} times in a row and is left alone until ${restsUntil.toISOString()}; at once: kallelse batch release BATCH\n`;
}

function scopeOf(values: { programme?: string; channel?: string; batch?: string }): [PauseScope, string] {
  const given = (['programme', 'channel', 'batch'] as const).filter((name) => values[name] !== undefined);
  if (given.length > 1)
    throw usageProblem('give one of --programme, --channel and --batch, or none for everything');
  const [scope] = given;
  return scope === undefined ? ['everything', ''] : [scope, values[scope] ?? ''];
}

function nameOf(scope: PauseScope, value: string): string {
  return scope === 'everything' ? 'everything' : `${scope} ${value}`;
}

const COLUMNS: readonly Column<SendingPause>[] = [
  { head: 'paused', cell: ({ scope, value }) => nameOf(scope, value) },
  { head: 'since', cell: ({ pausedAt }) => pausedAt.toISOString() },
  { head: 'by', cell: ({ pausedBy }) => pausedBy },
  { head: 'reason', cell: ({ reason }) => reason },
];
