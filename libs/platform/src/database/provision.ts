import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { ProblemError } from '@kallelse/kernel';
import { databaseProblem } from './database-error';
import { OWNER, type Role, rolePassword, ROLES } from './roles';
import { scramVerifier } from './scram';
import { type Server } from './server';

const MINIMUM_VERSION = 150_000;
const ATTRIBUTES = 'LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS';
/** Roles that load or stage rows in temporary tables of their own. */
const TEMPORARY: readonly Role[] = [
  'kallelse_publisher',
  'kallelse_import',
  'kallelse_selection',
  'kallelse_generate',
  'kallelse_delivery',
];

/** Runs `work` on a connection as the user who may create roles. */
export async function asAdmin<T>(server: Server, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    host: server.host,
    port: server.port,
    database: server.database,
    user: server.admin.user,
    password: server.admin.password,
    ssl: server.ssl as boolean,
    connectionTimeoutMillis: 10_000,
    application_name: 'kallelse migrate',
  });
  client.on('error', () => undefined); // the running statement fails too, and says it
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    throw databaseProblem(error, `${server.host}:${String(server.port)}`);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Makes the roles, gives them their derived passwords, and closes the database to everyone else. The only thing done
 * as the user of DATABASE_URL. Roles belong to the whole server, so they may be there already, made for another database.
 */
export async function provision(server: Server, secret: string): Promise<void> {
  await asAdmin(server, async (client) => {
    await checkServer(client);
    for (const role of ROLES) await makeRole(client, role, rolePassword(secret, role));
    await againAfterRace(() => closeDatabase(client, server.database));
  });
}

/** Database-wide grants. They are no part of a database's content, so a copy of a database needs them anew. */
export async function closeDatabase(client: Client, database: string): Promise<void> {
  const name = client.escapeIdentifier(database);
  await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
  await client.query('REVOKE ALL ON SCHEMA public FROM PUBLIC');
  await client.query(`GRANT CONNECT ON DATABASE ${name} TO ${ROLES.join(', ')}`);
  await client.query(`GRANT TEMPORARY ON DATABASE ${name} TO ${TEMPORARY.join(', ')}`);
  await client.query(`GRANT CREATE ON DATABASE ${name} TO ${OWNER}`);
  await client.query(`GRANT CREATE, USAGE ON SCHEMA public TO ${OWNER}`);
  // The table of done migrations stands there; a running process asks it whether it fits.
  await client.query('GRANT USAGE ON SCHEMA public TO kallelse_app');
}

async function checkServer(client: Client): Promise<void> {
  const { rows } = await client.query<{ version: string; encoding: string }>(
    `SELECT current_setting('server_version_num') AS version, current_setting('server_encoding') AS encoding`,
  );
  const version = Number(rows[0]?.version);
  if (version < MINIMUM_VERSION) {
    throw new ProblemError(
      'DATABASE_TOO_OLD',
      `the server is PostgreSQL ${String(Math.floor(version / 10_000))}`,
      {
        fix: 'use PostgreSQL 15 or newer',
      },
    );
  }
  if (rows[0]?.encoding !== 'UTF8') {
    throw new ProblemError('DATABASE_ENCODING', 'the database does not store text as UTF-8', {
      fix: 'create the database with ENCODING UTF8',
    });
  }
}

async function makeRole(client: Client, role: Role, password: string): Promise<void> {
  const secret = `PASSWORD '${scramVerifier(password)}'`;
  await againAfterRace(async () => {
    const exists = await checkRole(client, role);
    await client.query(
      exists ? `ALTER ROLE ${role} WITH LOGIN ${secret}` : `CREATE ROLE ${role} WITH ${ATTRIBUTES} ${secret}`,
    );
    await client.query(`ALTER ROLE ${role} SET timezone TO 'UTC'`);
  });
}

/** Another process may make or change the same role, or the rights on the same database, at the same moment: then once more. */
async function againAfterRace(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await work();
      return;
    } catch (error) {
      // Duplicate role, duplicate key in a catalogue, "tuple concurrently updated".
      const isRace = ['42710', '23505', 'XX000'].includes((error as { code?: string }).code ?? '');
      if (!isRace || attempt === 10) throw error;
      await delay(20 * attempt);
    }
  }
}

/** Whether the role exists. One that someone gave more power than it may have is refused, not silently used. */
async function checkRole(client: Client, role: Role): Promise<boolean> {
  const { rows } = await client.query<{ powerful: boolean }>(
    `SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication
            OR EXISTS (SELECT FROM pg_auth_members WHERE member = pg_roles.oid) AS powerful
       FROM pg_roles WHERE rolname = $1`,
    [role],
  );
  if (rows[0]?.powerful) {
    throw new ProblemError(
      'ROLE_TOO_POWERFUL',
      `the role ${role} of the server has attributes or memberships it may not have`,
      {
        fix: `take them away, or drop the role and run kallelse migrate again`,
      },
    );
  }
  return rows.length > 0;
}
