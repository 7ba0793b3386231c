import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { ProblemError } from '@kallelse/kernel';

/** What the simulated inbox counts, see its GET /counts. */
export interface InboxCounts {
  readonly delivered: number;
  readonly twice: number;
  readonly noAccount: number;
}

const MAIN = join(__dirname, '..', '..', '..', '..', 'test', 'simulators', 'src', 'inbox-1177-main.js');

/** The simulated 1177 inbox as a process of its own, for as long as a command runs. */
export class InboxProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  /** @param journal where it remembers from one run to the next what it has delivered */
  static async start(journal: string): Promise<InboxProcess> {
    await mkdir(dirname(journal), { recursive: true, mode: 0o700 });
    const child = fork(MAIN, ['--journal', journal], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    const failed = once(child, 'exit').then(() => {
      throw new ProblemError('SIMULATOR_FAILED', 'the simulated 1177 inbox did not start', {
        fix: 'run npm run build and try again',
      });
    });
    if (!child.stdout) throw new Error('the simulator has no output');
    const [url] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), failed])) as [
      string,
    ];
    failed.catch(() => undefined);
    return new InboxProcess(child, url);
  }

  async counts(): Promise<InboxCounts> {
    return (await (await fetch(`${this.url}/counts`)).json()) as InboxCounts;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }
}
