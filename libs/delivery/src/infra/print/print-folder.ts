import { existsSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError } from '@kallelse/kernel';

/** A supplier takes nothing before this file stands in a run's folder. */
export const MARKER = 'READY';

/**
 * Where print runs are made and handed over. A run is written in the outbox, a folder per lease (0700, files 0600,
 * synced), and becomes visible by one rename into `print/`. Suppliers empty `print/` as they like. Packing files of kits
 * lie in a folder of their own.
 */
export class PrintFolder {
  private readonly outbox: string;
  private readonly print: string;

  /** @param name of the folder that is emptied by whoever takes the runs */
  constructor(artefactFolder: string, name = 'print') {
    this.outbox = join(artefactFolder, `${name}-outbox`);
    this.print = join(artefactFolder, name);
  }

  /** Where finished runs lie, each in a folder of its own. */
  get folder(): string {
    return this.print;
  }

  /** Where a run can be fetched. */
  pathOf(runId: string): string {
    return join(this.print, runId);
  }

  /** A new, empty folder for one lease's work on a run. */
  async begin(runId: string, fence: number): Promise<string> {
    const folder = this.workFolder(runId, fence);
    await guarded(runId, async () => {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true, mode: 0o700 });
    });
    return folder;
  }

  async write(runId: string, folder: string, name: string, content: string): Promise<void> {
    await guarded(runId, async () => {
      const file = await open(join(folder, name), 'wx', 0o600);
      try {
        await file.writeFile(content);
        await file.sync();
      } finally {
        await file.close();
      }
    });
  }

  /** Makes sure that what was written survives a power cut. */
  async sync(runId: string, folder: string): Promise<void> {
    await guarded(runId, async () => {
      for (const name of await readdir(folder)) await syncPath(join(folder, name));
      await syncPath(folder);
      await syncPath(this.outbox);
    });
  }

  /**
   * Hands the run over, marker and all, by one rename; safe to repeat, also by another process after a crash. A run whose
   * work folder is gone was handed over before, and may have been taken by the supplier since: its receipt, synced
   * before the rename, tells that from a folder of somebody else's disk.
   */
  async publish(runId: string, fence: number): Promise<void> {
    const [work, receipt] = [this.workFolder(runId, fence), this.receiptOf(runId)];
    if (!existsSync(work)) {
      if (existsSync(receipt) || existsSync(this.pathOf(runId))) return;
      throw new ProblemError('PRINT_FOLDER', `what was written of run ${runId} is not here`, {
        fix: 'let every worker have the same KALLELSE_DATA folder; the run waits for the one that wrote it',
      });
    }
    await guarded(runId, async () => {
      await mkdir(this.print, { recursive: true, mode: 0o700 });
      await writeEmpty(join(work, MARKER));
      await syncPath(work);
      await writeEmpty(receipt);
      await syncPath(this.outbox);
      await rename(work, this.pathOf(runId));
      await syncPath(this.print);
    });
  }

  /** Removes what unfinished leases left of a run that is done, and its receipt: from then on its row tells. */
  async tidy(runId: string): Promise<void> {
    const names = await readdir(this.outbox).catch(() => []);
    for (const name of names.filter((one) => one.startsWith(`${runId}.`))) {
      await rm(join(this.outbox, name), { recursive: true, force: true });
    }
  }

  async bytesOf(folder: string, name: string): Promise<number> {
    return (await stat(join(folder, name))).size;
  }

  private receiptOf(runId: string): string {
    return join(this.outbox, `${runId}.receipt`);
  }

  private workFolder(runId: string, fence: number): string {
    return join(this.outbox, `${runId}.${fence}`);
  }
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeEmpty(path: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function guarded<T>(runId: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'UNKNOWN';
    const full = code === 'ENOSPC' || code === 'EDQUOT';
    throw new ProblemError(
      full ? 'ARTEFACT_DISK_FULL' : 'PRINT_FOLDER',
      `run ${runId} cannot be written (${code})`,
      {
        fix: full
          ? 'make room on the disk of KALLELSE_DATA; the run is written again by itself'
          : 'check owner and rights of the folder in KALLELSE_DATA',
      },
    );
  }
}
