import { type PoolClient } from 'pg';
import { type EntityManager } from 'typeorm';
import { ProblemError } from '@kallelse/kernel';
import { type EntityClass, RoleDataSource } from './role-data-source';
import { type Role } from './roles';
import { type Server } from './server';

/** Isolation of a transaction; the default suffices where constraints guard what must hold. */
export type Isolation = 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE';

/** What {@link Databases} needs. */
export interface DatabasesOptions {
  /** Asked at first use, so that a process can start before its database. */
  readonly server: () => Promise<{ readonly server: Server; readonly secret: string }>;
  readonly entities: readonly EntityClass[];
  readonly poolSize: number;
  readonly applicationName: string;
  readonly onConnectionError?: (role: Role, code: string) => void;
  /** Adds the server's text to messages of wrong SQL. For tests on synthetic data only. */
  readonly revealMessages?: boolean;
}

/** The connections of a process to its database: one small pool per role, opened at first use. */
export class Databases {
  private readonly sources = new Map<Role, Promise<RoleDataSource>>();
  private isClosed = false;

  constructor(private readonly options: DatabasesOptions) {}

  /** The data source of a role: repositories, query builder and plain SQL outside a transaction. */
  source(role: Role): Promise<RoleDataSource> {
    if (this.isClosed) {
      return Promise.reject(
        new ProblemError('DATABASE_CLOSED', 'this process has closed its database connections'),
      );
    }
    let source = this.sources.get(role);
    if (!source) {
      source = this.open(role);
      this.sources.set(role, source);
      // A failed attempt is not kept: the database may be there the next time.
      source.catch(() => this.sources.delete(role));
    }
    return source;
  }

  /**
   * Runs `work` in one transaction of a role: committed when it resolves, rolled back when it rejects. Every error that
   * comes from the database leaves as a problem without values.
   */
  async transaction<T>(
    role: Role,
    work: (tx: EntityManager) => Promise<T>,
    isolation?: Isolation,
  ): Promise<T> {
    const source = await this.source(role);
    return source.guard(() => (isolation ? source.transaction(isolation, work) : source.transaction(work)));
  }

  /** Runs plain SQL as a role, outside a transaction of its own. */
  async query<Row>(role: Role, sql: string, parameters: unknown[] = []): Promise<Row[]> {
    const source = await this.source(role);
    return source.query<Row[]>(sql, parameters);
  }

  /** Resolves when the database answers this role. */
  async ping(role: Role): Promise<void> {
    await this.query(role, 'SELECT 1');
  }

  /** Closes all connections; those in use are waited for. */
  async close(): Promise<void> {
    this.isClosed = true;
    const opened = await Promise.allSettled(this.sources.values());
    this.sources.clear();
    await Promise.all(opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value.destroy()] : [])));
  }

  private async open(role: Role): Promise<RoleDataSource> {
    const { server, secret } = await this.options.server();
    const { entities, poolSize, applicationName, onConnectionError, revealMessages } = this.options;
    const source = new RoleDataSource({
      server,
      role,
      secret,
      entities,
      poolSize,
      applicationName,
      onConnectionError: (code) => onConnectionError?.(role, code),
      ...(revealMessages === undefined ? {} : { revealMessages }),
    });
    return source.initialize();
  }
}

/**
 * The driver's own connection of a running transaction, for what TypeORM does not offer: COPY with `pg-copy-streams`,
 * cursors. Its errors are the driver's; let them reject the transaction, which turns them into problems.
 */
export async function driverClient(tx: EntityManager): Promise<PoolClient> {
  if (!tx.queryRunner?.isTransactionActive)
    throw new Error('driverClient() needs the manager of a transaction');
  return (await tx.queryRunner.connect()) as PoolClient;
}
