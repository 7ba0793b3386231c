import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { ProblemError } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import { explainRefusal } from '../../domain/refusals';

/** A refused row: its number, the column (or path), and a code. Never what the cell held. */
export interface Rejection {
  readonly row: number;
  readonly column: string;
  readonly code: string;
  /** Says more than the code's own explanation, without cell values. */
  readonly detail?: string;
}

/**
 * `FILE.rejected.csv`: the rows an import refused, in spreadsheet numbering. Written beside the file under a temporary
 * name and put in place when the import is done; a file left by an earlier import is replaced, or removed when nothing
 * was refused.
 */
export class RejectedFile {
  private stream: WriteStream | undefined;
  private failure: Error | undefined;
  private readonly temporary: string;
  readonly path: string;

  constructor(importPath: string) {
    this.path = `${importPath}.rejected.csv`;
    this.temporary = `${this.path}.part`;
  }

  async add(rejections: readonly Rejection[]): Promise<void> {
    if (rejections.length === 0) return;
    this.stream ??= this.open();
    const text = rejections.map((rejection) => `${line(rejection)}\n`).join('');
    if (!this.stream.write(text) && !this.failure) await once(this.stream, 'drain').catch(() => undefined);
    this.mustWork();
  }

  /** Writes everything out, so that nothing but a renaming is left when the transaction has ended. */
  async close(): Promise<void> {
    if (!this.stream) return;
    await new Promise((resolve) => this.stream?.end(resolve));
    this.mustWork();
  }

  /** Puts the closed file in place; its path, or undefined when no row was refused. */
  async putInPlace(): Promise<string | undefined> {
    if (!this.stream) {
      await rm(this.path, { force: true });
      return undefined;
    }
    await rename(this.temporary, this.path);
    return this.path;
  }

  /** Leaves nothing of a file that was not put in place. */
  async discard(): Promise<void> {
    if (!this.stream) return;
    const { stream } = this;
    if (!stream.closed) await new Promise<void>((resolve) => stream.once('close', resolve).destroy());
    await rm(this.temporary, { force: true });
  }

  private open(): WriteStream {
    const stream = createWriteStream(this.temporary, { mode: 0o600 });
    stream.on('error', (error) => (this.failure = error));
    stream.write('row,column,code,explanation\n');
    return stream;
  }

  private mustWork(): void {
    if (!this.failure) return;
    const code = (this.failure as NodeJS.ErrnoException).code ?? 'unknown';
    throw new ProblemError('REJECTED_FILE', `the file of rejected rows cannot be written (${code})`, {
      fix: 'make room in, or give write access to, the folder of the imported file; nothing was changed',
    });
  }
}

/**
 * Adds the rows that a merge refused (temporary table `refused`) to those that were wrong by themselves.
 * @returns how many
 */
export async function addRefused(tx: EntityManager, file: RejectedFile): Promise<number> {
  const rows = await tx.query<Rejection[]>(
    `SELECT row_number AS row, column_name AS column, code FROM refused ORDER BY row_number`,
  );
  await file.add(rows);
  return rows.length;
}

function line({ row, column, code, detail }: Rejection): string {
  return [String(row), column, code, detail ?? explainRefusal(code)].map(quoted).join(',');
}

function quoted(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
