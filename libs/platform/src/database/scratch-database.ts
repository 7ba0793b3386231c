import { createDatabase } from './embedded-server';
import { migrate } from './migrate';
import { asAdmin } from './provision';
import { type Server } from './server';

/** What a scratch database's name begins with, so that no other is ever dropped by mistake. */
const PREFIX = 'kallelse_scratch_';

/** An empty, migrated database beside the real one, for a measurement that must begin from nothing. */
export interface ScratchDatabase {
  readonly server: Server;
  drop(): Promise<void>;
}

/**
 * Makes a scratch database on a server; one of the same name goes first.
 * @param name letters, digits and underscores
 */
export async function scratchDatabase(host: Server, secret: string, name: string): Promise<ScratchDatabase> {
  if (!/^[a-z0-9_]{1,40}$/.test(name)) throw new Error('the name of a scratch database has other characters');
  const server = { ...host, database: `${PREFIX}${name}` };
  const drop = (): Promise<void> =>
    asAdmin({ ...host, database: 'postgres' }, async (client) => {
      await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(server.database)} WITH (FORCE)`);
    });
  await drop();
  await createDatabase(server);
  await migrate({ server, secret });
  return { server, drop };
}
