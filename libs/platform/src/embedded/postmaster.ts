import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, readSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ProblemError } from '@kallelse/kernel';
import { asUser, CHILD_ENVIRONMENT, type RunUser, worksIn } from './host';
import { diskFullProblem, saysDiskFull, saysPortTaken } from './problems';
import { type ServerFiles } from './server-files';

/** What is needed to run `postgres` on a set of files. */
export interface PostmasterOptions {
  readonly program: string;
  readonly files: ServerFiles;
  readonly user: RunUser | undefined;
  /** Settings as arguments. */
  readonly settings: readonly string[];
  readonly logFile: string;
}

const READY_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 60_000;

/** A running PostgreSQL server that is our child. */
export class Postmaster {
  /** Resolves when the process has ended, for whatever reason. */
  readonly exited: Promise<void>;

  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {
    this.exited = new Promise((resolve) => child.once('exit', () => resolve()));
    if (child.pid !== undefined) endWithUs(child.pid, this.exited);
  }

  /** Starts the server, on `preferredPort` if it is free (so that clients of the last one find it again). */
  static async start(options: PostmasterOptions, preferredPort?: number): Promise<Postmaster> {
    await stopLeftover(options.files.data);
    clearSockets(options.files.socketFolder);
    let output = '';
    for (let attempt = 0; attempt < 20; attempt++) {
      const port = attempt === 0 && preferredPort !== undefined ? preferredPort : await freePort();
      const before = sizeOf(options.logFile);
      const postmaster = Postmaster.launch(options, port);
      if (await postmaster.becomesReady(options.files.data)) return postmaster;
      output = textFrom(options.logFile, before);
      if (saysPortTaken(output)) continue;
      // The last server was killed and its worker processes have not noticed yet.
      if (!/shared memory block/.test(output)) break;
      await delay(500);
    }
    throw startProblem(options, output);
  }

  /** Fast shutdown: running transactions are rolled back, then a checkpoint. */
  async stop(): Promise<void> {
    this.child.kill('SIGINT');
    const timer = setTimeout(() => this.child.kill('SIGQUIT'), STOP_TIMEOUT_MS);
    await this.exited;
    clearTimeout(timer);
  }

  private static launch(options: PostmasterOptions, port: number): Postmaster {
    const sockets = [
      '-c',
      `unix_socket_directories=${options.files.socketFolder ?? ''}`,
      '-c',
      'unix_socket_permissions=0700',
    ];
    const log = openSync(options.logFile, 'a', 0o600);
    try {
      const child = spawn(
        options.program,
        ['-D', options.files.data, '-p', String(port), ...sockets, ...options.settings],
        {
          ...asUser(options.user),
          env: CHILD_ENVIRONMENT,
          cwd: '/',
          stdio: ['ignore', log, log],
        },
      );
      child.on('error', () => undefined); // `exit` or the missing ready line tell it too
      return new Postmaster(child, port);
    } finally {
      closeSync(log);
    }
  }

  /** True when the server says it is ready; false when it ended first. */
  private async becomesReady(data: string): Promise<boolean> {
    let ended = this.child.pid === undefined;
    void this.exited.then(() => (ended = true));
    const deadline = performance.now() + READY_TIMEOUT_MS;
    while (!ended && performance.now() < deadline) {
      const file = readPidFile(data);
      if (file?.pid === this.child.pid && file?.isReady) return true;
      await delay(15);
    }
    if (!ended) await this.stop();
    return false;
  }
}

/**
 * Ends the server when our process is killed: a shell that waits for the end of its input, which we hold open, and then
 * asks the server to stop. Without it a server whose supervisor and clients were all killed would run on unnoticed.
 */
function endWithUs(pid: number, exited: Promise<void>): void {
  const guard = spawn('/bin/sh', ['-c', 'read held; kill -INT "$1"', 'kallelse-guard', String(pid)], {
    env: CHILD_ENVIRONMENT,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => undefined); // no shell: then the next start ends a leftover server
  guard.stdin.on('error', () => undefined);
  void exited.then(() => guard.kill('SIGKILL'));
}

/**
 * Ends a server that outlived its supervisor. The pid in `postmaster.pid` may long belong to another process (after a
 * restart of the machine), so the process must also work in our folder; if not, the file is removed, since PostgreSQL
 * itself would refuse to start over it.
 */
async function stopLeftover(data: string): Promise<void> {
  const deadline = performance.now() + STOP_TIMEOUT_MS;
  let signal: NodeJS.Signals | 0 = 'SIGINT';
  for (;;) {
    const pid = readPidFile(data)?.pid;
    if (pid === undefined) return;
    if (!worksIn(pid, data)) {
      rmSync(join(data, 'postmaster.pid'), { force: true });
      return;
    }
    process.kill(pid, performance.now() < deadline ? signal : 'SIGQUIT');
    signal = 0;
    await delay(50);
  }
}

/** The folder is the server's alone; a lock file in it whose pid lives again would keep the server from starting. */
function clearSockets(folder: string | undefined): void {
  if (folder === undefined) return;
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { force: true });
}

/** What the server says about itself in `postmaster.pid`: the first line is its pid, the eighth its state. */
function readPidFile(data: string): { pid: number; isReady: boolean } | undefined {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), isReady: lines[7]?.trim() === 'ready' };
  } catch {
    return undefined;
  }
}

/** A port nobody listens on at the moment. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function startProblem(options: PostmasterOptions, output: string): ProblemError {
  if (saysDiskFull(output)) return diskFullProblem(options.files.data);
  if (saysPortTaken(output)) {
    return new ProblemError('DATABASE_PORT_TAKEN', 'the embedded database found no free port on 127.0.0.1', {
      fix: 'end programs that listen on many local ports, or set DATABASE_URL to a PostgreSQL server',
    });
  }
  const reason =
    output.split('\n').findLast((line) => line.includes('FATAL')) ?? 'it ended without a message';
  return new ProblemError('EMBEDDED_START_FAILED', `the embedded database does not start: ${reason.trim()}`, {
    fix: `see ${options.logFile}`,
  });
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** What was written to a file after a point, at most 16 kB. */
function textFrom(file: string, start: number): string {
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(16 * 1024);
    return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, buffer.length, start));
  } finally {
    closeSync(descriptor);
  }
}
