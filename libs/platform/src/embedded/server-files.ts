import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ProblemError } from '@kallelse/kernel';
import { type Binaries } from './binaries';
import { asUser, CHILD_ENVIRONMENT, type RunUser } from './host';
import { diskFullProblem, saysDiskFull } from './problems';

/** The version of PostgreSQL in the package. */
export const POSTGRES_MAJOR = 18;
/** Name of the superuser of the embedded server. */
export const SUPERUSER = 'postgres';

/** Longest path of a Unix socket that every system accepts. */
const MAX_SOCKET_PATH = 100;

/** The database files of one data folder. */
export interface ServerFiles {
  readonly data: string;
  /** Folder of PostgreSQL's own socket (0700); undefined when its path would be too long. */
  readonly socketFolder: string | undefined;
  readonly password: string;
}

/** Finds the database files in `home`, or makes them (initdb). */
export function serverFiles(home: string, binaries: Binaries, user: RunUser | undefined): ServerFiles {
  const data = join(home, 'data');
  const passwordFile = join(home, 'superuser-password');
  if (!existsSync(data)) initialise(home, data, passwordFile, binaries, user);
  checkMajor(data);
  return { data, socketFolder: socketFolderIn(home, user), password: readPassword(passwordFile) };
}

/**
 * Runs initdb beside the final place and renames: an interrupted one leaves nothing that looks like a database.
 * UTF-8, order by code point and upper/lower case of all letters, without ICU: the same on every machine.
 */
function initialise(
  home: string,
  data: string,
  passwordFile: string,
  binaries: Binaries,
  user: RunUser | undefined,
): void {
  const part = `${data}.part`;
  rmSync(part, { recursive: true, force: true });
  writePassword(passwordFile, user);
  const options = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = [
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--no-instructions',
  ];
  const run = spawnSync(binaries.initdb, ['-D', part, ...options, ...access], {
    ...asUser(user),
    env: CHILD_ENVIRONMENT,
    cwd: '/',
    encoding: 'utf8',
  });
  if (run.status !== 0) {
    rmSync(part, { recursive: true, force: true });
    throw initialisationProblem(home, run.stderr);
  }
  renameSync(part, data);
}

function initialisationProblem(home: string, output: string): ProblemError {
  if (saysDiskFull(output)) return diskFullProblem(home);
  const reason =
    output.split('\n').find((line) => line.includes('error:')) ?? output.trim().split('\n').at(-1) ?? '';
  return new ProblemError(
    'EMBEDDED_START_FAILED',
    `the database files cannot be made in ${home}: ${reason}`,
    {
      fix: 'check that the folder is on a local disk and may be written to',
    },
  );
}

function writePassword(file: string, user: RunUser | undefined): void {
  if (existsSync(file)) unlinkSync(file);
  writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600, flag: 'wx' });
  if (user) chownSync(file, user.uid, user.gid);
}

function readPassword(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  throw new ProblemError(
    'DATABASE_FILES_MISSING',
    `${file} is gone: the database files beside it cannot be opened`,
    {
      fix: 'restore the file from a backup',
    },
  );
}

function checkMajor(data: string): void {
  const major = Number(readFileSync(join(data, 'PG_VERSION'), 'utf8').trim());
  if (major === POSTGRES_MAJOR) return;
  const direction = major > POSTGRES_MAJOR ? 'newer' : 'older';
  throw new ProblemError(
    'DATABASE_VERSION_DIFFERS',
    `the database files in ${data} were written by PostgreSQL ${String(major)}, ${direction} than the ${String(POSTGRES_MAJOR)} of this program`,
    {
      fix: `use the version of Kallelse that wrote them, back up with it, and restore the backup with this one`,
    },
  );
}

function socketFolderIn(home: string, user: RunUser | undefined): string | undefined {
  const folder = join(home, 'socket');
  if (join(folder, '.s.PGSQL.65535').length > MAX_SOCKET_PATH) return undefined;
  if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined && user) {
    chownSync(folder, user.uid, user.gid);
  }
  return folder;
}
