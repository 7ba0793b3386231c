import { randomBytes } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { access, constants, type FileHandle, link, mkdir, open, rm, statfs, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createHash } from 'node:crypto';
import { ProblemError } from '@kallelse/kernel';

/** An artefact that was written. */
export interface Artefact {
  /** What to ask for it by, and all that may be written down about where it is. */
  readonly name: string;
  readonly bytes: number;
  /** In hex. */
  readonly sha256: string;
}

/** What an artefact is made of: all at once, or piece by piece. */
export type ArtefactContent = string | Uint8Array | AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

const NAME = /^[a-z0-9][a-z0-9._-]*(?:\/[a-z0-9][a-z0-9._-]*){0,3}$/;
const PART = '.part';

/**
 * Files with personal data (rendered letters, manifests): a folder of our own (0700), files for us only (0600), names
 * that say nothing. A file is there as a whole or not at all, survives a power cut once written, and is never written
 * a second time.
 */
export class ArtefactStore {
  constructor(private readonly folder: string) {}

  /** Writes an artefact under a random name, or under a given one: refused when that exists. */
  async write(content: ArtefactContent, name: string = randomName()): Promise<Artefact> {
    const file = this.fileOf(name);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const part = `${file}.${randomBytes(4).toString('hex')}${PART}`;
    try {
      const written = await writeWhole(part, content);
      // Linking fails when the name exists; renaming would replace what is there.
      await link(part, file);
      await syncFolder(dirname(file));
      return { name, ...written };
    } catch (error) {
      throw storeProblem(error, name);
    } finally {
      await rm(part, { force: true });
    }
  }

  /** The content as a stream. */
  async read(name: string): Promise<ReadStream> {
    const file = this.fileOf(name);
    await access(file, constants.R_OK).catch((error: unknown) => {
      throw storeProblem(error, name);
    });
    return createReadStream(file);
  }

  /** Whether an artefact of that name was written. */
  async has(name: string): Promise<boolean> {
    return access(this.fileOf(name)).then(
      () => true,
      () => false,
    );
  }

  /** Deletes an artefact at the end of its retention; one that is gone already is fine. */
  async remove(name: string): Promise<void> {
    const file = this.fileOf(name);
    try {
      await unlink(file);
      await syncFolder(dirname(file));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw storeProblem(error, name);
    }
  }

  /** Resolves when the folder can be written to and its disk has room. */
  async check(leastFreeBytes = 64 * 1024 * 1024): Promise<void> {
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      await access(this.folder, constants.W_OK);
      const { bavail, bsize } = await statfs(this.folder);
      if (bavail * bsize >= leastFreeBytes) return;
    } catch (error) {
      throw storeProblem(error, this.folder);
    }
    throw diskFull();
  }

  private fileOf(name: string): string {
    if (!NAME.test(name) || name.endsWith(PART)) {
      throw new ProblemError(
        'ARTEFACT_NAME_INVALID',
        'an artefact is named in lower-case letters, digits, ".", "_", "-"',
      );
    }
    return join(this.folder, name);
  }
}

/** 128 random bits, spread over 256 folders. */
function randomName(): string {
  const name = randomBytes(16).toString('hex');
  return `${name.slice(0, 2)}/${name}`;
}

async function writeWhole(
  file: string,
  content: ArtefactContent,
): Promise<{ bytes: number; sha256: string }> {
  const handle = await open(file, 'wx', 0o600);
  try {
    const digest = createHash('sha256');
    let bytes = 0;
    for await (const piece of pieces(content)) {
      digest.update(piece);
      bytes += piece.byteLength;
      await writeAll(handle, piece);
    }
    await handle.sync();
    return { bytes, sha256: digest.digest('hex') };
  } finally {
    await handle.close();
  }
}

function pieces(content: ArtefactContent): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  if (typeof content === 'string') return [Buffer.from(content, 'utf8')];
  return content instanceof Uint8Array ? [content] : content;
}

/** One write may take only a part (a disk that is nearly full). */
async function writeAll(handle: FileHandle, piece: Uint8Array): Promise<void> {
  for (let offset = 0; offset < piece.byteLength;) {
    const { bytesWritten } = await handle.write(piece, offset);
    offset += bytesWritten;
  }
}

/** Makes a new or removed name in a folder survive a power cut. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function storeProblem(error: unknown, name: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull();
  if (code === 'EEXIST')
    return new ProblemError('ARTEFACT_EXISTS', `the artefact ${name} was written before`);
  if (code === 'ENOENT') return new ProblemError('ARTEFACT_MISSING', `the artefact ${name} is not there`);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new ProblemError('ARTEFACT_DENIED', `the artefact store may not be written to or read (${code})`, {
      fix: 'check the owner of the folder artefacts in KALLELSE_DATA',
    });
  }
  return error;
}

function diskFull(): ProblemError {
  return new ProblemError('ARTEFACT_DISK_FULL', 'the disk of the artefact store is full', {
    fix: 'free space on the disk of KALLELSE_DATA; nothing was written halfway',
  });
}
