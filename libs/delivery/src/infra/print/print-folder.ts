import { existsSync } from 'node:fs';
import { link, mkdir, open, readdir, readFile, rename, rm, stat, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ProblemError } from '@kallelse/kernel';
import { MARKER, type RunExit } from './run-exit';

/**
 * Where print runs are made and handed over. A run is written in the outbox, a folder per lease (0700, files 0600,
 * synced), and becomes visible by one rename into `print/`, or at a supplier's ({@link RunExit}). Suppliers empty `print/`
 * as they like. Packing files of kits lie in a folder of their own.
 */
export class PrintFolder {
  private readonly outbox: string;
  private readonly print: string;

  /**
   * @param name of the folder that is emptied by whoever takes the runs
   * @param exit by which runs leave for elsewhere; absent: they lie in that folder
   */
  constructor(
    artefactFolder: string,
    name = 'print',
    private readonly exit?: RunExit,
  ) {
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

  /** Puts a folder with one file in the place of an earlier one of the same id, whole. */
  async replace(id: string, name: string, content: string): Promise<void> {
    const work = await this.begin(id, 0);
    await this.write(id, work, name, content);
    await this.sync(id, work);
    await guarded(id, async () => {
      await mkdir(this.print, { recursive: true, mode: 0o700 });
      await rm(this.pathOf(id), { recursive: true, force: true });
      await rename(work, this.pathOf(id));
      await syncPath(this.print);
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
   * @param fence of the lease that wrote the run
   * @param lease fence of the lease that hands it over
   */
  async publish(runId: string, fence: number, lease = fence): Promise<void> {
    const work = this.workFolder(runId, fence);
    if (!existsSync(work)) {
      if (existsSync(this.receiptOf(runId)) || existsSync(this.pathOf(runId))) return;
      throw new ProblemError('PRINT_FOLDER', `what was written of run ${runId} is not here`, {
        fix: 'let every worker have the same KALLELSE_DATA folder; the run waits for the one that wrote it',
      });
    }
    await guarded(runId, async () => {
      await writeSynced(join(work, MARKER), '');
      await syncPath(work);
    });
    await (this.exit ? this.publishElsewhere(runId, work, lease, this.exit) : this.publishHere(runId, work));
  }

  private async publishHere(runId: string, work: string): Promise<void> {
    await guarded(runId, async () => {
      await mkdir(this.print, { recursive: true, mode: 0o700 });
      await writeSynced(this.receiptOf(runId), '');
      await syncPath(this.outbox);
      await rename(work, this.pathOf(runId));
      await syncPath(this.print);
    });
  }

  /**
   * Each lease brings the files across under a name of its own; only the one that the receipt names is ever shown to the
   * supplier, and a receipt is written once. So a lease that was thought dead, however late it wakes, hands nothing over.
   */
  private async publishElsewhere(runId: string, work: string, lease: number, exit: RunExit): Promise<void> {
    const name = `${basename(work)}.${lease}`;
    const receipt = this.receiptOf(runId);
    if (!existsSync(receipt)) {
      await exit.prepare(name, work);
      await guarded(runId, () => this.writeOnce(receipt, name, lease));
    }
    await exit.release(await guarded(runId, () => readFile(receipt, 'utf8')), runId);
  }

  /** Whole or not at all, and never over one that is there. */
  private async writeOnce(path: string, content: string, lease: number): Promise<void> {
    const draft = `${path}.${lease}`;
    await writeSynced(draft, content);
    await link(draft, path).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
    await unlink(draft);
    await syncPath(this.outbox);
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

async function writeSynced(path: string, content: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(content);
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
