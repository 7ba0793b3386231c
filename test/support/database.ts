import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { asAdmin, closeDatabase, Databases, type EntityClass, type Server } from '@kallelse/platform';
import { testEnvironment } from './environment';
import { ensureTemplate, templateName, testServer, type TestServer } from './server';

/** A migrated database of a spec's own. Usable from the first `beforeAll` of the spec on. */
export interface TestDatabase {
  readonly databases: Databases;
  readonly server: Server;
  readonly secret: string;
  /** Variables that make a process of ours (or `loadConfig`) use this database, and a data folder of its own. */
  readonly environment: Readonly<Record<string, string>>;
}

const SETUP_TIMEOUT_MS = 60_000;

/**
 * Gives the spec file (or `describe`) that calls it a fresh, migrated database on a real server, and drops it at the
 * end. Errors of wrong SQL show the server's text here, unlike in production.
 *
 *     const db = testDatabase({ entities: [ResidentEntity] });
 *     it('…', () => db.databases.transaction('kallelse_import', async (tx) => { … }));
 */
export function testDatabase(options: { readonly entities?: readonly EntityClass[] } = {}): TestDatabase {
  let host: TestServer | undefined;
  let made: TestDatabase | undefined;

  beforeAll(async () => {
    host = await testServer();
    await ensureTemplate(host);
    const { secret } = host;
    const server = await copyTemplate(host.server);
    const databases = new Databases({
      server: () => Promise.resolve({ server, secret }),
      entities: options.entities ?? [],
      poolSize: 4,
      applicationName: 'kallelse spec',
      revealMessages: true,
    });
    made = { databases, server, secret, environment: environmentOf(server, secret) };
  }, SETUP_TIMEOUT_MS);

  afterAll(async () => {
    await made?.databases.close();
    if (host && made) await drop(host.server, made.server.database);
    host?.release();
  }, SETUP_TIMEOUT_MS);

  const get = (): TestDatabase => {
    if (!made) throw new Error('the test database is there from beforeAll on');
    return made;
  };
  return {
    get databases() {
      return get().databases;
    },
    get server() {
      return get().server;
    },
    get secret() {
      return get().secret;
    },
    get environment() {
      return get().environment;
    },
  };
}

function environmentOf({ host, port, database, admin }: Server, secret: string): Record<string, string> {
  const [user, password] = [admin.user, admin.password ?? ''].map(encodeURIComponent);
  return {
    DATABASE_URL: `postgres://${String(user)}:${String(password)}@${host}:${String(port)}/${database}`,
    KALLELSE_SECRET: secret,
    KALLELSE_DATA: join(testEnvironment.folder, database),
    ...(testEnvironment.redisUrl === undefined ? {} : { REDIS_URL: testEnvironment.redisUrl }),
  };
}

async function copyTemplate(server: Server): Promise<Server> {
  const database = `kallelse_spec_${testEnvironment.runId}_${randomBytes(4).toString('hex')}`;
  await asAdmin(server, (client) => client.query(`CREATE DATABASE ${database} TEMPLATE ${templateName()}`));
  const copy = { ...server, database };
  await asAdmin(copy, (client) => closeDatabase(client, database));
  return copy;
}

async function drop(server: Server, database: string): Promise<void> {
  await asAdmin(server, (client) => client.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`));
}
