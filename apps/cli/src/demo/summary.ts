import { BatchFigures, Batches, CONTACT_STATES, type Reconciliation } from '@kallelse/batches';
import { PrintFolder, PrintRuns, type PrintRun } from '@kallelse/delivery';
import { ProblemError } from '@kallelse/kernel';
import { type Office } from '../office';
import { type Column, count, table } from '../output';
import { type InboxCounts } from './inbox-process';

interface Line {
  readonly batch: number;
  readonly programme: string;
  readonly figures: Reconciliation;
}

/**
 * What the demo did, in counts that add up: everybody selected is somewhere; what the service has delivered is what our
 * rows say it took; every letter stands in a print run. Throws when they do not.
 */
export async function summary(
  office: Office,
  inbox: InboxCounts,
  before: { readonly digital: number },
): Promise<string> {
  const lines = await allFigures(office);
  const runs = await office.get(PrintRuns).list();
  const digital = (await office.get(PrintRuns).digitalAccepted()) - before.digital;
  if (lines.some(({ figures }) => !figures.addsUp)) throw wrong('a batch does not add up');
  if (inbox.delivered !== digital) throw wrong(`${inbox.delivered} messages delivered, ${digital} on record`);
  if (inbox.twice > 0) throw wrong(`${inbox.twice} messages were delivered twice`);
  const folder = office.get(PrintFolder).folder;
  return [
    '\nWhat became of everybody selected (each line adds up):\n',
    table(lines, COLUMNS),
    `\nDigital: ${count(inbox.requests)} requests to the simulated 1177 inbox, ${count(inbox.delivered)} messages delivered, none twice, ${count(inbox.noAccount)} recipients without an account (sent on paper).\n`,
    '\nPrint runs:\n',
    table(runs, RUN_COLUMNS),
    `\nThe letters lie in ${folder}/RUN/letters.pdf, each run with its manifest.\n`,
  ].join('');
}

async function allFigures(office: Office): Promise<Line[]> {
  const batches = await office.get(Batches).list();
  const lines: Line[] = [];
  for (const { id, programme, state } of batches) {
    if (state !== 'released') continue;
    for (const figures of await office.get(BatchFigures).reconcile(id))
      lines.push({ batch: id, programme: programme ?? 'organ enquiry', figures });
  }
  return lines;
}

function wrong(what: string): ProblemError {
  return new ProblemError('DEMO_COUNTS', `the counts do not add up: ${what}`, {
    fix: 'this is a defect; report it with the output above',
  });
}

const COLUMNS: readonly Column<Line>[] = [
  { head: 'batch', cell: ({ batch }) => batch, right: true },
  { head: 'programme', cell: ({ programme }) => programme },
  { head: 'step', cell: ({ figures }) => figures.step },
  { head: 'selected', cell: ({ figures }) => count(figures.selected), right: true },
  ...CONTACT_STATES.map((state): Column<Line> => ({
    head: state,
    cell: ({ figures }) => count(figures.states[state]),
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
