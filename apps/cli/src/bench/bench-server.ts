import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  asAdmin,
  Databases,
  EmbeddedDatabase,
  embeddedServer,
  processEnvironment,
  type ScratchDatabase,
  scratchDatabase,
  type ServerFacts,
  serverFacts,
} from '@kallelse/platform';

/** Runs a statement. */
export type RunAsAdmin = (sql: string) => Promise<readonly [rows: unknown[], concerned: number]>;

/** An empty, migrated database, with connections of ours and the variables that make another process use it. */
export interface BenchDatabase {
  readonly databases: Databases;
  readonly environment: Readonly<Record<string, string>>;
  /** Does something as the server's administrator, whose statements give their rows and how many they concerned. */
  readonly asAdmin: <T>(work: (run: RunAsAdmin) => Promise<T>) => Promise<T>;
  /** Closes the connections and drops it. */
  drop(): Promise<void>;
}

/** The embedded server of the bench's own data folder. */
export class BenchServer {
  private count = 0;
  /** Made, and nothing written to it yet. */
  private unused: BenchDatabase | undefined;
  private readonly secret = randomBytes(24).toString('hex');

  private constructor(
    private readonly embedded: EmbeddedDatabase,
    /** For files of the bench. */
    readonly folder: string,
    private readonly isTemporary: boolean,
  ) {}

  /** @param folder absent: a temporary one, removed at the end */
  static async start(folder: string | undefined, onProgress: (line: string) => void): Promise<BenchServer> {
    const own = folder ?? mkdtempSync(join(tmpdir(), 'kallelse-bench-'));
    mkdirSync(own, { recursive: true });
    // As root: the account that runs PostgreSQL has to pass through.
    if (folder === undefined) chmodSync(own, 0o711);
    const embedded = await EmbeddedDatabase.attach({ dataFolder: own, graceSeconds: 0, onProgress });
    return new BenchServer(embedded, own, folder === undefined);
  }

  async stop(): Promise<void> {
    await this.unused?.drop();
    await this.embedded.stop();
    if (this.isTemporary) rmSync(this.folder, { recursive: true, force: true });
  }

  /** What the server is and how it is set. */
  async facts(): Promise<ServerFacts> {
    this.unused ??= await this.makeDatabase();
    return serverFacts(this.unused.databases, 'kallelse_selection');
  }

  /** A fresh database. */
  async database(): Promise<BenchDatabase> {
    const database = this.unused ?? (await this.makeDatabase());
    this.unused = undefined;
    return database;
  }

  private async makeDatabase(): Promise<BenchDatabase> {
    const host = embeddedServer(this.embedded.address);
    const scratch = await scratchDatabase(host, this.secret, `bench_${++this.count}`);
    const databases = new Databases({
      server: () => Promise.resolve({ server: scratch.server, secret: this.secret }),
      entities: [],
      poolSize: 2,
      applicationName: 'kallelse bench',
    });
    const drop = async (): Promise<void> => {
      await databases.close();
      await scratch.drop();
    };
    return {
      databases,
      environment: this.environmentOf(scratch),
      asAdmin: (work) =>
        asAdmin(scratch.server, (client) =>
          work(async (sql) => {
            const { rows, rowCount } = await client.query<object>(sql);
            return [rows, rowCount ?? 0] as const;
          }),
        ),
      drop,
    };
  }

  private environmentOf({ server }: ScratchDatabase): Record<string, string> {
    const { host, port, database, admin } = server;
    const [user, password] = [admin.user, admin.password ?? ''].map(encodeURIComponent);
    const { PATH = '', REDIS_URL } = processEnvironment();
    return {
      PATH,
      ...(REDIS_URL === undefined ? {} : { REDIS_URL }),
      DATABASE_URL: `postgres://${String(user)}:${String(password)}@${host}:${String(port)}/${database}`,
      KALLELSE_SECRET: this.secret,
      KALLELSE_DATA: this.folder,
    };
  }
}
