import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { ProblemError } from '@kallelse/kernel';

const CHUNK_BYTES = 1 << 20;
const NEWLINE = 10;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF_16_MARKS = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];

/** What is known of a text file once it has been read to its end. */
export interface TextFileEnd {
  readonly sha256: string;
  readonly bytes: number;
  /** A file that does not end in a newline was cut off. */
  readonly endsWithNewline: boolean;
}

/**
 * How the text is given: as it is, or byte by byte (each byte a character below 256), for a reader that passes it on and
 * looks at ASCII only. That spares decoding and encoding again, and the file is checked to be UTF-8 all the same.
 */
export type TextForm = 'text' | 'bytes';

/** A text file read as strict UTF-8, piece by piece (a byte order mark is left out), and hashed on the way. */
export class TextFile {
  private readonly hash = createHash('sha256');
  private bytes = 0;
  private lastByte: number | undefined;

  constructor(
    readonly path: string,
    private readonly form: TextForm = 'text',
  ) {}

  /** The file's name without its folder, for messages. */
  get name(): string {
    return basename(this.path);
  }

  async *pieces(): AsyncGenerator<string> {
    await this.mustExist();
    let rest: Buffer = Buffer.alloc(0);
    for await (const chunk of createReadStream(this.path, {
      highWaterMark: CHUNK_BYTES,
    }) as AsyncIterable<Buffer>) {
      this.hash.update(chunk);
      const isFirst = this.bytes === 0;
      this.bytes += chunk.length;
      this.lastByte = chunk[chunk.length - 1] ?? this.lastByte;
      const joined = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const whole = wholeCharacters(joined);
      rest = joined.subarray(whole);
      const hasMark = isFirst && joined.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
      yield await this.decode(
        joined.subarray(hasMark ? BYTE_ORDER_MARK.length : 0, whole),
        this.bytes - joined.length,
      );
    }
    yield await this.decode(rest, this.bytes - rest.length);
  }

  end(): TextFileEnd {
    return { sha256: this.hash.digest('hex'), bytes: this.bytes, endsWithNewline: this.lastByte === NEWLINE };
  }

  /** Checked natively before it is decoded: several times faster than a decoder that stops at the first wrong byte. */
  private async decode(bytes: Buffer, offset: number): Promise<string> {
    if (isUtf8(bytes)) return bytes.toString(this.form === 'text' ? 'utf8' : 'latin1');
    const what = await this.otherEncoding(bytes, offset);
    throw new ProblemError('FILE_ENCODING', `${this.name} is not UTF-8: ${what}`, {
      fix: 'export the file as UTF-8 and import it again; nothing was changed',
    });
  }

  /** What is there instead, or in which line. The lines before a piece are counted only now: a good file pays nothing. */
  private async otherEncoding(bytes: Buffer, offset: number): Promise<string> {
    if (offset === 0 && UTF_16_MARKS.some((mark) => bytes.subarray(0, mark.length).equals(mark)))
      return 'it is UTF-16';
    let line = 1;
    if (offset > 0) {
      for await (const chunk of createReadStream(this.path, { end: offset - 1 }) as AsyncIterable<Buffer>)
        line += newlinesIn(chunk);
    }
    for (let start = 0; ; line++) {
      const end = bytes.indexOf(NEWLINE, start);
      if (end === -1 || !isUtf8(bytes.subarray(start, end))) break;
      start = end + 1;
    }
    return `line ${line} holds a character of another encoding`;
  }

  private async mustExist(): Promise<void> {
    const found = await stat(this.path).catch((error: unknown) => error as NodeJS.ErrnoException);
    if ('isFile' in found && found.isFile()) return;
    throw new ProblemError('FILE_MISSING', `${this.name} ${whyNoFile(found)}`, { fix: 'check the path' });
  }
}

function whyNoFile(found: Stats | NodeJS.ErrnoException): string {
  if (!('code' in found)) return (found as Stats).isDirectory() ? 'is a folder, not a file' : 'is no file';
  return found.code === 'ENOENT' ? 'is not there' : `cannot be read (${String(found.code)})`;
}

function newlinesIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count++;
  return count;
}

/** How many bytes of a chunk are whole characters: the last one may go on in the next chunk. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** Refuses a file that was cut off. */
export function mustBeWhole(name: string, end: TextFileEnd): void {
  if (end.endsWithNewline) return;
  const what = end.bytes === 0 ? 'is empty' : 'does not end with a newline: it was cut off';
  throw new ProblemError('FILE_TRUNCATED', `${name} ${what}`, {
    fix: 'transfer the file again; nothing was changed',
  });
}
