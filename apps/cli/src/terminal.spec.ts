import { PassThrough, Writable } from 'node:stream';
import { ProcessTerminal } from './terminal';

describe('the terminal', () => {
  it('waits when its reader is slow', async () => {
    const stdout = new PassThrough({ highWaterMark: 4 });
    const terminal = new ProcessTerminal(stdout, new PassThrough());
    let isWritten = false;
    const writing = terminal.out('longer than four').then(() => (isWritten = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isWritten).toBe(false);
    expect(String(stdout.read())).toBe('longer than four');
    await writing;
    expect(isWritten).toBe(true);
  });

  it('does not mind that nobody reads any more, and says so', async () => {
    const closed = (): Writable =>
      new Writable({ write: (_, __, done) => done(Object.assign(new Error('gone'), { code: 'EPIPE' })) });
    const terminal = new ProcessTerminal(closed(), closed());
    await terminal.out('x');
    terminal.note('x');
    await new Promise((resolve) => setImmediate(resolve));
    expect(terminal.unread.aborted).toBe(true);
    await terminal.out('y');
    await terminal.flush();
  });
});
