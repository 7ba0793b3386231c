import { createServer } from 'node:net';
import { once } from 'node:events';
import { ProblemError } from '@kallelse/kernel';
import { type Config } from '@kallelse/platform';

/** Refuses an address that cannot be listened on. @throws ProblemError PORT_TAKEN, PORT_DENIED */
export async function mustBeFree({ host, port }: Pick<Config, 'host' | 'port'>): Promise<void> {
  const probe = createServer();
  try {
    await once(probe.listen(port, host), 'listening');
  } catch (error) {
    throw listenProblem(error, { host, port });
  }
  await new Promise((resolve) => probe.close(resolve));
}

/** What is told of an address that cannot be listened on; any other error as it is. */
export function listenProblem(error: unknown, { host, port }: Pick<Config, 'host' | 'port'>): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE') {
    return new ProblemError('PORT_TAKEN', `another program listens on ${host}:${String(port)}`, {
      fix: 'end that program, or choose another port: KALLELSE_PORT=N, or kallelse start --port N',
    });
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL') {
    return new ProblemError('PORT_DENIED', `${host}:${String(port)} may not be listened on (${code})`, {
      fix: 'set KALLELSE_PORT to a port above 1023 and KALLELSE_HOST to an address of this machine',
    });
  }
  return error;
}
