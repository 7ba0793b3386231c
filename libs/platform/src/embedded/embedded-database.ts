import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ProblemError } from '@kallelse/kernel';
import { packagedFolder } from './binaries';
import { makeDataFolder, runFolder } from './home';
import { bootId, CHILD_ENVIRONMENT } from './host';
import { latestLock } from './lock';
import { type Answer, connectTo, firstLine, type ServerAddress } from './protocol';
import { type Settings } from './settings';
import { type SupervisorArgument } from './supervisor-main';

/** How to attach to the embedded server of a data folder. */
export interface EmbeddedOptions {
  readonly dataFolder: string;
  /** Seconds the server stays up after its last client left; counts for a server this client starts. */
  readonly graceSeconds?: number;
  /** Further server settings, for a server this client starts. */
  readonly settings?: Settings;
  /** Arguments for node before the supervisor's file, for running from TypeScript sources. */
  readonly nodeArguments?: readonly string[];
  /** Told when something takes a while. */
  readonly onProgress?: (text: string) => void;
}

const ATTACH_TIMEOUT_MS = 120_000;
const POLL_MS = 25;
const PROGRESS_AFTER_MS = 1500;

/**
 * A client's hold on the embedded PostgreSQL server: as long as it is attached the server runs. The hold is an open
 * connection, so it ends with the process however that ends.
 */
export class EmbeddedDatabase {
  private isDetached = false;

  private constructor(
    private readonly options: EmbeddedOptions,
    private socket: Socket,
    /** Where the server is. It keeps its port when it or its supervisor has to be started again. */
    readonly address: ServerAddress,
  ) {
    this.keep(socket);
  }

  /** Attaches to the server of the data folder; starts it, and makes its files, when need be. */
  static async attach(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
    makeDataFolder(options.dataFolder);
    const { socket, address } = await hold(options);
    return new EmbeddedDatabase(options, socket, address);
  }

  /** Lets go of the server; it stops when no other client holds it and the grace period is over. */
  detach(): void {
    this.isDetached = true;
    this.socket.destroy();
  }

  /** Stops the server at once, whoever else holds it, and waits until it has ended. */
  async stop(): Promise<void> {
    this.isDetached = true;
    const latest = latestLock(runFolder(this.options.dataFolder))?.record;
    const control = latest && (await connectTo(latest.socket));
    if (control) {
      control.write('stop\n');
      await new Promise((resolve) =>
        this.socket.destroyed ? resolve(undefined) : this.socket.once('close', resolve).resume(),
      );
      control.destroy();
    }
    this.socket.destroy();
  }

  /** Holds on again should the supervisor die, so that we keep being counted. */
  private keep(socket: Socket): void {
    this.socket = socket;
    socket.unref();
    socket.resume();
    socket.once('close', () => {
      if (this.isDetached) return;
      hold(this.options).then(
        (next) => (this.isDetached ? next.socket.destroy() : this.keep(next.socket)),
        () => undefined, // the next statement fails with DATABASE_UNREACHABLE and says what to do
      );
    });
  }
}

/** Asks the supervisor of the folder for its server, launching one when there is none. */
async function hold(options: EmbeddedOptions): Promise<{ socket: Socket; address: ServerAddress }> {
  const started = performance.now();
  let launched: ChildProcess | undefined;
  let isAnnounced = false;
  while (performance.now() - started < ATTACH_TIMEOUT_MS) {
    const held = await ask(options.dataFolder, () => {
      if (!isAnnounced) options.onProgress?.('waiting for the embedded database to start');
      isAnnounced = true;
    });
    if (held) return held;
    if (launched?.exitCode) throw supervisorFailed(options.dataFolder, launched.exitCode);
    if (!launched || launched.exitCode !== null || launched.signalCode !== null) launched = launch(options);
    await delay(POLL_MS);
  }
  throw new ProblemError(
    'DATABASE_UNREACHABLE',
    `the embedded database of ${options.dataFolder} did not start in time`,
    {
      fix: `see the logs in ${runFolder(options.dataFolder)}`,
    },
  );
}

/** Attaches to the supervisor named by the lock file; undefined when there is none or it ended before it answered. */
async function ask(
  dataFolder: string,
  onSlow: () => void,
): Promise<{ socket: Socket; address: ServerAddress } | undefined> {
  const record = latestLock(runFolder(dataFolder))?.record;
  if (!record || record.bootId !== bootId()) return undefined;
  const socket = await connectTo(record.socket);
  if (!socket) return undefined;
  socket.write('attach\n');
  const slow = setTimeout(onSlow, PROGRESS_AFTER_MS);
  const tooSlow = setTimeout(() => socket.destroy(), ATTACH_TIMEOUT_MS);
  const line = await firstLine(socket);
  clearTimeout(slow);
  clearTimeout(tooSlow);
  if (line === undefined) return undefined;
  const answer = JSON.parse(line) as Answer;
  if ('ready' in answer) return { socket, address: answer.ready };
  socket.destroy();
  const { code, message, fix } = answer.problem;
  throw new ProblemError(code, message, fix === undefined ? {} : { fix });
}

function launch(options: EmbeddedOptions): ChildProcess {
  packagedFolder(); // says at once where there is no embedded server
  const argument: SupervisorArgument = {
    dataFolder: options.dataFolder,
    graceSeconds: options.graceSeconds ?? 10,
    settings: options.settings ?? {},
  };
  const main = require.resolve('./supervisor-main');
  const log = openSync(join(runFolder(options.dataFolder), 'supervisor.log'), 'w', 0o600);
  try {
    const child = spawn(
      process.execPath,
      [...(options.nodeArguments ?? []), main, JSON.stringify(argument)],
      {
        // Its own session: Ctrl-C and the end of the terminal are for the client, not for the server.
        detached: true,
        stdio: ['ignore', log, log],
        cwd: '/',
        env: CHILD_ENVIRONMENT,
      },
    );
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

function supervisorFailed(dataFolder: string, exitCode: number): ProblemError {
  return new ProblemError(
    'EMBEDDED_START_FAILED',
    `the supervisor of the embedded database ended with code ${String(exitCode)}`,
    {
      fix: `see ${join(runFolder(dataFolder), 'supervisor.log')}`,
    },
  );
}
