import { createConnection, type Socket } from 'node:net';

/** Where and as whom to reach the server. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** The one line a supervisor sends to a client: the address, or why there is no server. */
export type Answer =
  | { readonly ready: ServerAddress }
  | { readonly problem: { readonly code: string; readonly message: string; readonly fix?: string } };

/** What a client asks: to be counted as one, or that the server stop at once. */
export type Request = 'attach' | 'stop';

/** No socket, a socket that nobody holds, and one whose holder died while the connection waited to be taken. */
const NOBODY = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET']);

/** A connection to the socket, or undefined when nobody listens there. That it broke later is told by `close` alone. */
export function connectTo(path: string): Promise<Socket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.removeAllListeners('error').on('error', () => undefined);
      resolve(socket);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (NOBODY.has(error.code ?? '')) resolve(undefined);
      else reject(error);
    });
  });
}

/** Whether someone listens on the socket: the kernel's word, true across pid namespaces and reused pids. */
export async function isListening(path: string): Promise<boolean> {
  const socket = await connectTo(path);
  socket?.destroy();
  return socket !== undefined;
}

/** The first line that arrives; undefined when the other side closes before. */
export function firstLine(socket: Socket): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const onData = (chunk: Buffer): void => {
      text += chunk.toString('utf8');
      if (text.includes('\n')) finish(text.slice(0, text.indexOf('\n')));
    };
    const onEnd = (): void => finish(undefined);
    const finish = (line: string | undefined): void => {
      socket.off('data', onData).off('close', onEnd);
      resolve(line);
    };
    socket.on('data', onData).once('close', onEnd);
  });
}
