import { once } from 'node:events';
import { driverClient } from '@kallelse/platform';
import { from as copyFrom, type CopyStreamQuery } from 'pg-copy-streams';
import type { EntityManager } from 'typeorm';
import type { TextForm } from './text-file';

/** A value of a row; undefined is null. */
export type CopyValue = string | number | boolean | undefined;

/**
 * Loads rows into a table through COPY (CSV) in the transaction. {@link CopyRows.finish} or {@link CopyRows.abort} it
 * before the next statement: until then the connection takes no other.
 */
export class CopyRows {
  private failure: Error | undefined;

  private constructor(private readonly stream: CopyStreamQuery) {
    stream.on('error', (error) => (this.failure = error));
  }

  static async into(tx: EntityManager, table: string, columns: readonly string[]): Promise<CopyRows> {
    const client = await driverClient(tx);
    return new CopyRows(
      client.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN (FORMAT csv)`)),
    );
  }

  /** Whole lines as {@link copyLine} writes them. */
  async add(lines: string, form: TextForm = 'text'): Promise<void> {
    if (lines !== '' && !this.stream.write(lines, form === 'text' ? 'utf8' : 'latin1') && !this.failure)
      await once(this.stream, 'drain').catch(() => undefined);
    if (this.failure) throw this.failure;
  }

  async finish(): Promise<void> {
    if (this.failure) throw this.failure;
    this.stream.end();
    await once(this.stream, 'finish');
  }

  /** Ends a COPY whose rows are not wanted after all; the transaction can only be rolled back then. */
  async abort(): Promise<void> {
    if (this.failure) return;
    await new Promise<void>((resolve) => {
      this.stream.once('close', () => resolve());
      // Sent to the server, so it may say nothing of the file.
      this.stream.destroy(new Error('the import was given up'));
    });
  }
}

/** A row as a line of COPY's CSV: an empty cell is null, so an empty text cannot be written, and never is. */
export function copyLine(values: readonly CopyValue[]): string {
  let line = '';
  for (let i = 0; i < values.length; i++) {
    if (i > 0) line += ',';
    const value = values[i];
    if (typeof value === 'string')
      line += NEEDS_QUOTES.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
    else if (value !== undefined) line += String(value);
  }
  return `${line}\n`;
}

const NEEDS_QUOTES = /[",\n\r]/;
