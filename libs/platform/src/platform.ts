import { type Clock, ProblemError } from '@kallelse/kernel';
import { ArtefactStore } from './artefacts/artefact-store';
import { clockFor } from './clock/clocks';
import { type Config } from './config/config';
import { DerivedKeys } from './config/derived-keys';
import { Databases } from './database/databases';
import { type EmbeddedHints, ServerLocator } from './database/located-server';
import { migrate, pendingMigrations } from './database/migrate';
import { type EntityClass } from './database/role-data-source';
import { Health } from './health/health';
import { type Log } from './logging/log';
import { type DeclaredJob } from './queue/job';
import { PostgresBackend } from './queue/postgres-backend';
import { jobPrefix } from './queue/job-prefix';
import { Queues } from './queue/queues';
import { RedisBackend } from './queue/redis-backend';
import { Sweeper } from './sweep/sweeper';

/** What the libs hand over; platform knows none of it itself. */
export interface PlatformParts {
  readonly entities?: readonly EntityClass[];
  readonly jobs?: readonly DeclaredJob[];
}

/** What {@link openPlatform} needs beside the configuration. */
export interface PlatformOptions extends PlatformParts {
  readonly log: Log;
  /** Shown in `pg_stat_activity`: api, worker, cli. */
  readonly name: string;
  /** Another clock than the configured one, for the demo. */
  readonly clock?: Clock;
  readonly embedded?: EmbeddedHints;
}

/** Everything a process stands on. Opening it connects to nothing yet. */
export class Platform {
  readonly clock: Clock;
  readonly log: Log;
  readonly databases: Databases;
  readonly queues: Queues;
  readonly artefacts: ArtefactStore;
  readonly keys: DerivedKeys;
  readonly health: Health;
  readonly sweeper: Sweeper;
  private readonly locator: ServerLocator;

  constructor(
    readonly config: Config,
    options: PlatformOptions,
  ) {
    this.log = options.log;
    this.clock = options.clock ?? clockFor(config.clock);
    this.locator = new ServerLocator(config, options.embedded);
    const server = (): ReturnType<ServerLocator['locate']> => this.locator.locate();
    this.databases = new Databases({
      server,
      entities: options.entities ?? [],
      poolSize: config.poolSize,
      applicationName: `kallelse ${options.name}`,
      onConnectionError: (role, code) => this.log.write('warn', 'database-connection-error', { role, code }),
    });
    this.queues = new Queues({
      backend:
        config.redisUrl === undefined
          ? new PostgresBackend(server)
          : new RedisBackend(config.redisUrl, async () => jobPrefix(this.databases, (await server()).secret)),
      jobs: options.jobs ?? [],
      concurrency: config.workerConcurrency,
      log: this.log,
    });
    this.artefacts = new ArtefactStore(config.artefactFolder);
    this.keys = new DerivedKeys(async () => (await server()).secret);
    this.health = new Health(this.databases, this.queues, this.artefacts);
    this.sweeper = new Sweeper({ databases: this.databases, log: this.log });
  }

  /** Makes roles, database and schema as this program needs them; returns the steps that were done. */
  async migrate(onProgress?: (line: string) => void): Promise<string[]> {
    await this.locator.createIfEmbedded();
    return migrate({ ...(await this.locator.locate()), ...(onProgress ? { onProgress } : {}) });
  }

  /**
   * Resolves when the database fits this program: the embedded one is migrated on the way, a given one must have been
   * (`kallelse migrate` is a step of its own in a deployment).
   */
  async prepare(onProgress?: (line: string) => void): Promise<void> {
    const pending = await pendingMigrations(this.databases);
    if (pending.length === 0) return;
    if (this.locator.isEmbedded) {
      await this.migrate(onProgress);
      return;
    }
    throw new ProblemError('MIGRATIONS_PENDING', `the database lacks ${String(pending.length)} migrations`, {
      fix: 'run kallelse migrate with this DATABASE_URL',
    });
  }

  /** Ends everything in the order in which it depends on each other. */
  async close(): Promise<void> {
    await this.sweeper.close();
    await this.queues.close();
    await this.databases.close();
    await this.locator.close();
  }
}

/** Opens the platform for a process; {@link Platform.close} it at the end. */
export function openPlatform(config: Config, options: PlatformOptions): Platform {
  return new Platform(config, options);
}
