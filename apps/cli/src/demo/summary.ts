import { BatchFigures, Batches, CONTACT_STATES, type Reconciliation } from '@kallelse/batches';
import { PrintFolder, PrintRuns, type PrintRun } from '@kallelse/delivery';
import { ProblemError } from '@kallelse/kernel';
import { type Office } from '../office';
import { type Column, count, table } from '../output';
import { type InboxCounts } from './inbox-process';
import { type Played } from './play';

interface Line {
  readonly batch: number | string;
  readonly programme: string;
  readonly step: string;
  readonly selected: number;
  readonly states: Reconciliation['states'];
}

/**
 * What became of everybody, in counts that add up: everybody selected is somewhere; every contact handed over is a letter
 * in a print run or a message that the inbox has delivered. Throws when they do not.
 */
export async function summary(office: Office, inbox: InboxCounts): Promise<string> {
  const lines = await allFigures(office);
  const runs = (await office.get(PrintRuns).list()).filter(({ state }) => state === 'written');
  const digital = await office.get(PrintRuns).digitalAccepted();
  const letters = sum(runs.filter(({ stream }) => stream !== 'outreach').map((run) => run.letters));
  const handedOver = sum(lines.map(({ states }) => states['handed-over']));
  if (handedOver !== letters + digital)
    throw wrong(`${handedOver} contacts handed over, ${letters} letters and ${digital} messages on record`);
  if (inbox.delivered !== digital) throw wrong(`${inbox.delivered} messages delivered, ${digital} on record`);
  if (inbox.twice > 0) throw wrong(`${inbox.twice} messages were delivered twice`);
  const { folder } = office.get(PrintFolder);
  return [
    '\nWhat became of everybody selected (the states of each line add up to selected):\n\n',
    table([...lines, totalOf(lines)], COLUMNS),
    `\n${count(handedOver)} handed over = ${count(letters)} letters in ${count(runs.length)} print runs + ${count(digital)} messages that the simulated 1177 inbox delivered, none twice.\n`,
    `${count(inbox.noAccount)} recipients had no account there; they are among the letters.\n\n`,
    table(runs, RUN_COLUMNS),
    `\nThe letters lie in ${folder}: one folder a run, with letters.pdf, manifest.csv and manifest.json. Open one:\n`,
    ...runs.slice(0, 1).map(({ id }) => `  ${office.get(PrintFolder).pathOf(id)}/letters.pdf\n`),
  ].join('');
}

/** What happened while the clock ran on. */
export function playedText({ from, to, tests, optOuts, returned, reminders, closed }: Played): string {
  if (from >= to) return `\nThe demo's clock stands at ${from}; nothing was left to play until ${to}.\n`;
  const ended = Object.entries(closed).map(([reason, n]) => `${count(n)} ${reason}`);
  return [
    `\nFrom ${from} to ${to}:\n`,
    `  ${count(reminders)} reminders fell due and went out, except to those whom the send gate stopped\n`,
    `  ${count(tests)} test results and ${count(optOuts)} opt-outs came in\n`,
    `  ${count(returned)} letters came back; whose invitation came back is due again, the address is on the exception list\n`,
    `  rounds that ended: ${ended.length > 0 ? ended.join(', ') : 'none'}\n`,
  ].join('');
}

async function allFigures(office: Office): Promise<Line[]> {
  const batches = await office.get(Batches).list();
  const lines: Line[] = [];
  for (const { id, programme, state } of batches) {
    if (state !== 'released') continue;
    for (const { addsUp, ...figures } of await office.get(BatchFigures).reconcile(id)) {
      if (!addsUp) throw wrong(`batch ${id}, ${figures.step}`);
      lines.push({ batch: id, programme: programme ?? 'organ enquiry', ...figures });
    }
  }
  return lines;
}

function totalOf(lines: readonly Line[]): Line {
  const states = Object.fromEntries(
    CONTACT_STATES.map((state) => [state, sum(lines.map((line) => line.states[state]))]),
  ) as Line['states'];
  const selected = sum(lines.map((line) => line.selected));
  return { batch: 'all', programme: '', step: '', selected, states };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}

function wrong(what: string): ProblemError {
  return new ProblemError('DEMO_COUNTS', `the counts do not add up: ${what}`, {
    fix: 'this is a defect; report it with the output above',
  });
}

const COLUMNS: readonly Column<Line>[] = [
  { head: 'batch', cell: ({ batch }) => batch, right: true },
  { head: 'programme', cell: ({ programme }) => programme },
  { head: 'step', cell: ({ step }) => step },
  { head: 'selected', cell: ({ selected }) => count(selected), right: true },
  ...CONTACT_STATES.map((state): Column<Line> => ({
    head: state,
    cell: ({ states }) => count(states[state]),
    right: true,
  })),
];

const RUN_COLUMNS: readonly Column<PrintRun>[] = [
  { head: 'run', cell: ({ id }) => id },
  { head: 'stream', cell: ({ stream }) => stream },
  { head: 'date', cell: ({ letterDate }) => letterDate },
  { head: 'letters', cell: ({ letters }) => count(letters), right: true },
  { head: 'pages', cell: ({ pages }) => (pages === null ? '' : count(pages)), right: true },
];
