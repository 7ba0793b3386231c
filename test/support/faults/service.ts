import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { childVariables } from '../environment';
import { ROOT } from '../sources';

type Variables = Readonly<Record<string, string>>;

/** A service of the office as a process of its own, built, that a test can hurt and start again. */
export class Service {
  private child: ChildProcess | undefined;
  private said = '';

  /** @param ready what it logs once it is ready */
  constructor(
    private readonly name: 'api' | 'worker',
    private readonly ready: string,
    private readonly variables: () => Variables,
  ) {}

  /** Starts it and waits until it is ready. */
  async start(more: Variables = {}): Promise<void> {
    const file = join(ROOT, 'dist', 'apps', this.name, 'src', 'main.js');
    const child = spawn(process.execPath, [file], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: childVariables({ ...this.variables(), ...more }),
    });
    this.child = child;
    this.said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (this.said += text));
    while (!this.said.includes(this.ready)) {
      if (child.exitCode !== null) throw new Error(`the ${this.name} ended by itself: ${this.said}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** The process is gone from one instruction to the next. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  /** Stops it as a service manager does. */
  stop(): Promise<void> {
    return this.end('SIGTERM');
  }

  /** It does nothing any more, but all its connections stand: a machine that hangs. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  /** What it has logged of a level since it was started. */
  logged(level: 'error' | 'fatal'): string[] {
    return this.said.split('\n').filter((line) => line.includes(`"level":"${level}"`));
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}
