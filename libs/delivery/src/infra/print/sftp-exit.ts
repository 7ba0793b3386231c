import { readdir, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { ProblemError } from '@kallelse/kernel';
import { MARKER, type RunExit } from './run-exit';
import { withSftp, type SftpServer, type SftpSession } from './sftp-session';

/** Where runs lie until they are whole; suppliers do not look there. */
const INCOMING = '.incoming';

/**
 * Hands runs over to a supplier by SFTP: files into `.incoming/`, a folder per lease, then visible under the run's id by
 * one rename.
 */
export class SftpExit implements RunExit {
  constructor(private readonly server: SftpServer) {}

  async prepare(name: string, work: string): Promise<void> {
    await withSftp(this.server, async (session) => {
      const incoming = this.at(INCOMING);
      await makeSure(session, incoming);
      const target = posix.join(incoming, name);
      if ((await session.sizeOf(target)) !== undefined) await session.remove(target);
      await session.makeFolder(target);
      for (const file of await inOrder(work))
        await putWhole(session, join(work, file), posix.join(target, file));
    });
  }

  async release(name: string, runId: string): Promise<void> {
    await withSftp(this.server, async (session) => {
      const [from, to] = [posix.join(this.at(INCOMING), name), this.at(runId)];
      // Gone: it was renamed before, and may have been taken since.
      if ((await session.sizeOf(from)) !== undefined) await session.rename(from, to);
      await this.tidy(session, runId);
    });
  }

  /** Connects, and puts and removes an empty folder: what a run will need. */
  async try(): Promise<void> {
    await withSftp(this.server, async (session) => {
      await makeSure(session, this.at(INCOMING));
      const trial = this.at(`${INCOMING}/trial-${process.pid}`);
      await session.makeFolder(trial);
      await session.remove(trial);
    });
  }

  /** What other leases left of a run that has been handed over. */
  private async tidy(session: SftpSession, runId: string): Promise<void> {
    const incoming = this.at(INCOMING);
    const names = await session.namesIn(incoming).catch(() => []);
    for (const name of names.filter((one) => one.startsWith(`${runId}.`)))
      await session.remove(posix.join(incoming, name)).catch(() => undefined);
  }

  private at(name: string): string {
    return posix.join(this.server.folder, name);
  }
}

async function makeSure(session: SftpSession, folder: string): Promise<void> {
  if ((await session.sizeOf(folder)) !== undefined) return;
  // Another worker may make it at the same moment.
  await session.makeFolder(folder).catch(async (error: unknown) => {
    if ((await session.sizeOf(folder)) === undefined) throw error;
  });
}

async function inOrder(work: string): Promise<string[]> {
  const names = await readdir(work);
  return [...names.filter((name) => name !== MARKER).sort(), ...names.filter((name) => name === MARKER)];
}

async function putWhole(session: SftpSession, from: string, to: string): Promise<void> {
  await session.put(from, to);
  const [own, theirs] = [(await stat(from)).size, await session.sizeOf(to)];
  if (own !== theirs)
    throw new ProblemError('SFTP_FAILED', `a file arrived with ${theirs ?? 0} of its ${own} bytes`, {
      fix: 'check the room on the supplier’s server; the run is tried again by itself',
    });
}
