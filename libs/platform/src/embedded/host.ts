import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { ProblemError } from '@kallelse/kernel';

/** An unprivileged account the database server runs under. */
export interface RunUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * The account PostgreSQL runs under when we are root (it refuses to run as root): `postgres` if the machine has one,
 * else `nobody`. Undefined when we are not root and it simply runs as ourselves.
 */
export function runUser(): RunUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const uid = idOf('-u', name);
    const gid = idOf('-g', name);
    if (uid !== undefined && gid !== undefined) return { name, uid, gid };
  }
  throw new ProblemError(
    'EMBEDDED_USER_MISSING',
    'PostgreSQL does not run as root, and neither a user "postgres" nor "nobody" exists',
    {
      fix: 'run Kallelse as an ordinary user, or create a system user named postgres',
    },
  );
}

/** Spawn options that make a child process run as the account. */
export function asUser(user: RunUser | undefined): { uid?: number; gid?: number } {
  return user ? { uid: user.uid, gid: user.gid } : {};
}

/** The little that our child processes need of an environment; nothing of ours (connection strings, secrets) reaches them. */
export const CHILD_ENVIRONMENT = {
  PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
  LC_ALL: 'C',
  TZ: 'UTC',
};

/** Changes at every start of the machine, so that what a lock file says about processes can be known to be over. */
export function bootId(): string {
  if (process.platform === 'linux') return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return spawnSync('sysctl', ['-n', 'kern.bootsessionuuid'], {
    env: CHILD_ENVIRONMENT,
    encoding: 'utf8',
  }).stdout.trim();
}

/** Whether a process runs that works in the folder, as a PostgreSQL server does in that of its files. */
export function worksIn(pid: number, folder: string): boolean {
  if (process.platform !== 'linux') return commandLineOf(pid).includes(folder);
  try {
    const [there, here] = [statSync(`/proc/${String(pid)}/cwd`), statSync(folder)];
    return there.dev === here.dev && there.ino === here.ino;
  } catch {
    return false; // no such process, or one that has ended and waits to be noticed
  }
}

function commandLineOf(pid: number): string {
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { env: CHILD_ENVIRONMENT, encoding: 'utf8' })
    .stdout;
}

function idOf(flag: '-u' | '-g', name: string): number | undefined {
  const result = spawnSync('id', [flag, name], { env: CHILD_ENVIRONMENT, encoding: 'utf8' });
  return result.status === 0 ? Number(result.stdout.trim()) : undefined;
}
