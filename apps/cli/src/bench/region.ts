import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AuditLog } from '@kallelse/access';
import { plainDate, ProblemError } from '@kallelse/kernel';
import { type Databases, MovableClock } from '@kallelse/platform';
import { ImportEvents, ImportReference } from '@kallelse/population';
import { generateRegion, REGION_FILES } from '../demo/synthetic';

/** The date of the extract, and the as-of date of every decision. */
export const AS_OF = plainDate('2026-09-01');
export const ACTOR = { user: 'bench' };
/** When everything is imported. */
export const MORNING = `${AS_OF}T07:00:00Z`;

/** What an import took, in a process of its own. */
export interface Imported {
  readonly seconds: number;
  readonly rows: number;
  /** The largest resident set the process ever had. */
  readonly peakBytes: number;
}

/** The files of an invented region of this size; those that an earlier run wrote to the folder are taken. */
export async function regionFiles(folder: string, residents: number): Promise<string> {
  const path = join(folder, `region-${residents}`);
  if (!existsSync(join(path, REGION_FILES.manifest)))
    await generateRegion({ asOf: AS_OF, residents }).writeTo(path);
  return path;
}

/** Imports the districts, units and catchments of a region. */
export async function importGeography(databases: Databases, folder: string): Promise<void> {
  const clock = new MovableClock(MORNING);
  const reference = new ImportReference(databases, clock, new AuditLog(databases, clock));
  for (const table of ['districts', 'units', 'catchments'] as const)
    await reference.run(table, join(folder, REGION_FILES[table]), ACTOR);
}

/** Imports the events of a region's residents, and tells how many rows they were. */
export async function importEvents(databases: Databases, folder: string): Promise<number> {
  const clock = new MovableClock(MORNING);
  const events = new ImportEvents(databases, clock, new AuditLog(databases, clock));
  const { rows } = await events.run({ path: join(folder, REGION_FILES.events), actor: ACTOR });
  return rows;
}

/** Imports a region's residents as an office would, in a process of its own, into the database that the environment names. */
export async function importResidents(
  environment: Readonly<Record<string, string>>,
  folder: string,
): Promise<Imported> {
  const child = fork(require.resolve('./import-process'), [folder], {
    env: { ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const told: Imported[] = [];
  child.on('message', (message) => told.push(message as Imported));
  const [code] = (await once(child, 'close')) as [number | null];
  const [imported] = told;
  if (code === 0 && imported) return imported;
  throw new ProblemError('BENCH_FAILED', `the import of residents ended with ${code ?? 'a signal'}`, {
    fix: 'see the message above it',
  });
}
