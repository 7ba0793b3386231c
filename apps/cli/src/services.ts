import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type Readable } from 'node:stream';
import { ProblemError } from '@kallelse/kernel';
import { processEnvironment } from '@kallelse/platform';

const KILL_AFTER_MS = 45_000;

/**
 * Processes that belong together: the end of one, or being told to stop, stops all. Each has a channel to us, so it
 * notices even if we are killed.
 */
export class Services {
  private readonly children = new Map<string, ChildProcess>();
  private readonly ends: Promise<void>[] = [];
  private isStopping = false;
  private failed = false;
  /** Why the first service that did not start did not; told again by whoever waits for them, since it stands among their lines. */
  problem: ProblemError | undefined;

  /** @param print gets every line the processes write, behind their name */
  constructor(private readonly print: (line: string) => void) {}

  launch(name: string, file: string, environment: Readonly<Record<string, string>>): void {
    const child = fork(file, [], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...processEnvironment(), ...environment },
    });
    this.children.set(name, child);
    for (const output of [child.stdout, child.stderr]) if (output) this.forward(name, output);
    this.ends.push(
      new Promise((resolve) => {
        child.once('error', () => undefined); // it did not even start: `close` follows
        child.once('close', (code) => {
          this.childEnded(name, code);
          resolve();
        });
      }),
    );
  }

  /** Asks every process to end, and after a while insists. */
  stop(): void {
    if (this.isStopping) return;
    this.isStopping = true;
    for (const child of this.children.values()) child.kill('SIGTERM');
    setTimeout(() => {
      for (const child of this.children.values()) child.kill('SIGKILL');
    }, KILL_AFTER_MS).unref();
  }

  /** Resolves when all have ended: true when that was asked for and none failed. */
  async ended(): Promise<boolean> {
    await Promise.all(this.ends);
    return !this.failed;
  }

  private childEnded(name: string, code: number | null): void {
    this.children.delete(name);
    if (!this.isStopping || code !== 0) {
      this.failed = true;
      this.print(`${name.padEnd(6)} | ended with ${code === null ? 'a signal' : `code ${String(code)}`}\n`);
    }
    this.stop();
  }

  private forward(name: string, output: Readable): void {
    createInterface({ input: output }).on('line', (line) => {
      this.print(`${name.padEnd(6)} | ${line}\n`);
      this.problem ??= problemOf(name, line);
    });
  }
}

/** What a line of a service's log says when it says that the service cannot start. */
function problemOf(name: string, line: string): ProblemError | undefined {
  if (!line.includes('"event":"start-failed"')) return undefined;
  const said = readJson(line);
  const told = `the ${name} does not start: ${said['message'] ?? 'see its lines'}`;
  return new ProblemError(
    said['code'] ?? 'START_FAILED',
    told,
    said['fix'] === undefined ? {} : { fix: said['fix'] },
  );
}

/** A line that was cut off says nothing. */
function readJson(line: string): Readonly<Record<string, string>> {
  try {
    return JSON.parse(line) as Record<string, string>;
  } catch {
    return {};
  }
}
