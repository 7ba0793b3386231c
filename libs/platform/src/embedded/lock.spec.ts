import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireLock, latestLock, type LockRecord } from './lock';

describe('the lock of a data folder', () => {
  let folder: string;
  const record = (pid: number): LockRecord => ({ pid, socket: `/run/${String(pid)}`, bootId: 'boot' });
  const nobodyLives = (): Promise<boolean> => Promise.resolve(false);
  const everyoneLives = (): Promise<boolean> => Promise.resolve(true);

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'kallelse-lock-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('goes to the first', async () => {
    expect(latestLock(folder)).toBeUndefined();
    expect(await acquireLock(folder, record(1), everyoneLives)).toBeDefined();
    expect(latestLock(folder)).toEqual({ generation: 1, record: record(1) });
  });

  it('stays with a holder that lives', async () => {
    await acquireLock(folder, record(1), everyoneLives);
    expect(await acquireLock(folder, record(2), everyoneLives)).toBeUndefined();
    expect(latestLock(folder)?.record?.pid).toBe(1);
  });

  it('goes over from a dead holder, whose file goes', async () => {
    await acquireLock(folder, record(1), nobodyLives);
    expect(await acquireLock(folder, record(2), nobodyLives)).toBeDefined();
    expect(readdirSync(folder)).toEqual(['supervisor.2.json']);
  });

  it('goes to exactly one of many that find the holder dead at the same moment', async () => {
    await acquireLock(folder, record(0), nobodyLives);
    const slow = async (holder: LockRecord): Promise<boolean> => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
      return holder.pid !== 0;
    };
    const locks = await Promise.all(
      Array.from({ length: 20 }, (_, i) => acquireLock(folder, record(i + 1), slow)),
    );
    expect(locks.filter((lock) => lock !== undefined)).toHaveLength(1);
  });

  it('does not go to one that looked long ago, when others have come and gone since', async () => {
    await acquireLock(folder, record(1), nobodyLives);
    const late = acquireLock(folder, record(99), async () => {
      await acquireLock(folder, record(2), nobodyLives);
      await acquireLock(folder, record(3), nobodyLives);
      return false;
    });
    expect(await late).toBeUndefined();
    expect(latestLock(folder)?.record?.pid).toBe(3);
    expect(readdirSync(folder)).toEqual(['supervisor.3.json']);
  });

  it('goes over when the newest file is damaged, and is completed by its holder', async () => {
    writeFileSync(join(folder, 'supervisor.7.json'), '');
    const lock = await acquireLock(folder, record(1), everyoneLives);
    lock?.update({ port: 5432 });
    expect(latestLock(folder)).toEqual({ generation: 8, record: { ...record(1), port: 5432 } });
  });
});
