import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { plainDate, ProblemError } from '@kallelse/kernel';
import { generateRegion, REGION_FILES } from '../demo/synthetic';

/** The date of the extract, and the as-of date of every decision. */
export const AS_OF = plainDate('2026-09-01');
export const ACTOR = { user: 'bench' };

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

/** Imports one of a region's files as an office would, into the database that the environment names. */
export async function importInProcess(
  environment: Readonly<Record<string, string>>,
  folder: string,
  what: 'geography' | 'residents' | 'events',
): Promise<Imported> {
  const child = fork(require.resolve('./import-process'), [folder, what], {
    env: { ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const told: Imported[] = [];
  child.on('message', (message) => told.push(message as Imported));
  const [code] = (await once(child, 'close')) as [number | null];
  const [imported] = told;
  if (code === 0 && imported) return imported;
  throw new ProblemError('BENCH_FAILED', `the import of ${what} ended with ${code ?? 'a signal'}`, {
    fix: 'see the message above it',
  });
}
