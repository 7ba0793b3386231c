import { linkSync, readFileSync, readdirSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';

/** What a supervisor writes down about itself. */
export interface LockRecord {
  readonly pid: number;
  /** A socket it listens on from before it takes the lock until it ends: nobody answers there, it is gone. */
  readonly socket: string;
  readonly bootId: string;
  /** Port of the server, once it has one. */
  readonly port?: number;
}

/** A lock file found on disk. */
export interface FoundLock {
  readonly generation: number;
  /** Undefined when the file is damaged (the machine lost power while it was written). */
  readonly record: LockRecord | undefined;
}

const NAME = /^supervisor\.(\d+)\.json$/;

/** The newest lock file of a folder, whether its writer lives or not. */
export function latestLock(folder: string): FoundLock | undefined {
  const generation = Math.max(0, ...generations(folder));
  return generation === 0 ? undefined : { generation, record: readRecord(fileOf(folder, generation)) };
}

/**
 * Takes the lock of a folder for `record`, unless the holder of the newest lock file is alive.
 *
 * A dead holder's file is never removed to take over, since two processes could both find it dead and the slower one
 * would remove the file of the faster. Instead the newcomer creates the next generation, which the file system grants
 * to one only; and since the newest file is never removed, who created one that is not the newest knows it has lost.
 */
export async function acquireLock(
  folder: string,
  record: LockRecord,
  isAlive: (holder: LockRecord) => Promise<boolean>,
): Promise<HeldLock | undefined> {
  const latest = latestLock(folder);
  if (latest?.record && (await isAlive(latest.record))) return undefined;
  const generation = (latest?.generation ?? 0) + 1;
  if (!createOnce(folder, generation, record)) return undefined;
  const all = generations(folder);
  if (Math.max(...all) > generation) {
    unlinkSync(fileOf(folder, generation));
    return undefined;
  }
  for (const older of all.filter((one) => one < generation)) unlinkQuietly(fileOf(folder, older));
  return new HeldLock(folder, generation, record);
}

/** A lock that this process holds. It ends with the process; the file stays and is recognised as stale. */
export class HeldLock {
  constructor(
    private readonly folder: string,
    private readonly generation: number,
    private record: LockRecord,
  ) {}

  /** Adds what became known later. */
  update(change: Partial<LockRecord>): void {
    this.record = { ...this.record, ...change };
    const temporary = writeTemporary(this.folder, this.record);
    renameSync(temporary, fileOf(this.folder, this.generation));
  }
}

function generations(folder: string): number[] {
  return readdirSync(folder).flatMap((name) => {
    const match = NAME.exec(name);
    return match ? [Number(match[1])] : [];
  });
}

function fileOf(folder: string, generation: number): string {
  return join(folder, `supervisor.${String(generation)}.json`);
}

function readRecord(file: string): LockRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as LockRecord;
  } catch {
    return undefined;
  }
}

/** Creates the file with its whole content at once; false when it exists. */
function createOnce(folder: string, generation: number, record: LockRecord): boolean {
  const temporary = writeTemporary(folder, record);
  try {
    linkSync(temporary, fileOf(folder, generation));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    unlinkSync(temporary);
  }
}

function writeTemporary(folder: string, record: LockRecord): string {
  const temporary = join(folder, `lock-${randomBytes(6).toString('hex')}.part`);
  writeFileSync(temporary, `${JSON.stringify(record)}\n`, { mode: 0o600, flag: 'wx' });
  return temporary;
}

function unlinkQuietly(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // Another newcomer cleaned up before us.
  }
}
