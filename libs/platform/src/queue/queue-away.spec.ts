import { type Log } from '../logging/log';
import { type QueueBackend } from './backend';
import { PostgresBackend } from './postgres-backend';
import { Queues } from './queues';
import { RedisBackend } from './redis-backend';

jest.setTimeout(30_000);

const log: Log = { write: () => undefined, failure: () => undefined };

describe('a queue whose store is not there', () => {
  it.each<[string, QueueBackend, string]>([
    [
      'PostgreSQL',
      new PostgresBackend(() =>
        Promise.resolve({
          secret: 's',
          server: {
            host: '127.0.0.1',
            port: 1,
            database: 'x',
            ssl: undefined,
            admin: { user: '', password: '' },
          },
        }),
      ),
      'DATABASE_UNREACHABLE',
    ],
    ['Redis', new RedisBackend('redis://127.0.0.1:1', () => Promise.resolve('spec')), 'QUEUE_UNREACHABLE'],
  ])('says so: %s', async (_, backend, code) => {
    const queues = new Queues({ backend, jobs: [], concurrency: 1, log });
    await expect(queues.ping()).rejects.toMatchObject({
      code,
      message: expect.stringContaining('127.0.0.1:1') as unknown,
    });
    await queues.close();
  });
});
