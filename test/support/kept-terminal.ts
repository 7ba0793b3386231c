import { type Terminal } from '../../apps/cli/src/command';

/** A terminal that keeps what it is told. */
export class KeptTerminal implements Terminal {
  output = '';
  notes = '';
  readonly unread = new AbortController().signal;

  out(text: string): Promise<void> {
    this.output += text;
    return Promise.resolve();
  }

  note(text: string): void {
    this.notes += text;
  }
}
