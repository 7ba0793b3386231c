import { spawnSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProblemError } from '@kallelse/kernel';
import { asUser, CHILD_ENVIRONMENT, runUser, type RunUser } from './host';

const POINTER = 'database.location';
/**
 * Where database files go when the data folder is out of the account's reach; the first that works is taken. What is
 * temporary itself stays among the temporary files.
 */
function elsewhere(dataFolder: string): string[] {
  return dataFolder.startsWith(tmpdir()) ? [tmpdir()] : ['/var/lib', tmpdir()];
}

/** Where the database files of a data folder are, and which account runs PostgreSQL on them (undefined: ourselves). */
export interface DatabasePlace {
  readonly home: string;
  readonly user: RunUser | undefined;
}

/**
 * Makes the data folder. It is ours alone (0700); as root others may pass through it (0711), since the account that
 * runs PostgreSQL has to reach the database folder inside. An existing folder is left as it is.
 */
export function makeDataFolder(dataFolder: string): void {
  try {
    const made = mkdirSync(dataFolder, { recursive: true });
    if (made !== undefined) chmodSync(dataFolder, process.getuid?.() === 0 ? 0o711 : 0o700);
    mkdirSync(runFolder(dataFolder), { recursive: true, mode: 0o700 });
    accessSync(runFolder(dataFolder), constants.R_OK | constants.W_OK | constants.X_OK);
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
export function databasePlace(dataFolder: string): DatabasePlace {
  const pointer = join(dataFolder, POINTER);
  const inside = join(dataFolder, 'database');
  if (existsSync(pointer)) return existingPlace(readFileSync(pointer, 'utf8').trim(), pointer);
  removeUnfinished(inside);
  if (existsSync(inside)) return existingPlace(inside, inside);
  const user = runUser();
  if (!user) {
    mkdirSync(inside, { recursive: true, mode: 0o700 });
    return { home: inside, user };
  }
  if (takeFolder(inside, user)) return { home: inside, user };
  const others = elsewhere(dataFolder);
  for (const parent of others) {
    const home = attemptElsewhere(parent, user);
    if (home === undefined) continue;
    writeFileSync(pointer, `${home}\n`, { mode: 0o600, flag: 'wx' });
    return { home, user };
  }
  throw new ProblemError(
    'DATA_FOLDER_UNUSABLE',
    `the user ${user.name} can reach neither ${inside} nor ${others.join(' nor ')}`,
    { fix: 'set KALLELSE_DATA to a folder that every user may pass through' },
  );
}

/** As root we make the folder and then give it away; ended between the two, we left an empty one of our own. */
function removeUnfinished(folder: string): void {
  if (process.getuid?.() !== 0 || statSync(folder, { throwIfNoEntry: false })?.uid !== 0) return;
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}

/** PostgreSQL runs as the owner of its files: also when we are root and an ordinary user made them. */
function existingPlace(home: string, namedBy: string): DatabasePlace {
  const found = statSync(home, { throwIfNoEntry: false });
  const me = process.getuid?.();
  if (found?.isDirectory() && found.uid !== 0) {
    if (found.uid === me) return { home, user: undefined };
    if (me === 0) return { home, user: { name: `uid ${String(found.uid)}`, uid: found.uid, gid: found.gid } };
  }
  throw new ProblemError(
    'DATABASE_FILES_MISSING',
    `${namedBy} says the database files are in ${home}, which is gone or belongs to someone else`,
    {
      fix: 'restore that folder or run as its owner; delete the pointer file to begin with an empty database',
    },
  );
}

/** Makes the folder and gives it to the account; undone and false when the account cannot get into it. */
function takeFolder(folder: string, user: RunUser): boolean {
  const made = mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined;
  try {
    chownSync(folder, user.uid, user.gid);
    const entered = spawnSync('/bin/sh', ['-c', 'cd "$1" && test -w .', 'sh', folder], {
      ...asUser(user),
      env: CHILD_ENVIRONMENT,
      cwd: '/',
    });
    if (entered.status === 0) return true;
  } catch {
    // A file system without owners is no place for database files.
  }
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
  if (takeFolder(folder, user)) return folder;
  rmdirSync(folder);
  return undefined;
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
}
