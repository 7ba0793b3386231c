import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProblemError } from '@kallelse/kernel';
import { asUser, CHILD_ENVIRONMENT, type RunUser } from './host';

const POINTER = 'database.location';
/** Where database files go when the data folder is out of the account's reach. The first that works is taken. */
const ELSEWHERE = ['/var/lib', tmpdir()];

/**
 * Makes the data folder. It is ours alone (0700); as root others may pass through it (0711), since the account that
 * runs PostgreSQL has to reach the database folder inside. An existing folder is left as it is.
 */
export function makeDataFolder(dataFolder: string): void {
  try {
    const made = mkdirSync(dataFolder, { recursive: true });
    if (made !== undefined) chmodSync(dataFolder, process.getuid?.() === 0 ? 0o711 : 0o700);
    mkdirSync(runFolder(dataFolder), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new ProblemError(
      'DATA_FOLDER_UNUSABLE',
      `cannot write to the data folder ${dataFolder} (${codeOf(error)})`,
      {
        fix: 'set KALLELSE_DATA to a folder that this user may write to',
      },
    );
  }
}

/** Lock, sockets and logs of the supervisor. */
export function runFolder(dataFolder: string): string {
  return join(dataFolder, 'run');
}

/**
 * The folder with the database files, owned by the account that runs PostgreSQL: inside the data folder, or elsewhere
 * with a pointer file in the data folder when the account cannot get there (a data folder under /root).
 */
export function databaseHome(dataFolder: string, user: RunUser | undefined): string {
  const pointer = join(dataFolder, POINTER);
  if (existsSync(pointer)) return pointedHome(readFileSync(pointer, 'utf8').trim(), pointer, user);
  const inside = join(dataFolder, 'database');
  if (!user) {
    mkdirSync(inside, { recursive: true, mode: 0o700 });
    return inside;
  }
  if (takeFolder(inside, user)) return inside;
  for (const parent of ELSEWHERE) {
    const home = attemptElsewhere(parent, user);
    if (home === undefined) continue;
    writeFileSync(pointer, `${home}\n`, { mode: 0o600, flag: 'wx' });
    return home;
  }
  throw new ProblemError(
    'DATA_FOLDER_UNUSABLE',
    `the user ${user.name} can reach neither ${inside} nor ${ELSEWHERE.join(' nor ')}`,
    {
      fix: 'set KALLELSE_DATA to a folder that every user may pass through',
    },
  );
}

function pointedHome(home: string, pointer: string, user: RunUser | undefined): string {
  const found = existsSync(home) ? statSync(home) : undefined;
  const owner = user?.uid ?? process.getuid?.();
  if (found?.isDirectory() && found.uid === owner) return home;
  throw new ProblemError(
    'DATABASE_FILES_MISSING',
    `${pointer} says the database files are in ${home}, which is gone or not ours`,
    {
      fix: 'restore that folder, or delete the pointer file to begin with an empty database',
    },
  );
}

/** Makes the folder and gives it to the account; undone and false when the account cannot get into it. */
function takeFolder(folder: string, user: RunUser): boolean {
  const made = mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined;
  if (made) chownSync(folder, user.uid, user.gid);
  const entered = spawnSync('/bin/sh', ['-c', 'cd "$1" && test -w .', 'sh', folder], {
    ...asUser(user),
    env: CHILD_ENVIRONMENT,
    cwd: '/',
  });
  if (entered.status === 0) return true;
  if (made) rmdirSync(folder);
  return false;
}

function attemptElsewhere(parent: string, user: RunUser): string | undefined {
  let folder: string;
  try {
    folder = mkdtempSync(join(parent, 'kallelse-'));
  } catch {
    return undefined;
  }
  chownSync(folder, user.uid, user.gid);
  if (takeFolder(folder, user)) return folder;
  rmSync(folder, { recursive: true });
  return undefined;
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
}
