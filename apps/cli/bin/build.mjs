import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

const STALE_LOCK_MS = 5 * 60_000;
const SOURCES = ['apps', 'libs', 'test/simulators'];
const CONFIGURATION = ['nest-cli.json', 'tsconfig.json', '.swcrc', 'package-lock.json'];

/**
 * Builds a checkout when its sources are newer than its last build. Nothing to do where there is no build tool (a
 * deployment without development dependencies) or nothing to build from.
 */
export function buildIfStale(root) {
  const tool = join(root, 'node_modules', '.bin', 'nest');
  if (!existsSync(tool) || !existsSync(join(root, 'nest-cli.json')) || !isStale(root)) return;
  const complaint = withLock(join(root, 'dist', '.build-lock'), () => {
    return isStale(root) ? build(root, tool) : undefined; // another process may have built while we waited
  });
  if (complaint === undefined) return;
  process.stderr.write(`error BUILD_FAILED: the sources do not build\n${complaint}`);
  process.exit(1);
}

/** Returns what the build tool said when it failed, undefined when it did not. */
function build(root, tool) {
  const startedAt = Date.now();
  const result = spawnSync(tool, ['build', '--all'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (result.status !== 0) return `${result.stdout}${result.stderr}`;
  const stamp = stampOf(root);
  writeFileSync(stamp, '');
  // A file saved while the build ran may not be in it: the build is as old as its start.
  utimesSync(stamp, startedAt / 1000, startedAt / 1000);
  return undefined;
}

function isStale(root) {
  const stamp = stampOf(root);
  if (!existsSync(stamp)) return true;
  const builtAt = statSync(stamp).mtimeMs;
  const files = CONFIGURATION.map((name) => join(root, name)).filter((file) => existsSync(file));
  return (
    files.some((file) => statSync(file).mtimeMs > builtAt) ||
    SOURCES.map((name) => join(root, name)).some((folder) => existsSync(folder) && isNewer(folder, builtAt))
  );
}

/** Whether a folder or anything below it changed after a moment; a deleted file changes its folder. */
function isNewer(folder, moment) {
  if (statSync(folder).mtimeMs > moment) return true;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (
      entry.isDirectory()
        ? entry.name !== 'node_modules' && isNewer(path, moment)
        : isNewerSource(path, moment)
    )
      return true;
  }
  return false;
}

function isNewerSource(path, moment) {
  return /\.(ts|tsx|json)$/.test(path) && !/spec\.ts$/.test(path) && statSync(path).mtimeMs > moment;
}

function stampOf(root) {
  return join(root, 'dist', '.build-stamp');
}

/** One process at a time; the others wait. A lock whose process is gone, or that is very old, is taken over. */
function withLock(lock, action) {
  mkdirSync(dirname(lock), { recursive: true });
  while (!take(lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  try {
    return action();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (isAbandoned(lock)) rmSync(lock, { force: true });
    return false;
  }
}

function isAbandoned(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    if (Date.now() - statSync(lock).mtimeMs > STALE_LOCK_MS) return true;
    if (pid === 0) return false; // just being written
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
