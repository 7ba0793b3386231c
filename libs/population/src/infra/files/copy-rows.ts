import { once } from 'node:events';
import { driverClient } from '@kallelse/platform';
import { from as copyFrom, type CopyStreamQuery } from 'pg-copy-streams';
import type { EntityManager } from 'typeorm';

type Value = string | number | boolean | undefined;

/** Loads rows into a table through COPY in the transaction; {@link CopyRows.finish} before the next statement. */
export class CopyRows {
  private failure: Error | undefined;

  private constructor(private readonly stream: CopyStreamQuery) {
    stream.on('error', (error) => (this.failure = error));
  }

  static async into(tx: EntityManager, table: string, columns: readonly string[]): Promise<CopyRows> {
    const client = await driverClient(tx);
    return new CopyRows(client.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN`)));
  }

  /** Undefined is null. */
  async add(rows: readonly (readonly Value[])[]): Promise<void> {
    let text = '';
    for (const row of rows) text += `${row.map(field).join('\t')}\n`;
    if (!this.stream.write(text) && !this.failure) await once(this.stream, 'drain').catch(() => undefined);
    if (this.failure) throw this.failure;
  }

  async finish(): Promise<void> {
    if (this.failure) throw this.failure;
    this.stream.end();
    await once(this.stream, 'finish');
  }
}

/** Text format of COPY: \N is null; backslash, tab and line ends are escaped. */
function field(value: Value): string {
  if (value === undefined) return '\\N';
  if (typeof value !== 'string') return String(value);
  return NEEDS_ESCAPE.test(value)
    ? value.replace(ESCAPED, (character) => ESCAPES[character] ?? character)
    : value;
}

const NEEDS_ESCAPE = /[\\\t\n\r]/;
const ESCAPED = /[\\\t\n\r]/g;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
