import { basename } from 'node:path';
import type { Actor, AuditLog } from '@kallelse/access';
import { today, type Clock, type PlainDate } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { EntityManager } from 'typeorm';
import { readControlFile } from '../infra/files/control-file';
import { RejectedFile } from '../infra/files/rejected-file';
import {
  beginImport,
  checkControl,
  earlierImport,
  finishImport,
  lockImports,
  type ImportKind,
} from '../infra/import-ledger';
import type { ImportSummary, Progress } from './import-summary';

/** A file to import, and for whom. */
export interface ImportRequest {
  readonly path: string;
  readonly actor: Actor;
  /** Take a file whose sequence is not the last + 1. */
  readonly acceptGap?: boolean;
  readonly onProgress?: Progress;
}

/** A file read to its end, its good rows in staging. */
export interface Staged {
  readonly rows: number;
  readonly rejected: number;
  readonly sha256: string;
}

/** What the import of one file goes on. */
export interface ImportRun {
  readonly tx: EntityManager;
  readonly rejectedFile: RejectedFile;
  readonly now: Date;
  readonly today: PlainDate;
  readonly onProgress: Progress;
}

/** What a merge did; `refused` are rows it refused beside those that were wrong by themselves. */
export interface Merged {
  readonly counts: Readonly<Record<string, number>>;
  readonly further: Readonly<Record<string, number>>;
  readonly refused: number;
}

/**
 * The course of every import of rows: one at a time, in one transaction; read to the end, checked against its control
 * file and the ledger, merged, audited. A bad row is rejected by itself; a file that is not whole changes nothing; the
 * same file again changes nothing.
 */
export abstract class FileImport<S extends Staged> {
  protected abstract readonly kind: ImportKind;

  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  protected abstract stage(run: ImportRun, path: string): Promise<S>;
  protected abstract merge(run: ImportRun, staged: S, importId: number): Promise<Merged>;
  protected abstract empty(tx: EntityManager): Promise<void>;

  /**
   * Imports a file as if, and takes everything back: nothing is stored, no file of rejected rows written, nothing audited.
   * @param look asked when everything stands as it would
   */
  async preview<T>(
    request: ImportRequest,
    look: (tx: EntityManager) => Promise<T>,
  ): Promise<ImportSummary & { readonly seen: T | undefined }> {
    const rejectedFile = new RejectedFile(request.path);
    try {
      const repeated = await this.databases.transaction('kallelse_import', (tx) =>
        this.import(tx, request, rejectedFile, async (summary) => {
          throw new Seen(summary, await look(tx));
        }),
      );
      return { ...repeated, seen: undefined };
    } catch (error) {
      if (error instanceof Seen) return { ...error.summary, seen: error.seen as T };
      throw error;
    } finally {
      await rejectedFile.discard();
    }
  }

  async run(request: ImportRequest): Promise<ImportSummary> {
    const rejectedFile = new RejectedFile(request.path);
    try {
      const summary = await this.databases.transaction('kallelse_import', (tx) =>
        this.import(tx, request, rejectedFile),
      );
      if (summary.repeated) {
        await rejectedFile.discard();
        return summary;
      }
      const path = await rejectedFile.putInPlace();
      return { ...summary, ...(path === undefined ? {} : { rejectedFile: path }) };
    } catch (error) {
      await rejectedFile.discard();
      throw error;
    }
  }

  private async import(
    tx: EntityManager,
    { path, actor, acceptGap = false, onProgress = () => undefined }: ImportRequest,
    rejectedFile: RejectedFile,
    beforeEnd?: (summary: ImportSummary) => Promise<never>,
  ): Promise<ImportSummary> {
    await lockImports(tx);
    const now = this.clock.now();
    const run: ImportRun = { tx, rejectedFile, now, today: today(this.clock), onProgress };
    const control = await readControlFile(path);
    const staged = await this.stage(run, path);
    const file = { name: basename(path), rows: staged.rows, sha256: staged.sha256 };
    const about = { controlled: control !== undefined, rows: file.rows };
    const earlier = await earlierImport(tx, this.kind, file.sha256, control?.sequence);
    if (earlier !== undefined) {
      await this.empty(tx);
      return { importId: earlier, repeated: true, ...about, counts: {}, further: {}, rejected: 0 };
    }
    await checkControl(tx, this.kind, file, control, acceptGap);
    const importId = await beginImport(tx, this.kind, file, {
      sequence: control?.sequence,
      by: actor.user,
      at: now,
    });
    onProgress(`${file.rows} rows read, ${staged.rejected} rejected; merging`);
    const { counts, further, refused } = await this.merge(run, staged, importId);
    await this.empty(tx);
    const rejected = staged.rejected + refused;
    const summary = { importId, repeated: false, ...about, counts, further, rejected };
    await beforeEnd?.(summary);
    await finishImport(tx, importId, { ...counts, ...further, rows: file.rows, rejected });
    await rejectedFile.close();
    await this.audit.record({
      actor,
      action: `import.${this.kind}`,
      subject: `import ${importId}`,
      details: { rows: file.rows, rejected, sha256: file.sha256 },
    });
    return summary;
  }
}

/** Ends the transaction of a preview, so that nothing of it stays. */
class Seen extends Error {
  constructor(
    readonly summary: ImportSummary,
    readonly seen: unknown,
  ) {
    super('a preview is taken back');
  }
}
