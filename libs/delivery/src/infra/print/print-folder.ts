import { existsSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError } from '@kallelse/kernel';

/** The last file of a finished run: a supplier takes nothing before it stands there. */
export const MARKER = 'READY';

/**
 * Where print runs are made and handed over. A run is written in the outbox, a folder per lease (0700, files 0600,
 * synced), and becomes visible by one rename into `print/`; then the marker is set. Suppliers empty `print/` as they
 * like: that a run's outbox folder is gone tells that it has been handed over.
 */
export class PrintFolder {
  private readonly outbox: string;
  private readonly print: string;

  constructor(artefactFolder: string) {
    this.outbox = join(artefactFolder, 'print-outbox');
    this.print = join(artefactFolder, 'print');
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
   * Hands the run over; safe to repeat, also by another process after a crash. A run whose work folder is gone was
   * handed over before, and may have been taken by the supplier since.
   */
  async publish(runId: string, fence: number): Promise<void> {
    await guarded(runId, async () => {
      const target = this.pathOf(runId);
      await mkdir(this.print, { recursive: true, mode: 0o700 });
      const work = this.workFolder(runId, fence);
      if (existsSync(work)) await rename(work, target);
      if (!existsSync(target)) return;
      await syncPath(this.print);
      const marker = await open(join(target, MARKER), 'w', 0o600).catch(ignoreGone);
      await marker?.sync();
      await marker?.close();
      await syncPath(target).catch(ignoreGone);
    });
  }

  /** Removes what unfinished leases left of a run that is done. */
  async tidy(runId: string): Promise<void> {
    const names = await readdir(this.outbox).catch(() => []);
    for (const name of names.filter((one) => one.startsWith(`${runId}.`))) {
      await rm(join(this.outbox, name), { recursive: true, force: true });
    }
  }

  async bytesOf(folder: string, name: string): Promise<number> {
    return (await stat(join(folder, name))).size;
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

/** The supplier has already taken the folder. */
function ignoreGone(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
  throw error;
}

async function guarded<T>(runId: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'UNKNOWN';
    const full = code === 'ENOSPC' || code === 'EDQUOT';
    throw new ProblemError(
      full ? 'ARTEFACT_DISK_FULL' : 'PRINT_FOLDER',
      `print run ${runId} cannot be written (${code})`,
      {
        fix: full
          ? 'make room on the disk of KALLELSE_DATA; the run is written again by itself'
          : 'check owner and rights of the folder in KALLELSE_DATA',
      },
    );
  }
}
