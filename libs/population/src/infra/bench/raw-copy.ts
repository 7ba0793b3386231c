import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { driverClient, OWNER, type Databases } from '@kallelse/platform';
import { from as copyFrom } from 'pg-copy-streams';
import { REGISTER_COLUMNS } from '../../domain/register-row';

const CHUNK_BYTES = 1 << 20;

/**
 * The baseline of a register import: the file (with every column, in the order of interfaces.md) through COPY into an
 * unlogged table of texts, checked by nobody. The table is made for it and gone afterwards, for a scratch database.
 * @returns milliseconds, from the first byte read to the commit
 */
export async function rawCopy(databases: Databases, path: string): Promise<number> {
  const columns = REGISTER_COLUMNS.map((column) => `${column} text`).join(', ');
  await databases.query(OWNER, `CREATE UNLOGGED TABLE identity.raw_copy (${columns})`);
  try {
    const start = performance.now();
    await databases.transaction(OWNER, async (tx) => {
      const client = await driverClient(tx);
      const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
      await pipeline(
        file,
        client.query(copyFrom('COPY identity.raw_copy FROM STDIN (FORMAT csv, HEADER match)')),
      );
    });
    return performance.now() - start;
  } finally {
    await databases.query(OWNER, 'DROP TABLE identity.raw_copy');
  }
}
