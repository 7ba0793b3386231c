import { once } from 'node:events';
import { type Writable } from 'node:stream';
import { type Terminal } from './command';

/** The terminal of this process. Whoever stops reading (`| head`) is no error: what is still written goes nowhere. */
export class ProcessTerminal implements Terminal {
  private readonly closed = new AbortController();
  readonly unread = this.closed.signal;

  constructor(
    private readonly stdout: Writable = process.stdout,
    private readonly stderr: Writable = process.stderr,
  ) {
    stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      this.closed.abort();
    });
    stderr.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }

  async out(text: string): Promise<void> {
    if (this.unread.aborted) return;
    if (!this.stdout.write(text)) await this.drained();
  }

  note(text: string): void {
    this.stderr.write(text);
  }

  /** Resolves when everything written has left the process. */
  async flush(): Promise<void> {
    await Promise.all(
      [this.stdout, this.stderr].map((stream) => new Promise((resolve) => stream.write('', resolve))),
    );
  }

  private async drained(): Promise<void> {
    await once(this.stdout, 'drain', { signal: this.unread }).catch(() => undefined);
  }
}
