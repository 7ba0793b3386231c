import { type INestApplication } from '@nestjs/common';
import { createServer } from 'node:net';
import { JsonLog, loadConfig } from '@kallelse/platform';
import { testDatabase } from '@test/support/database';
import { buildApi, listen } from './serve';

const db = testDatabase();

/** A free port, found by having had it. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

describe('the api', () => {
  let app: INestApplication | undefined;
  let port: number;
  const log = new JsonLog('error');
  const start = async (over: Record<string, string> = {}): Promise<INestApplication> => {
    const config = loadConfig({ ...db.environment, KALLELSE_PORT: String(port), ...over });
    const built = await buildApi(config, log);
    await listen(built, config, log);
    return (app = built);
  };
  const ask = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`http://127.0.0.1:${String(port)}${path}`, { headers });

  beforeEach(async () => (port = await freePort()));
  afterEach(async () => {
    await app?.close();
    app = undefined;
  });

  it('is alive and ready', async () => {
    await start();
    const live = await ask('/health/live');
    expect([live.status, await live.json()]).toEqual([200, { status: 'ok' }]);
    const ready = await ask('/health/ready');
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({
      status: 'ok',
      checks: { database: 'ok', migrations: 'ok', queue: 'ok', artefacts: 'ok' },
    });
    expect((await ask('/')).status).toBe(404);
    expect(live.headers.get('x-powered-by')).toBeNull();
  });

  it('is alive but not ready without its database', async () => {
    await start({ DATABASE_URL: 'postgres://u:p@127.0.0.1:1/x' });
    expect((await ask('/health/live')).status).toBe(200);
    const ready = await ask('/health/ready');
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({
      status: 'unavailable',
      checks: { database: 'DATABASE_UNREACHABLE' },
    });
  });

  it('gives every answer an id: the sound one of the caller, else its own', async () => {
    await start();
    expect((await ask('/health/live', { 'x-request-id': 'abcdef-123' })).headers.get('x-request-id')).toBe(
      'abcdef-123',
    );
    const own = (await ask('/health/live', { 'x-request-id': 'a b' })).headers.get('x-request-id');
    expect(own).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('says when its port is taken, and by what to change it', async () => {
    const other = createServer().listen(port, '127.0.0.1');
    const quiet = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    await expect(start()).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringContaining(String(port)) as unknown,
      options: { fix: expect.stringContaining('KALLELSE_PORT') as unknown },
    });
    quiet.mockRestore();
    other.close();
  });

  it('answers what is in work before it ends, and takes nothing new', async () => {
    const started = await start();
    await ask('/health/ready');
    let inWork: Promise<Response> | undefined;
    let ending: Promise<void> | undefined;
    // Whoever asks for readiness now waits for this transaction.
    await db.databases.transaction('kallelse_migrate', async (tx) => {
      await tx.query('LOCK TABLE public.migrations');
      inWork = ask('/health/ready');
      await waitsForLock();
      ending = started.close();
      await new Promise((resolve) => setTimeout(resolve, 200));
      await expect(ask('/health/live')).rejects.toThrow();
    });
    expect((await inWork)?.status).toBe(200);
    await ending;
    app = undefined;
  });

  async function waitsForLock(): Promise<void> {
    const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND usename = 'kallelse_app'
                      AND datname = current_database()`;
    while ((await db.databases.query('kallelse_app', waiting)).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
});
