import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NODE_FROM_SOURCES } from '@test/support/sources';
import { attachProcess, killAttached, serversOf, supervisorsOf, until } from '../../spec/processes';
import { EmbeddedDatabase, type EmbeddedOptions } from './embedded-database';
import { runUser } from './host';

jest.setTimeout(90_000);

/** What only root can set up; an ordinary user has the one case that is theirs. */
const isRoot = process.getuid?.() === 0;
if (!isRoot) {
  it('is not root, so PostgreSQL runs as ourselves', () => {
    expect(runUser()).toBeUndefined();
  });
}
if (isRoot) {
  describe('the embedded database, for root', () => {
    let parent: string;
    const options = (folder: string): EmbeddedOptions => ({
      dataFolder: folder,
      graceSeconds: 1,
      nodeArguments: NODE_FROM_SOURCES,
    });

    beforeEach(() => {
      parent = mkdtempSync(join(tmpdir(), 'kallelse-root-'));
      chmodSync(parent, 0o711);
    });
    afterEach(() => {
      killAttached();
      rmSync(parent, { recursive: true });
    });

    it('serves what an ordinary user made, as that user', async () => {
      const ordinary = 65534; // `nobody`: not the user that root would choose
      const folder = join(parent, 'home', 'data');
      mkdirSync(join(parent, 'home'));
      chownSync(join(parent, 'home'), ordinary, ordinary);
      const { child } = await attachProcess(folder, 1, ordinary);
      expect(serversOf(folder).map(uidOf)).toEqual([ordinary]);
      child.kill('SIGKILL');
      await until(() => serversOf(folder).length + supervisorsOf(folder).length === 0, 'it stopped');
      const client = await EmbeddedDatabase.attach(options(folder));
      expect(serversOf(folder).map(uidOf)).toEqual([ordinary]);
      await client.stop();
      await until(() => supervisorsOf(folder).length === 0, 'it stopped again');
    });

    it('says that the disk is full', async () => {
      const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=12m,mode=711', 'tmpfs', parent]);
      expect(mounted.status).toBe(0);
      try {
        const folder = join(parent, 'data');
        await expect(EmbeddedDatabase.attach(options(folder))).rejects.toMatchObject({
          code: 'DATABASE_DISK_FULL',
        });
        await until(() => supervisorsOf(folder).length === 0, 'the supervisor ended');
      } finally {
        // Detached at once, also while a process that failed on it is still ending.
        spawnSync('umount', ['--lazy', parent]);
      }
    });
  });
}

function uidOf(pid: number): number {
  return statSync(`/proc/${String(pid)}`).uid;
}
