import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ArtefactStore } from './artefact-store';

/** Every file and folder below a folder, with its rights. */
function tree(folder: string): [string, string][] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => [name, (statSync(join(folder, name)).mode & 0o777).toString(8)]);
}

describe('the artefact store', () => {
  let parent: string;
  let store: ArtefactStore;
  const folder = (): string => join(parent, 'artefacts');

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'kallelse-artefacts-'));
    store = new ArtefactStore(folder());
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  it('writes for us only, under a name that says nothing', async () => {
    const written = await store.write('Å');
    expect(written).toMatchObject({
      bytes: 2,
      sha256: createHash('sha256').update('Å').digest('hex'),
    });
    expect(written.name).toMatch(/^([0-9a-f]{2})\/\1[0-9a-f]{30}$/);
    expect((await store.write('Å')).name).not.toBe(written.name);
    expect(statSync(folder()).mode & 0o777).toBe(0o700);
    for (const [name, mode] of tree(folder())) expect(mode).toBe(name.includes('/') ? '600' : '700');
    expect(await text(await store.read(written.name))).toBe('Å');
  });

  it('takes content piece by piece, with one digest of all', async () => {
    async function* pieces(): AsyncGenerator<Uint8Array> {
      for (const piece of ['ab', 'c']) yield await Promise.resolve(Buffer.from(piece));
    }
    const whole = await store.write(Buffer.from('abc'));
    expect(await store.write(pieces())).toMatchObject({ bytes: 3, sha256: whole.sha256 });
    expect(whole.sha256).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('never writes a name a second time', async () => {
    await store.write('first', 'runs/2026-0001/manifest.json');
    await expect(store.write('second', 'runs/2026-0001/manifest.json')).rejects.toMatchObject({
      code: 'ARTEFACT_EXISTS',
    });
    expect(await text(await store.read('runs/2026-0001/manifest.json'))).toBe('first');
    expect(tree(join(folder(), 'runs/2026-0001')).map(([name]) => name)).toEqual(['manifest.json']);
  });

  it('lets exactly one of several writers have a name', async () => {
    const results = await Promise.allSettled(['a', 'b', 'c', 'd'].map((one) => store.write(one, 'one-name')));
    expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect(tree(folder()).map(([name]) => name)).toEqual(['one-name']);
  });

  it('leaves nothing of content that fails halfway', async () => {
    function* failing(): Generator<Uint8Array> {
      yield Buffer.from('half');
      throw new Error('no more');
    }
    await expect(store.write(failing(), 'half')).rejects.toThrow('no more');
    expect(tree(folder())).toEqual([]);
    expect(await store.has('half')).toBe(false);
  });

  it('removes, and does not mind what is gone', async () => {
    const { name } = await store.write('x');
    expect(await store.has(name)).toBe(true);
    await store.remove(name);
    await store.remove(name);
    expect(await store.has(name)).toBe(false);
    await expect(store.read(name)).rejects.toMatchObject({ code: 'ARTEFACT_MISSING' });
  });

  it.each(['../secret', '/etc/passwd', 'a/../../b', 'A', '.hidden', 'a//b', '', 'x.part', 'a/b/c/d/e'])(
    'refuses the name %p',
    async (name) => {
      await expect(store.write('x', name)).rejects.toMatchObject({ code: 'ARTEFACT_NAME_INVALID' });
      await expect(store.read(name)).rejects.toMatchObject({ code: 'ARTEFACT_NAME_INVALID' });
      expect(existsSync(folder())).toBe(false);
    },
  );

  it('is healthy when it can be written to', async () => {
    await expect(store.check()).resolves.toBeUndefined();
    await expect(store.check(Number.MAX_SAFE_INTEGER)).rejects.toMatchObject({ code: 'ARTEFACT_DISK_FULL' });
    const blocked = new ArtefactStore(join(parent, 'file', 'artefacts'));
    writeFileSync(join(parent, 'file'), '');
    await expect(blocked.check()).rejects.toThrow();
  });
});

/** A disk of 64 kB that only root can make; elsewhere these cases do not exist. */
const mayMount = process.getuid?.() === 0 && spawnSync('mount', ['--version']).status === 0;
if (mayMount) {
  describe('the artefact store on a full disk', () => {
    const disk = mkdtempSync(join(tmpdir(), 'kallelse-disk-'));
    beforeAll(() => {
      const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], {
        encoding: 'utf8',
      });
      if (mounted.status !== 0) throw new Error(mounted.stderr);
      mkdirSync(join(disk, 'artefacts'));
    });
    afterAll(() => {
      spawnSync('umount', ['--lazy', disk]);
      rmSync(disk, { recursive: true });
    });

    it('says so, keeps what it has, and leaves no part of what did not fit', async () => {
      const store = new ArtefactStore(join(disk, 'artefacts'));
      await store.write(Buffer.alloc(16 * 1024, 1), 'small');
      await expect(store.write(Buffer.alloc(256 * 1024, 1), 'large')).rejects.toMatchObject({
        code: 'ARTEFACT_DISK_FULL',
        options: { fix: expect.stringContaining('free space') as unknown },
      });
      expect(tree(join(disk, 'artefacts'))).toEqual([['small', '600']]);
      await expect(store.write(Buffer.alloc(16 * 1024, 1), 'fits')).resolves.toMatchObject({
        bytes: 16 * 1024,
      });
    });
  });
}
