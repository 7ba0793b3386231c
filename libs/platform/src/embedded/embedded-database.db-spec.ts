import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { NODE_FROM_SOURCES } from '@test/support/sources';
import { attachProcess, guardsOf, killAttached, serversOf, supervisorsOf, until } from '../../spec/processes';
import { EmbeddedDatabase, type EmbeddedOptions } from './embedded-database';
import { asUser, runUser } from './host';
import { latestLock } from './lock';

jest.setTimeout(90_000);

/** Real: supervisor, client processes and PostgreSQL. Each test has a data folder of its own. */
describe('the embedded database', () => {
  let folder: string;
  const held: EmbeddedDatabase[] = [];
  const attach = async (over: Partial<EmbeddedOptions> = {}): Promise<EmbeddedDatabase> => {
    const client = await EmbeddedDatabase.attach(options(over));
    held.push(client);
    return client;
  };
  const run = (): string => join(folder, 'run');
  const options = (over: Partial<EmbeddedOptions> = {}): EmbeddedOptions => ({
    dataFolder: folder,
    graceSeconds: 1,
    settings: { fsync: 'off', shared_buffers: '32MB' },
    nodeArguments: NODE_FROM_SOURCES,
    ...over,
  });

  beforeEach(() => {
    const parent = mkdtempSync(join(tmpdir(), 'kallelse-embedded-'));
    chmodSync(parent, 0o711);
    folder = join(parent, 'data');
  });

  afterEach(async () => {
    for (const client of held.splice(0)) client.detach();
    killAttached();
    for (const pid of supervisorsOf(folder)) process.kill(pid, 'SIGTERM');
    await until(() => supervisorsOf(folder).length + serversOf(folder).length === 0, 'all processes ended');
    rmSync(join(folder, '..'), { recursive: true });
  });

  it('starts one server for clients that come at the same instant', async () => {
    const clients = await Promise.all(Array.from({ length: 6 }, () => attachProcess(folder, 1)));
    expect(new Set(clients.map((one) => one.port)).size).toBe(1);
    expect(serversOf(folder)).toHaveLength(1);
    await until(() => supervisorsOf(folder).length === 1, 'the losers of the race ended');
  });

  it('stops after the last client was killed and the grace is over, not before', async () => {
    const [first, second] = await Promise.all([attachProcess(folder, 1), attachProcess(folder, 1)]);
    const server = serversOf(folder);
    first.child.kill('SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(server).toHaveLength(1);
    expect(serversOf(folder)).toEqual(server);
    second.child.kill('SIGKILL');
    await until(() => serversOf(folder).length === 0, 'the server stopped', 8000);
    await until(() => supervisorsOf(folder).length === 0, 'the supervisor ended');
  });

  it('keeps data and stays up while a new client comes within the grace', async () => {
    const first = await attach();
    const [server] = serversOf(folder);
    await execute(first, 'CREATE TABLE kept AS SELECT 7 AS value');
    first.detach();
    const second = await attach();
    expect(serversOf(folder)).toEqual([server]);
    await second.stop();
    expect(serversOf(folder)).toEqual([]);
    const third = await attach();
    expect(await execute(third, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
    third.detach();
  });

  it('recovers when supervisor and server were killed', async () => {
    const first = await attachProcess(folder, 1);
    first.child.kill('SIGKILL');
    for (const pid of [...supervisorsOf(folder), ...serversOf(folder)]) process.kill(pid, 'SIGKILL');
    const second = await attach();
    expect(await execute(second, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(serversOf(folder)).toHaveLength(1);
    second.detach();
  });

  it('leaves no server behind when everything that holds it is killed', async () => {
    const { child } = await attachProcess(folder, 1);
    child.kill('SIGKILL');
    for (const pid of supervisorsOf(folder)) process.kill(pid, 'SIGKILL');
    await until(() => serversOf(folder).length === 0, 'the server ended by itself', 8000);
  });

  it('ends a server that outlived its supervisor all the same, and takes its port', async () => {
    const first = await attachProcess(folder, 1);
    const [orphan = 0] = serversOf(folder);
    first.child.kill('SIGKILL');
    for (const pid of [...guardsOf(orphan), ...supervisorsOf(folder)]) process.kill(pid, 'SIGKILL');
    const second = await attach();
    expect(second.address.port).toBe(first.port);
    expect(serversOf(folder)).toHaveLength(1);
    expect(serversOf(folder)).not.toContain(orphan);
  });

  it('lets a client live on when supervisor or server is killed under it', async () => {
    const client = await attach();
    const before = supervisorsOf(folder);
    for (const pid of serversOf(folder)) process.kill(pid, 'SIGKILL');
    await until(() => answers(client), 'the server came back on the same port');
    expect(supervisorsOf(folder)).toEqual(before);
    for (const pid of before) process.kill(pid, 'SIGKILL');
    await until(
      () => supervisorsOf(folder).some((pid) => !before.includes(pid)),
      'the client launched another supervisor',
    );
    await until(() => answers(client), 'the server came back again');
    client.detach();
  });

  it('is not fooled by a lock of another boot or a pid file whose pid is someone else', async () => {
    mkdirSync(run(), { recursive: true });
    // Someone listens on the socket it names: only the boot tells that it cannot be the supervisor that wrote it.
    const someone = createServer().listen(join(run(), 'someone.sock'));
    const stale = { pid: process.pid, socket: join(run(), 'someone.sock'), bootId: 'another boot', port: 1 };
    writeFileSync(join(run(), 'supervisor.41.json'), JSON.stringify(stale));
    const first = await attach();
    someone.close();
    expect(latestLock(run())).toMatchObject({ generation: 42, record: { port: first.address.port } });
    expect(readdirSync(run()).filter((name) => name.endsWith('.json'))).toEqual(['supervisor.42.json']);
    await first.stop();
    // PostgreSQL takes a pid file seriously when a process of its own user has the pid.
    const other = spawn('sleep', ['60'], asUser(runUser()));
    const pid = String(other.pid);
    const pidFile = join(folder, 'database', 'data', 'postmaster.pid');
    writeFileSync(pidFile, `${pid}\n${folder}\n1\n5432\n\n\n\nready\n`);
    const socketLock = `.s.PGSQL.${String(first.address.port)}.lock`;
    writeFileSync(join(folder, 'database', 'socket', socketLock), `${pid}\n`);
    const second = await attach();
    expect(await answers(second)).toBe(true);
    expect(other.exitCode ?? other.signalCode).toBeNull();
    other.kill();
    second.detach();
  });

  it('begins anew where initdb was interrupted', async () => {
    const first = await attach();
    await first.stop();
    renameSync(join(folder, 'database', 'data'), join(folder, 'database', 'data.part'));
    expect(await answers(await attach())).toBe(true);
    expect(readdirSync(join(folder, 'database'))).not.toContain('data.part');
  });

  it('keeps folder, secrets and sockets to itself', async () => {
    const client = await attach();
    const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
    expect(mode(folder)).toBe(process.getuid?.() === 0 ? '711' : '700');
    expect(mode(run())).toBe('700');
    expect(mode(join(folder, 'database'))).toBe('700');
    expect(mode(join(folder, 'database', 'socket'))).toBe('700');
    expect(mode(join(folder, 'database', 'superuser-password'))).toBe('600');
    expect(client.address.host).toBe('127.0.0.1');
    const wrong = { ...client.address, password: 'wrong', database: 'postgres' };
    await expect(new Client(wrong).connect()).rejects.toMatchObject({ code: '28P01' });
    client.detach();
  });

  it('puts the database where the account can reach it when the data folder is out of its way', async () => {
    chmodSync(join(folder, '..'), 0o700);
    const client = await attach();
    expect(await answers(client)).toBe(true);
    const pointer = join(folder, 'database.location');
    expect(existsSync(pointer)).toBe(process.getuid?.() === 0);
    expect(statSync(join(folder, '..')).mode & 0o777).toBe(0o700);
    await client.stop();
    if (!existsSync(pointer)) return;
    const home = readFileSync(pointer, 'utf8').trim();
    expect(statSync(home).mode & 0o777).toBe(0o700);
    rmSync(home, { recursive: true });
    await expect(attach()).rejects.toMatchObject({ code: 'DATABASE_FILES_MISSING' });
  });

  it('writes no value and no statement to its log', async () => {
    const client = await attach();
    await execute(client, 'CREATE TABLE probe (number text PRIMARY KEY, age int)');
    await execute(client, `INSERT INTO probe VALUES ('MARKER-1', 1)`);
    for (const [sql, values] of [
      [`INSERT INTO probe VALUES ($1, 2)`, ['MARKER-1']],
      [`INSERT INTO probe VALUES ('MARKER-1', 2)`, []],
      [`SELECT 'MARKER-2'::int`, []],
      [`SELECT $1::date`, ['MARKER-3']],
      [`DO $$ BEGIN RAISE LOG 'MARKER-4'; RAISE EXCEPTION 'MARKER-5'; END $$`, []],
      [`SELECT 'MARKER-6' FROM nowhere`, []],
    ] as const) {
      await expect(execute(client, sql, [...values])).rejects.toThrow();
    }
    const log = (): string => readFileSync(join(run(), 'postgres.log'), 'utf8');
    await expect(
      new Client({ ...client.address, user: 'nobody-here', database: 'postgres' }).connect(),
    ).rejects.toThrow();
    await until(() => log().includes('FATAL'), 'the log is the one that is written to');
    expect(log()).not.toContain('MARKER');
    expect(log()).not.toContain('probe');
    client.detach();
  });

  it('refuses files of a newer PostgreSQL, and says which', async () => {
    const first = await attach();
    await first.stop();
    writeFileSync(join(folder, 'database', 'data', 'PG_VERSION'), '19\n');
    await expect(attach()).rejects.toMatchObject({
      code: 'DATABASE_VERSION_DIFFERS',
      message: expect.stringContaining('PostgreSQL 19, newer than the 18') as unknown,
    });
  });

  it('says where to look when the server does not start', async () => {
    const settings = { shared_buffers: 'a lot' };
    await expect(attach({ settings })).rejects.toMatchObject({
      code: 'EMBEDDED_START_FAILED',
      message: expect.stringContaining('shared_buffers') as unknown,
      options: { fix: expect.stringContaining('postgres.log') as unknown },
    });
  });
});

async function execute(client: EmbeddedDatabase, sql: string, values: unknown[] = []): Promise<unknown[]> {
  const connection = new Client({ ...client.address, database: 'postgres' });
  await connection.connect();
  try {
    const { rows } = await connection.query<Record<string, unknown>>(sql, values);
    return rows;
  } finally {
    await connection.end();
  }
}

async function answers(client: EmbeddedDatabase): Promise<boolean> {
  return execute(client, 'SELECT 1').then(
    () => true,
    () => false,
  );
}
