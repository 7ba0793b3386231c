import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isListening } from './protocol';

describe('the control socket', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'kallelse-socket-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('that was never there is held by nobody', async () => {
    expect(await isListening(join(folder, 'none.sock'))).toBe(false);
  });

  // The kernel resets about every twentieth connection that was not yet taken when its listener died.
  it('whose holder is killed while one connects is held by nobody from then on', async () => {
    for (let round = 0; round < 25; round++) {
      const path = join(folder, `${round}.sock`);
      const script = `require('node:net').createServer().listen(process.argv[1], () => console.log('listens'))`;
      const holder = spawn(process.execPath, ['-e', script, path], { stdio: ['ignore', 'pipe', 'ignore'] });
      await once(holder.stdout, 'data');
      expect(await isListening(path)).toBe(true);
      holder.kill('SIGKILL');
      while (await isListening(path));
      expect(await isListening(path)).toBe(false);
    }
  });
});
