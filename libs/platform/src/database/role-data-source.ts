import {
  DataSource,
  type Logger,
  type MigrationInterface,
  type QueryRunner,
  type ReplicationMode,
} from 'typeorm';
import { databaseProblem } from './database-error';
import { SnakeCaseNaming } from './naming';
import { type Role, rolePassword } from './roles';
import { type Server } from './server';
import { valueTypes } from './value-types';

/** An entity class; libs hand theirs over, platform knows none. */
export type EntityClass = abstract new (...args: never[]) => unknown;

/** What the connections of one role need to know. */
export interface RoleConnection {
  readonly server: Server;
  readonly role: Role;
  readonly secret: string;
  readonly entities: readonly EntityClass[];
  readonly poolSize: number;
  /** Shown by `pg_stat_activity`. */
  readonly applicationName: string;
  /** Told of a connection that broke while idle. */
  readonly onConnectionError: (code: string) => void;
  /** Adds the server's text to messages of wrong SQL (class 42). For tests on synthetic data only. */
  readonly revealMessages?: boolean;
  readonly migrations?: readonly (new () => MigrationInterface)[];
}

const SILENT: Logger = {
  logQuery: () => undefined,
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: () => undefined,
};

const CONNECT_TIMEOUT_MS = 10_000;
const IDLE_TIMEOUT_MS = 30_000;

/** A TypeORM data source of one role, from which no error leaves that carries a statement or its values. */
export class RoleDataSource extends DataSource {
  private readonly where: string;

  constructor(private readonly connection: RoleConnection) {
    const { server, role, secret } = connection;
    super({
      type: 'postgres',
      host: server.host,
      port: server.port,
      database: server.database,
      username: role,
      password: rolePassword(secret, role),
      schema: 'public',
      ssl: server.ssl as boolean,
      applicationName: `${connection.applicationName} ${role}`,
      poolSize: connection.poolSize,
      connectTimeoutMS: CONNECT_TIMEOUT_MS,
      entities: connection.entities as never[],
      migrations: [...(connection.migrations ?? [])],
      migrationsTransactionMode: 'each',
      namingStrategy: new SnakeCaseNaming(),
      synchronize: false,
      installExtensions: false,
      // Statements and their values reach no log, not even that of a failed one. (`logging: false` lets some through.)
      logger: SILENT,
      poolErrorHandler: (error: { code?: string }) => connection.onConnectionError(error.code ?? 'UNKNOWN'),
      extra: { types: valueTypes, idleTimeoutMillis: IDLE_TIMEOUT_MS, keepAlive: true },
    });
    this.where = `${server.host}:${String(server.port)}`;
  }

  override async initialize(): Promise<this> {
    return this.guard(() => super.initialize());
  }

  override createQueryRunner(mode?: ReplicationMode): QueryRunner {
    const runner = super.createQueryRunner(mode);
    const query = runner.query.bind(runner) as (...args: unknown[]) => Promise<unknown>;
    runner.query = (...args: unknown[]) => this.guard(() => query(...args)) as Promise<never>;
    const connect = runner.connect.bind(runner);
    runner.connect = () => this.guard(connect) as Promise<never>;
    return runner;
  }

  /** Runs an action on the database; what it throws is turned into a problem without values. */
  async guard<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw databaseProblem(error, this.where, this.connection.revealMessages);
    }
  }
}
