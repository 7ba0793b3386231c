import { join } from 'node:path';
import { Batches } from '@kallelse/batches';
import { DeliveryWorker } from '@kallelse/delivery';
import { plainDate, ProblemError, type PlainDate } from '@kallelse/kernel';
import { Participation } from '@kallelse/participation';
import { loadConfig, MovableClock, processEnvironment } from '@kallelse/platform';
import { Programmes } from '@kallelse/programmes';
import { parseArguments } from '../arguments';
import { type ExitStatus, type Terminal } from '../command';
import { InboxProcess } from '../demo/inbox-process';
import { loadRegion, writeRegion } from '../demo/load-region';
import { nextCommands } from '../demo/next-commands';
import { Play } from '../demo/play';
import { runBatch } from '../demo/run-batch';
import { type Say, sayer } from '../demo/say';
import { playedText, summary } from '../demo/summary';
import { commandConfig } from '../demo/surroundings';
import { PROGRAMMES } from '../demo/synthetic';
import { type DemoWorld, demoFolder, inboxJournal, readWorld, writeWorld } from '../demo/world';
import { type Office, withOffice } from '../office';
import { dateOption, numberOption } from '../options';
import { participationText } from './participation';

/** The day on which the demo begins, so that everybody sees the same. */
const BEGIN = plainDate('2026-09-01');
const REGION = '01';
/** The programme shown by district: the others are too small in a region of this size. */
const SHOWN = 'colorectal';
const PEOPLE = { author: { user: 'anna' }, approver: { user: 'bo' } };

interface DemoOptions {
  readonly residents: number | undefined;
  readonly seed: number | undefined;
  readonly until: PlainDate | undefined;
}

/** What a run of the demo works with. */
interface Demo {
  readonly office: Office;
  readonly clock: MovableClock;
  readonly inbox: InboxProcess;
  readonly terminal: Terminal;
  readonly say: Say;
}

/** `kallelse demo`: the whole main job on an invented region, from register extract to participation. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  const { values } = parseArguments(args, {
    residents: { type: 'string' },
    seed: { type: 'string' },
    until: { type: 'string' },
  });
  const options = {
    residents: numberOption(values.residents, 'residents'),
    seed: numberOption(values.seed, 'seed'),
    until: dateOption(values.until, 'until'),
  };
  const { databaseUrl, dataFolder } = loadConfig(processEnvironment());
  refuseRealDatabase(databaseUrl);
  const found = readWorld(dataFolder);
  const world = found ? sameWorld(found, options) : newWorld(options);
  const inbox = await InboxProcess.start(inboxJournal(dataFolder));
  try {
    const config = commandConfig({ KALLELSE_1177_URL: inbox.url });
    const clock = new MovableClock(world.now);
    const say = sayer(terminal);
    return await withOffice<ExitStatus>(
      terminal,
      async (office) => {
        if (found) say(`this folder holds the demo already, it is ${world.now.slice(0, 10)} there: going on`);
        else await refuseOtherData(office);
        return demonstrate({ office, clock, inbox, terminal, say }, world, options.until);
      },
      { config, clock },
    );
  } finally {
    await inbox.stop();
  }
}

function newWorld({ residents, seed }: DemoOptions): DemoWorld {
  return { residents: residents ?? 20_000, seed: seed ?? 1, now: `${BEGIN}T07:00:00Z`, played: BEGIN };
}

function sameWorld(world: DemoWorld, { residents, seed }: DemoOptions): DemoWorld {
  if ((residents ?? world.residents) === world.residents && (seed ?? world.seed) === world.seed) return world;
  throw new ProblemError(
    'DEMO_OTHER_REGION',
    `this data folder holds the demo of another region: ${world.residents} residents, seed ${world.seed}`,
    { fix: 'set KALLELSE_DATA to a new folder, or leave out --residents and --seed', exitCode: 2 },
  );
}

function refuseRealDatabase(databaseUrl: string | undefined): void {
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

async function refuseOtherData(office: Office): Promise<void> {
  const known = [await office.get(Programmes).list(), await office.get(Batches).list()];
  if (known.every(({ length }) => length === 0)) return;
  throw new ProblemError(
    'DEMO_REFUSED',
    "this data folder holds programmes or batches that are not the demo's; the demo would mix invented people with them",
    { fix: 'set KALLELSE_DATA to a new folder', exitCode: 2 },
  );
}

async function demonstrate(demo: Demo, world: DemoWorld, until: PlainDate | undefined): Promise<ExitStatus> {
  const { office, clock, terminal, say } = demo;
  const { dataFolder } = office.config;
  const { residents, seed } = world;
  const region = join(demoFolder(dataFolder), `region-${residents}-${seed}`);
  writeWorld(dataFolder, world);
  await writeRegion({ folder: region, residents, seed, asOf: BEGIN }, say);
  await loadRegion(office, region, PEOPLE, say);
  office.get(DeliveryWorker).handleJobs();
  await office.platform.queues.start();
  const common = { region: REGION, seed: `demo-${seed}` };
  for (const programme of PROGRAMMES)
    await runBatch(office, { kind: 'invitation', programme, ...common }, PEOPLE, say);
  await runBatch(office, { kind: 'enquiry', ...common }, PEOPLE, say);
  const folder = join(region, 'answers');
  const play = new Play(office, clock, { folder, world, actor: PEOPLE.author }, say);
  const played = until === undefined ? undefined : await play.until(until);
  await terminal.out(await summary(office, await demo.inbox.counts()));
  if (played) {
    await terminal.out(playedText(played));
    await showParticipation(office, terminal);
  }
  await terminal.out(await nextCommands(office, until !== undefined));
  return 0;
}

/** The largest programme by district, the others in one line each. */
async function showParticipation(office: Office, terminal: Terminal): Promise<void> {
  const byDistrict = async (programme: string) =>
    (await office.get(Participation).byDistrict({ programme }, PEOPLE.author)).rows;
  await terminal.out(
    `\nParticipation so far in ${SHOWN}, by district:\n\n${participationText(await byDistrict(SHOWN))}`,
  );
  const others = PROGRAMMES.filter((programme) => programme !== SHOWN);
  await terminal.out('\nThe other programmes, all districts:\n\n');
  for (const programme of others) {
    const total = (await byDistrict(programme)).filter(({ kind }) => kind === 'total');
    await terminal.out(`${programme}\n${participationText(total)}`);
  }
}
