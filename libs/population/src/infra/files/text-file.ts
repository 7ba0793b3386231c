import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { ProblemError } from '@kallelse/kernel';

const CHUNK_BYTES = 1 << 20;
const NEWLINE = 10;

/** What is known of a text file once it has been read to its end. */
export interface TextFileEnd {
  readonly sha256: string;
  readonly bytes: number;
  /** A file that does not end in a newline was cut off. */
  readonly endsWithNewline: boolean;
}

/** A text file read as strict UTF-8, piece by piece (a byte order mark is left out), and hashed on the way. */
export class TextFile {
  private readonly hash = createHash('sha256');
  private bytes = 0;
  private lastByte: number | undefined;

  constructor(readonly path: string) {}

  /** The file's name without its folder, for messages. */
  get name(): string {
    return basename(this.path);
  }

  async *pieces(): AsyncGenerator<string> {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const decode = (chunk?: Buffer): string => {
      try {
        return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
      } catch {
        throw new ProblemError('FILE_ENCODING', `${this.name} is not UTF-8 (before byte ${this.bytes})`, {
          fix: 'export the file as UTF-8 and import it again; nothing was changed',
        });
      }
    };
    await this.mustExist();
    for await (const chunk of createReadStream(this.path, {
      highWaterMark: CHUNK_BYTES,
    }) as AsyncIterable<Buffer>) {
      this.hash.update(chunk);
      this.bytes += chunk.length;
      this.lastByte = chunk[chunk.length - 1] ?? this.lastByte;
      yield decode(chunk);
    }
    yield decode();
  }

  end(): TextFileEnd {
    return { sha256: this.hash.digest('hex'), bytes: this.bytes, endsWithNewline: this.lastByte === NEWLINE };
  }

  private async mustExist(): Promise<void> {
    const found = await stat(this.path).catch((error: unknown) => error as NodeJS.ErrnoException);
    if ('isFile' in found && found.isFile()) return;
    const why =
      'code' in found && found.code !== 'ENOENT' ? `cannot be read (${String(found.code)})` : 'is no file';
    throw new ProblemError('FILE_MISSING', `${this.name} ${why}`, { fix: 'check the path' });
  }
}

/** Refuses a file that was cut off. */
export function mustBeWhole(name: string, end: TextFileEnd): void {
  if (end.endsWithNewline) return;
  throw new ProblemError(
    'FILE_TRUNCATED',
    `${name} does not end with a newline: it was cut off, or is empty`,
    {
      fix: 'transfer the file again; nothing was changed',
    },
  );
}
