import { asAdmin } from './provision';
import { type Server } from './server';
import { type ServerAddress } from '../embedded/protocol';

/** Name of the one database on the embedded server. */
const DATABASE = 'kallelse';

/** The embedded server as any other: its superuser is the admin. */
export function embeddedServer(address: ServerAddress, database: string = DATABASE): Server {
  const { host, port, user, password } = address;
  return { host, port, database, ssl: undefined, admin: { user, password } };
}

/** Creates the server's database unless it is there. */
export async function createDatabase(server: Server): Promise<void> {
  await asAdmin({ ...server, database: 'postgres' }, async (client) => {
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [server.database]);
    if (found.rowCount !== 0) return;
    try {
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(server.database)}`);
    } catch (error) {
      // Another process created it in this moment: duplicate database, or its name in the catalogue.
      if (!['42P04', '23505'].includes((error as { code?: string }).code ?? '')) throw error;
    }
  });
}
