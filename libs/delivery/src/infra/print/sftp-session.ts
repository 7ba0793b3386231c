import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Client, utils, type SFTPWrapper } from 'ssh2';
import { ProblemError } from '@kallelse/kernel';

/** A print supplier's SFTP server. */
export interface SftpServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Where runs are put; other folders of the server are not touched. */
  readonly folder: string;
  /** File with our private key, in the form of OpenSSH or PEM. */
  readonly keyFile: string;
  /** `SHA256:` and the fingerprint of the server's host key, as `ssh-keygen -lf` writes it. */
  readonly hostKey: string;
}

const CONNECT_MS = 15_000;
/** A server that has been silent so long, three times, is gone. */
const SILENCE_MS = 5000;
const NO_SUCH_FILE = 2;

/** The few things that are done at a supplier's, each a promise. */
export interface SftpSession {
  /** Size in bytes; undefined: there is no such file. A folder has some size. */
  sizeOf(path: string): Promise<number | undefined>;
  makeFolder(path: string): Promise<void>;
  put(from: string, to: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  namesIn(path: string): Promise<string[]>;
  /** Removes a folder with the files in it. */
  remove(path: string): Promise<void>;
}

/**
 * Works on a supplier's server. The server must show the pinned host key, before anything is said to it.
 * @throws {ProblemError} SFTP_KEY (ours cannot be read), SFTP_HOST_KEY, SFTP_REFUSED (it does not take our key), SFTP_UNREACHABLE, SFTP_FAILED
 */
export async function withSftp<T>(
  server: SftpServer,
  work: (session: SftpSession) => Promise<T>,
): Promise<T> {
  const key = await readKey(server.keyFile);
  const client = new Client();
  // A connection may also break between two answers: then whoever waits for one is told.
  let broke: (error: Error) => void = () => undefined;
  const broken = new Promise<never>((_, reject) => (broke = reject));
  broken.catch(() => undefined);
  client.on('error', broke).on('close', () => broke(new Error('the connection was closed')));
  try {
    const sftp = await Promise.race([connect(client, server, key), broken]);
    return await Promise.race([work(sessionOf(sftp)), broken]);
  } catch (error) {
    throw problemOf(error, server);
  } finally {
    client.end();
  }
}

class WrongHostKey extends Error {}

async function readKey(file: string): Promise<string> {
  const key = await readFile(file, 'utf8').catch(() => '');
  if (utils.parseKey(key) instanceof Error)
    throw new ProblemError(
      'SFTP_KEY',
      'KALLELSE_PRINT_SFTP_KEY names no file with a private key without a passphrase',
      {
        fix: 'make one by ssh-keygen -t ed25519 and give its .pub to the supplier; the run waits',
      },
    );
  return key;
}

function connect(
  client: Client,
  { host, port, user, hostKey }: SftpServer,
  privateKey: string,
): Promise<SFTPWrapper> {
  return new Promise((resolve, reject) => {
    client.once('ready', () => client.sftp((error, sftp) => (error ? reject(error) : resolve(sftp))));
    client.connect({
      host,
      port,
      username: user,
      privateKey,
      readyTimeout: CONNECT_MS,
      keepaliveInterval: SILENCE_MS,
      keepaliveCountMax: 3,
      hostVerifier: (key: Buffer) => {
        const isPinned = isSame(fingerprint(key), hostKey);
        if (!isPinned) reject(new WrongHostKey());
        return isPinned;
      },
    });
  });
}

/** As `ssh-keygen -lf` writes it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

function sessionOf(sftp: SFTPWrapper): SftpSession {
  const done = (act: (callback: (error?: Error | null) => void) => void): Promise<void> =>
    new Promise((resolve, reject) => act((error) => (error ? reject(error) : resolve())));
  const namesIn = (path: string): Promise<string[]> =>
    new Promise((resolve, reject) =>
      sftp.readdir(path, (error, entries) =>
        error ? reject(error) : resolve(entries.map(({ filename }) => filename)),
      ),
    );
  return {
    sizeOf: (path) =>
      new Promise((resolve, reject) =>
        // The types promise what is not there when there is an error.
        sftp.stat(path, (error, found?: { readonly size: number }) => {
          if (!error) resolve(found?.size ?? 0);
          else if ((error as { code?: unknown }).code === NO_SUCH_FILE) resolve(undefined);
          else reject(error);
        }),
      ),
    makeFolder: (path) => done((callback) => sftp.mkdir(path, { mode: 0o700 }, callback)),
    put: (from, to) => done((callback) => sftp.fastPut(from, to, { mode: 0o600 }, callback)),
    rename: (from, to) => done((callback) => sftp.rename(from, to, callback)),
    namesIn,
    remove: async (path) => {
      for (const name of await namesIn(path))
        await done((callback) => sftp.unlink(`${path}/${name}`, callback));
      await done((callback) => sftp.rmdir(path, callback));
    },
  };
}

function problemOf(error: unknown, { host, port }: SftpServer): ProblemError {
  if (error instanceof ProblemError) return error;
  const where = `${host}:${port}`;
  if (error instanceof WrongHostKey)
    return new ProblemError(
      'SFTP_HOST_KEY',
      `${where} does not have the host key of KALLELSE_PRINT_SFTP_HOST_KEY`,
      {
        fix: 'send nothing before the supplier has confirmed a new key by another way than this connection; the run waits',
      },
    );
  const { level, code } = Object(error) as { readonly level?: unknown; readonly code?: unknown };
  if (level === 'client-authentication')
    return new ProblemError('SFTP_REFUSED', `${where} does not let the user of KALLELSE_PRINT_SFTP in`, {
      fix: 'check the user and KALLELSE_PRINT_SFTP_KEY with the supplier; the run waits',
    });
  if (level === 'client-socket' || level === 'client-timeout')
    return new ProblemError('SFTP_UNREACHABLE', `${where} cannot be reached (${text(code ?? level)})`, {
      fix: 'check KALLELSE_PRINT_SFTP and the network; the run goes by itself when the server is back',
    });
  return new ProblemError(
    'SFTP_FAILED',
    `${where} did not take what was sent (${text(code ?? 'connection lost')})`,
    {
      fix: 'check room and rights of the folder of KALLELSE_PRINT_SFTP with the supplier; the run is tried again by itself',
    },
  );
}

/** A status of SFTP is a number, an error of the network a name; neither holds what was sent. */
function text(code: unknown): string {
  return typeof code === 'number' || typeof code === 'string' ? String(code) : 'unknown';
}
