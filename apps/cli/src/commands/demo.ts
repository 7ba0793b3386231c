import { join } from 'node:path';
import { DeliveryWorker, PrintRuns } from '@kallelse/delivery';
import { plainDate, ProblemError, type PlainDate } from '@kallelse/kernel';
import { Participation } from '@kallelse/participation';
import { type Config, loadConfig, MovableClock, processEnvironment } from '@kallelse/platform';
import { parseArguments } from '../arguments';
import { type ExitStatus, type Terminal } from '../command';
import { InboxProcess } from '../demo/inbox-process';
import { loadRegion, writeRegion } from '../demo/load-region';
import { Play } from '../demo/play';
import { runBatch } from '../demo/run-batch';
import { sayer } from '../demo/say';
import { summary } from '../demo/summary';
import { PROGRAMMES } from '../demo/synthetic';
import { type Office, withOffice } from '../office';
import { dateOption, numberOption } from '../options';
import { participationText } from './participation';

/** The day on which the demo begins, so that everybody sees the same. */
const BEGIN = plainDate('2026-09-01');
const REGION = '01';
const PEOPLE = { author: { user: 'anna' }, approver: { user: 'bo' } };

interface DemoOptions {
  readonly residents: number;
  readonly seed: number;
  readonly until: PlainDate | undefined;
}

/** `kallelse demo`: the whole main job on an invented region, from register extract to participation. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  const { values } = parseArguments(args, {
    residents: { type: 'string' },
    seed: { type: 'string' },
    until: { type: 'string' },
  });
  const options = {
    residents: numberOption(values.residents, 'residents') ?? 20_000,
    seed: numberOption(values.seed, 'seed') ?? 1,
    until: dateOption(values.until, 'until'),
  };
  const environment = processEnvironment();
  refuseRealDatabase(loadConfig(environment));
  const inbox = await InboxProcess.start();
  try {
    const config = loadConfig({ ...environment, KALLELSE_1177_URL: inbox.url });
    const clock = new MovableClock(`${BEGIN}T07:00:00Z`);
    return await withOffice<ExitStatus>(
      terminal,
      (office) => demonstrate(office, clock, inbox, options, terminal),
      { config, clock },
    );
  } finally {
    await inbox.stop();
  }
}

function refuseRealDatabase({ databaseUrl }: Config): void {
  if (databaseUrl === undefined) return;
  throw new ProblemError(
    'DEMO_REFUSED',
    'the demo fills the database with invented people; it does not run with DATABASE_URL',
    {
      fix: 'unset DATABASE_URL: the demo brings a database of its own',
      exitCode: 2,
    },
  );
}

async function demonstrate(
  office: Office,
  clock: MovableClock,
  inbox: InboxProcess,
  options: DemoOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const say = sayer(terminal);
  const { residents, seed, until } = options;
  const root = join(office.config.dataFolder, 'demo', `region-${residents}-${seed}`);
  await writeRegion({ folder: root, residents, seed, asOf: BEGIN }, say);
  await loadRegion(office, root, PEOPLE, say);
  office.get(DeliveryWorker).handleJobs();
  await office.platform.queues.start();
  const before = { digital: await office.get(PrintRuns).digitalAccepted() };
  for (const programme of PROGRAMMES) {
    await runBatch(
      office,
      { kind: 'invitation', programme, region: REGION, seed: `demo-${seed}` },
      PEOPLE,
      say,
    );
  }
  await runBatch(office, { kind: 'enquiry', region: REGION, seed: `demo-${seed}` }, PEOPLE, say);
  if (until !== undefined) {
    const play = new Play(office, clock, { folder: join(root, 'answers'), seed, actor: PEOPLE.author }, say);
    await play.until(until);
  }
  await terminal.out(await summary(office, await inbox.counts(), before));
  if (until !== undefined) await showParticipation(office, terminal);
  return 0;
}

async function showParticipation(office: Office, terminal: Terminal): Promise<void> {
  for (const programme of PROGRAMMES) {
    const { rows } = await office.get(Participation).byDistrict({ programme }, PEOPLE.author);
    await terminal.out(`\nParticipation so far, ${programme}:\n\n${participationText(rows)}`);
  }
}
