import {
  EmbeddedDatabase,
  embeddedServer,
  migrate,
  asAdmin,
  serverFromUrl,
  type Server,
} from '@kallelse/platform';
import { testEnvironment } from './environment';
import { NODE_FROM_SOURCES } from './sources';

/** The server the specs of this run share, started by the first that asks. */
export interface TestServer {
  readonly server: Server;
  readonly secret: string;
  /** Lets go of it; it stays for the other specs. */
  release(): void;
}

/** Settings of test servers: nothing that a test writes must survive a power cut. */
export const FAST = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  shared_buffers: '128MB',
};
const SECRET = 'a secret of the specs';
const GRACE_SECONDS = 60;
const TEMPLATE_LOCK = 7_264_003;

/** Attaches to the server: the given one, or one embedded server for the whole run. */
export async function testServer(): Promise<TestServer> {
  const url = testEnvironment.databaseUrl;
  if (url !== undefined) {
    const server = serverFromUrl(url);
    return { server, secret: SECRET, release: () => undefined };
  }
  const embedded = await attachToRun(GRACE_SECONDS);
  return {
    server: embeddedServer(embedded.address, 'postgres'),
    secret: SECRET,
    release: () => embedded.detach(),
  };
}

/** Attaches to the embedded server of this run. */
export function attachToRun(graceSeconds: number): Promise<EmbeddedDatabase> {
  return EmbeddedDatabase.attach({
    dataFolder: testEnvironment.folder,
    graceSeconds,
    settings: FAST,
    nodeArguments: NODE_FROM_SOURCES,
  });
}

/** Name of the migrated database that the specs copy. */
export function templateName(): string {
  return `kallelse_template_${testEnvironment.runId}`;
}

/** Makes the template unless another spec of this run has; the others wait for it. */
export async function ensureTemplate({ server, secret }: TestServer): Promise<void> {
  await asAdmin(server, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [templateName()]);
    if (found.rowCount !== 0) return;
    const unfinished = `${templateName()}_part`;
    await client.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${unfinished}`);
    await migrate({ server: { ...server, database: unfinished }, secret, revealMessages: true });
    await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${templateName()}`);
  });
}
