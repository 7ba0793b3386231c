import {
  PrintRuns,
  RETURN_REASONS,
  SftpExit,
  TakeReceipts,
  type PaperReceipt,
  type PrintRun,
  type ReceiptCounts,
  type RunLint,
} from '@kallelse/delivery';
import { ProblemError, today } from '@kallelse/kernel';
import { actorOf } from '../actor';
import { parseArguments, usageProblem } from '../arguments';
import { type CommandModule, type ExitStatus } from '../command';
import { withOffice } from '../office';
import { dateOption, idArgument, requiredOption } from '../options';
import { type Column, count, print, table } from '../output';

const BAD_LINES = 3;
const MOST_RETURNED = 200;
const COMMON = { json: { type: 'boolean' }, as: { type: 'string' } } as const;

/** `kallelse print runs`: what has been put together for the printer. */
export const runs: CommandModule = {
  run: async (args, terminal) => {
    const { values } = parseArguments(args, { json: { type: 'boolean' } });
    return withOffice<ExitStatus>(terminal, async (office) => {
      const found = await office.get(PrintRuns).list();
      await print(terminal, values.json, found, () =>
        found.length === 0 ? 'there are no print runs yet\n' : `${table(found, RUNS)}${lintText(found)}`,
      );
      return 0;
    });
  },
};

/** `kallelse print try`: whether a run could go to the supplier now. */
export const tryServer: CommandModule = {
  run: async (args, terminal) => {
    const { values } = parseArguments(args, { json: { type: 'boolean' } });
    return withOffice<ExitStatus>(terminal, async (office) => {
      if (office.config.variables.KALLELSE_PRINT_SFTP === undefined)
        throw new ProblemError('SFTP_NOT_CONFIGURED', 'finished runs lie in the folder artefacts/print', {
          fix: 'to send them by SFTP set KALLELSE_PRINT_SFTP, KALLELSE_PRINT_SFTP_KEY and KALLELSE_PRINT_SFTP_HOST_KEY',
        });
      await office.get(SftpExit).try();
      await print(terminal, values.json, { ok: true }, () => 'a run could be sent now\n');
      return 0;
    });
  },
};

/** `kallelse print receipts`: what the supplier says of letters. */
export const receipts: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, COMMON, { least: 1, most: 1 });
    return withOffice<ExitStatus>(terminal, async (office) => {
      const summary = await office
        .get(TakeReceipts)
        .file(positionals[0] ?? '', actorOf(values.as, office.config));
      await print(terminal, values.json, summary, () => {
        const wrong =
          summary.rejectedFile === undefined ? '' : `the refused rows stand in ${summary.rejectedFile}\n`;
        return `${count(summary.rows)} rows: ${countsText(summary)}\n${wrong}`;
      });
      return summary.rejected > 0 ? BAD_LINES : 0;
    });
  },
};

/** `kallelse print returned`: letters that lie on somebody's desk. */
export const returned: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      { ...COMMON, reason: { type: 'string' }, on: { type: 'string' } },
      { least: 1, most: MOST_RETURNED },
    );
    const reason = requiredOption(values.reason, 'reason');
    if (!RETURN_REASONS.some((one) => one === reason))
      throw usageProblem(`--reason takes ${RETURN_REASONS.join(', ')}`);
    const dispatches = positionals.map((text) => idArgument(text, 'a dispatch'));
    return withOffice<ExitStatus>(terminal, async (office) => {
      const on = dateOption(values.on, 'on') ?? today(office.platform.clock);
      const letters = dispatches.map((dispatch): PaperReceipt => ({
        dispatch,
        state: 'returned',
        on,
        reason,
      }));
      const { refused, ...counts } = await office
        .get(TakeReceipts)
        .some(letters, actorOf(values.as, office.config));
      await print(terminal, values.json, { ...counts, refused }, () => `${countsText(counts)}\n`);
      if (refused.length === 0) return 0;
      const which = refused.map(({ row, code }) => `${dispatches[row - 1] ?? ''} (${code})`).join(', ');
      throw new ProblemError('RECEIPT_REFUSED', `not taken: ${which}`, {
        fix: 'the number of a dispatch stands in the manifest of its print run; the others are taken',
        exitCode: BAD_LINES,
      });
    });
  },
};

function countsText({ printed, spoiled, posted, returned, known, rejected }: ReceiptCounts): string {
  const parts = Object.entries({
    printed,
    spoiled,
    posted,
    returned,
    'known before': known,
    refused: rejected,
  });
  return parts
    .filter(([, n]) => n > 0)
    .map(([name, n]) => `${count(n)} ${name}`)
    .join(', ');
}

/** What each code asks of the office. */
const LINTS: Readonly<Record<RunLint['code'], (letters: number) => string>> = {
  'letters-too-large': (n) =>
    `${count(n)} letters are larger than the supplier takes for one; ask before it prints`,
  'many-letters': (n) =>
    `${count(n)} letters in a day; a supplier wants to know of more than 5 000 two days ahead`,
  'after-closing': () => 'written after 18.00; it is printed a day later',
};

function lintText(runs: readonly PrintRun[]): string {
  return runs
    .flatMap(({ id, lints }) => lints.map(({ code, letters = 0 }) => `${id}: ${LINTS[code](letters)}\n`))
    .join('');
}

const RUNS: readonly Column<PrintRun>[] = [
  { head: 'run', cell: ({ id }) => id },
  { head: 'batch', cell: ({ batch }) => batch, right: true },
  { head: 'stream', cell: ({ stream }) => stream },
  { head: 'date', cell: ({ letterDate }) => letterDate },
  { head: 'letters', cell: ({ letters }) => letters, right: true },
  { head: 'pages', cell: ({ pages }) => pages, right: true },
  { head: 'state', cell: ({ state }) => state },
];
