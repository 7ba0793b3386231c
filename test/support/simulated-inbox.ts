import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type InboxCounts } from '../simulators/src/inbox-1177';
import { type InboxBehaviour } from '../simulators/src/inbox-behaviour';
import { NODE_FROM_SOURCES, ROOT } from './sources';

const MAIN = join(ROOT, 'test', 'simulators', 'src', 'inbox-1177-main.ts');

/** The simulated 1177 inbox as a process of its own, which outlives the processes that send to it. */
export class InboxOfTests {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  /** @param options further options of the simulator, such as the port and journal of one that ran before */
  static async start(
    behaviour: Partial<InboxBehaviour> = {},
    options: readonly string[] = [],
  ): Promise<InboxOfTests> {
    const child = spawn(
      process.execPath,
      [...NODE_FROM_SOURCES, MAIN, '--behaviour', JSON.stringify(behaviour), ...options],
      { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] },
    );
    if (!child.stdout) throw new Error('the simulator has no output');
    const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    return new InboxOfTests(child, url);
  }

  counts(): Promise<InboxCounts> {
    return this.ask<InboxCounts>('counts');
  }

  /** How often each message lies in an inbox, by idempotency key. */
  deliveries(): Promise<Readonly<Record<string, number>>> {
    return this.ask('deliveries');
  }

  /** How often each message was sent, by idempotency key. */
  requests(): Promise<Readonly<Record<string, number>>> {
    return this.ask('requests');
  }

  async behave(behaviour: Partial<InboxBehaviour>): Promise<void> {
    await fetch(`${this.url}/behaviour`, { method: 'PUT', body: JSON.stringify(behaviour) });
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }

  private async ask<T>(what: string): Promise<T> {
    return (await (await fetch(`${this.url}/${what}`)).json()) as T;
  }
}
