import { Client } from 'pg';
import { type Processor } from 'bullmq';
import { databaseProblem } from '../database/database-error';
import { QUEUE_SCHEMA_VERSION } from '../database/migrations/schema/0002-queue-schema-11';
import { rolePassword } from '../database/roles';
import { type Server } from '../database/server';
import { ProblemError } from '@kallelse/kernel';
import {
  QUEUE_OPTIONS,
  type QueueBackend,
  type SendingQueue,
  WORKER_OPTIONS,
  type WorkingQueue,
} from './backend';

const ROLE = 'kallelse_queue';
const CONNECT_TIMEOUT_MS = 5000;

/** Jobs in the schema `queue` of our own database: nothing else has to run. */
export class PostgresBackend implements QueueBackend {
  readonly kind = 'postgres';

  /** @param server asked at first use, so that a process can start before its database */
  constructor(private readonly server: () => Promise<{ server: Server; secret: string }>) {}

  async where(): Promise<string> {
    const { server } = await this.server();
    return `${server.host}:${String(server.port)}`;
  }

  async probe(): Promise<void> {
    const client = new Client({ ...(await this.login()), connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
    client.on('error', () => undefined); // the running statement fails too, and says it
    try {
      await client.connect();
      const { rows } = await client.query<{ version: number }>(
        'SELECT max(version) AS version FROM queue.migration',
      );
      if ((rows[0]?.version ?? 0) < QUEUE_SCHEMA_VERSION) throw outdated();
    } catch (error) {
      throw databaseProblem(error, await this.where());
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async queue(name: string): Promise<SendingQueue> {
    const { Queue, createPostgresBackend } = await import('bullmq');
    const connection = { ...(await this.login()), schema: 'queue', max: 2 };
    return new Queue(name, { ...QUEUE_OPTIONS, connection }, createPostgresBackend);
  }

  async worker(name: string, processor: Processor, concurrency: number): Promise<WorkingQueue> {
    const { Worker, createPostgresBackend } = await import('bullmq');
    const connection = { ...(await this.login()), schema: 'queue', max: Math.min(concurrency + 1, 4) };
    return new Worker(name, processor, { ...WORKER_OPTIONS, concurrency, connection }, createPostgresBackend);
  }

  close(): Promise<void> {
    return Promise.resolve(); // each queue and worker has a pool of its own and closes it
  }

  private async login(): Promise<LoginOptions> {
    const { server, secret } = await this.server();
    return {
      host: server.host,
      port: server.port,
      database: server.database,
      user: ROLE,
      password: rolePassword(secret, ROLE),
      ssl: server.ssl as boolean,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    };
  }
}

interface LoginOptions {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  readonly ssl: boolean;
  readonly connectionTimeoutMillis: number;
  readonly keepAlive: boolean;
}

function outdated(): ProblemError {
  return new ProblemError('MIGRATIONS_PENDING', 'the queue in the database is older than this program', {
    fix: 'run kallelse migrate',
  });
}
