import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isProblem } from '@kallelse/kernel';
import { SystemClock } from '../clock/clocks';
import { runFolder } from './home';
import { bootId } from './host';
import { acquireLock, type HeldLock, latestLock } from './lock';
import { limitLog } from './log-file';
import { type Postmaster } from './postmaster';
import { type Answer, firstLine, isListening, type Request, type ServerAddress } from './protocol';

/** Starts the database server, on the given port if that is free. */
export type StartServer = (
  preferredPort: number | undefined,
) => Promise<{ server: Postmaster; address: ServerAddress }>;

/** What a supervisor is told. */
export interface SupervisorOptions {
  readonly dataFolder: string;
  /** How long the server stays up after its last client left. */
  readonly graceSeconds: number;
  readonly logFile: string;
  readonly start: StartServer;
}

const MAX_SOCKET_PATH = 100;
const LOG_LIMIT_BYTES = 1024 * 1024;
const LOG_CHECK_MS = 60_000;
/** The client that launched us may need this long to find us. */
const FIRST_CLIENT_MS = 5000;
/** After a failed start, so long are clients told why instead of launching the next supervisor. */
const FAILURE_LINGER_MS = 2000;
const MAX_RESTARTS = 5;
const DEBRIS_AGE_MS = 600_000;

/**
 * Owns the PostgreSQL server of one data folder: starts it, counts the clients that hold a connection to the
 * supervisor's socket, starts it again if it dies while there are any, and stops it when the last one has been gone
 * for the grace period. A killed client is counted out by the kernel, which closes its connection.
 */
export class Supervisor {
  private readonly clients = new Set<Socket>();
  private readonly listener: Server;
  private started: ReturnType<StartServer> | undefined;
  private graceTimer: NodeJS.Timeout | undefined;
  private isEnding = false;
  private restarts = 0;

  constructor(private readonly options: SupervisorOptions) {
    this.listener = createServer((socket) => void this.serve(socket));
  }

  /** Takes the data folder and starts the server; false when another supervisor has the folder. */
  async begin(): Promise<boolean> {
    const folder = runFolder(this.options.dataFolder);
    const record = { pid: process.pid, socket: socketPath(folder), bootId: bootId() };
    await listen(this.listener, record.socket);
    const previous = latestLock(folder)?.record;
    const lock = await acquireLock(
      folder,
      record,
      async (holder) => holder.bootId === record.bootId && (await isListening(holder.socket)),
    );
    if (!lock) {
      this.listener.close();
      return false;
    }
    removeDebris(folder, basename(record.socket));
    limitLog(this.options.logFile, LOG_LIMIT_BYTES);
    setInterval(() => limitLog(this.options.logFile, LOG_LIMIT_BYTES), LOG_CHECK_MS).unref();
    this.startServer(lock, previous?.port);
    return true;
  }

  /** Stops the server and lets the process end. */
  async end(): Promise<void> {
    if (this.isEnding) return;
    this.isEnding = true;
    // From here on a new client finds nobody and launches the next supervisor, which waits for our server to end.
    this.listener.close();
    clearTimeout(this.graceTimer);
    const running = await this.started?.catch(() => undefined);
    await running?.server.stop();
    for (const client of this.clients) client.destroy();
  }

  private startServer(lock: HeldLock, preferredPort: number | undefined): void {
    this.started = this.options.start(preferredPort);
    this.started.then(
      ({ server, address }) => {
        lock.update({ port: address.port });
        void server.exited.then(() => this.serverExited(lock, address.port));
        this.endWhenUnused(Math.max(FIRST_CLIENT_MS, this.options.graceSeconds * 1000));
      },
      () => setTimeout(() => void this.end(), FAILURE_LINGER_MS),
    );
  }

  private serverExited(lock: HeldLock, port: number): void {
    if (this.isEnding) return;
    if (this.clients.size === 0 || ++this.restarts > MAX_RESTARTS) {
      void this.end();
      return;
    }
    setTimeout(() => (this.restarts = 0), LOG_CHECK_MS).unref();
    this.startServer(lock, port);
  }

  private async serve(socket: Socket): Promise<void> {
    socket.on('error', () => undefined); // `close` follows and is what counts
    const request = (await firstLine(socket)) as Request | undefined;
    if (request === 'stop') return this.end();
    if (request !== 'attach') return;
    if (this.isEnding) {
      socket.destroy();
      return;
    }
    this.clients.add(socket);
    clearTimeout(this.graceTimer);
    socket.on('close', () => {
      this.clients.delete(socket);
      this.endWhenUnused(this.options.graceSeconds * 1000);
    });
    socket.resume();
    const answer = await this.answer();
    socket.write(`${JSON.stringify(answer)}\n`);
    if ('problem' in answer) socket.end();
  }

  private async answer(): Promise<Answer> {
    try {
      const { address } = (await this.started) ?? {};
      if (address) return { ready: address };
      throw new Error('no server');
    } catch (error) {
      if (!isProblem(error)) return { problem: { code: 'EMBEDDED_START_FAILED', message: String(error) } };
      const { fix } = error.options;
      return { problem: { code: error.code, message: error.message, ...(fix === undefined ? {} : { fix }) } };
    }
  }

  private endWhenUnused(afterMs: number): void {
    clearTimeout(this.graceTimer);
    if (this.clients.size > 0 || this.isEnding) return;
    this.graceTimer = setTimeout(() => void this.end(), afterMs);
  }
}

/** Sockets and half-written files of supervisors that were killed; young ones may belong to one that just starts. */
function removeDebris(folder: string, ours: string): void {
  for (const name of readdirSync(folder)) {
    if (name === ours || !/\.(sock|part)$/.test(name)) continue;
    const file = join(folder, name);
    const { mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? {};
    if (mtimeMs !== undefined && new SystemClock().now().getTime() - mtimeMs > DEBRIS_AGE_MS)
      rmSync(file, { force: true });
  }
}

/** A fresh path in the run folder, or in a fresh 0700 folder when that path would be too long for a socket. */
function socketPath(folder: string): string {
  const path = join(folder, `${randomBytes(4).toString('hex')}.sock`);
  return path.length <= MAX_SOCKET_PATH ? path : join(mkdtempSync(join(tmpdir(), 'kallelse-')), 'sock');
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve());
  });
}
