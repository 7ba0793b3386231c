import { createHash } from 'node:crypto';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One import file as written, and what its control file says of it. */
export interface WrittenFile {
  readonly name: string;
  readonly sequence: number;
  /** Without the header. */
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

export interface FileContent {
  readonly name: string;
  readonly sequence: number;
  readonly lines: Iterable<string>;
  /** Lines at the top that are no rows. */
  readonly headerLines: number;
}

/** Told after every block written: how many rows of which file so far. */
export type OnProgress = (progress: { readonly file: string; readonly rows: number }) => void;

const BLOCK_CHARACTERS = 1 << 20;

/**
 * Writes a file line by line and its `FILE.control.json` after it. Holds one block of about a megabyte, however long
 * the file becomes.
 */
export async function writeImportFile(
  folder: string,
  { name, sequence, lines, headerLines }: FileContent,
  onProgress: OnProgress = () => undefined,
): Promise<WrittenFile> {
  const hash = createHash('sha256');
  const file = await open(join(folder, name), 'w');
  let bytes = 0;
  let count = 0;
  try {
    // Lines are joined once a block: adding each to one text makes a rope that is slow to flatten.
    let block: string[] = [];
    let characters = 0;
    const flush = async (): Promise<void> => {
      const encoded = Buffer.from(block.join('\n') + (block.length > 0 ? '\n' : ''), 'utf8');
      block = [];
      characters = 0;
      hash.update(encoded);
      bytes += encoded.length;
      await file.writeFile(encoded);
      onProgress({ file: name, rows: Math.max(0, count - headerLines) });
    };
    for (const line of lines) {
      block.push(line);
      characters += line.length;
      count++;
      if (characters >= BLOCK_CHARACTERS) await flush();
    }
    await flush();
  } finally {
    await file.close();
  }
  const control = { sequence, rows: count - headerLines, sha256: hash.digest('hex') };
  await writeFile(join(folder, `${name}.control.json`), `${JSON.stringify(control)}\n`);
  return { name, bytes, ...control };
}
