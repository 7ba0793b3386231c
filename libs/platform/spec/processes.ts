import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { NODE_FROM_SOURCES } from '@test/support/sources';

/** A client process that holds a data folder's server. */
export interface AttachedProcess {
  readonly child: ChildProcess;
  readonly port: number;
}

const started = new Set<ChildProcess>();

/** Kills every client process that {@link attachProcess} started. */
export function killAttached(): void {
  for (const child of started) child.kill('SIGKILL');
  started.clear();
}

/** Starts a client process, as another user if told; resolves when it is attached. */
export function attachProcess(
  dataFolder: string,
  graceSeconds: number,
  uid?: number,
): Promise<AttachedProcess> {
  const script = join(__dirname, 'attach-client.ts');
  const child = spawn(
    process.execPath,
    [...NODE_FROM_SOURCES, script, dataFolder, String(graceSeconds), ...NODE_FROM_SOURCES],
    { stdio: ['pipe', 'pipe', 'inherit'], ...(uid === undefined ? {} : { uid, gid: uid }) },
  );
  started.add(child);
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve({ child, port: Number(line) }));
    child.once('exit', (code) => reject(new Error(`the client ended with ${String(code)}`)));
  });
}

/** Pids of the processes whose command line contains all the texts. */
export function processesWith(...texts: string[]): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const line = commandLine(pid);
      return texts.every((text) => line.includes(text));
    })
    .map(Number);
}

/** The PostgreSQL server processes (not their workers) of a data folder. */
export function serversOf(dataFolder: string): number[] {
  const found = processesWith('bin/postgres', dataFolder);
  // A worker that has just been forked still bears the command line of its server.
  return found.filter((pid) => !found.includes(parentOf(pid)));
}

/** 0 for a process that is gone. */
function parentOf(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^PPid:\s*(\d+)$/m.exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** The supervisor processes of a data folder. */
export function supervisorsOf(dataFolder: string): number[] {
  return processesWith('supervisor-main', dataFolder);
}

/** The shells that end a server with its supervisor. */
export function guardsOf(server: number): number[] {
  return processesWith('kallelse-guard', String(server));
}

/** Waits until something is so; fails after a time that no healthy run needs. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  what: string,
  timeoutMs = 30_000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`not so in time: ${what}`);
    await delay(50);
  }
}

function commandLine(pid: string): string {
  try {
    return readFileSync(join('/proc', pid, 'cmdline'), 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
