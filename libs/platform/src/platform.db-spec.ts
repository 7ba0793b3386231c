import { Inject, Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { type Clock } from '@kallelse/kernel';
import { NODE_FROM_SOURCES } from '@test/support/sources';
import { ownServer } from '../spec/own-server';
import { ArtefactStore } from './artefacts/artefact-store';
import { loadConfig } from './config/config';
import { Databases } from './database/databases';
import { asAdmin } from './database/provision';
import { Health } from './health/health';
import { TextLog } from './logging/text-log';
import { openPlatform, Platform, type PlatformOptions } from './platform';
import { CLOCK, PlatformModule } from './platform.module';
import { Queues } from './queue/queues';

jest.setTimeout(60_000);

/** Real: an embedded server of its own, and the same server given as DATABASE_URL. */
describe('the platform', () => {
  const own = ownServer();
  const options: PlatformOptions = {
    log: new TextLog('error', { write: () => undefined }),
    name: 'spec',
    embedded: { nodeArguments: NODE_FROM_SOURCES },
  };
  const opened: Platform[] = [];
  const open = (env: NodeJS.ProcessEnv): Platform => {
    const platform = openPlatform(loadConfig(env), options);
    opened.push(platform);
    return platform;
  };
  const given = (database: string): NodeJS.ProcessEnv => {
    const { host, port, admin } = own().server;
    const url = `postgres://${admin.user}:${admin.password ?? ''}@${host}:${String(port)}/${database}`;
    return { DATABASE_URL: url, KALLELSE_DATA: own().folder };
  };

  afterEach(async () => {
    for (const platform of opened.splice(0)) await platform.close();
  });

  it('prepares the embedded database by itself, and only once', async () => {
    const lines: string[] = [];
    const first = open({ KALLELSE_DATA: own().folder });
    await first.prepare((line) => lines.push(line));
    expect(lines[0]).toBe('migration 0001 schemas');
    const second = open({ KALLELSE_DATA: own().folder });
    await second.prepare((line) => lines.push(`again: ${line}`));
    expect(lines.join()).not.toContain('again');
    expect(await second.health.check()).toEqual({
      isReady: true,
      checks: { database: 'ok', migrations: 'ok', queue: 'ok', artefacts: 'ok' },
    });
  });

  it('recovers the logins when the local secret was lost', async () => {
    const url = { KALLELSE_DATA: own().folder, KALLELSE_SECRET: 'another secret of sixteen' };
    const platform = open(url);
    await platform.prepare();
    await expect(platform.databases.ping('kallelse_app')).resolves.toBeUndefined();
    const before = open({ KALLELSE_DATA: own().folder });
    await before.prepare();
    await expect(before.databases.ping('kallelse_app')).resolves.toBeUndefined();
  });

  it('wants a given database to be migrated beforehand', async () => {
    await asAdmin(own().server, (client) => client.query('CREATE DATABASE given'));
    const platform = open(given('given'));
    await expect(platform.prepare()).rejects.toMatchObject({ code: 'MIGRATIONS_PENDING' });
    expect((await platform.health.check()).isReady).toBe(false);
    await platform.migrate();
    await expect(platform.prepare()).resolves.toBeUndefined();
    expect(await platform.health.check()).toMatchObject({ isReady: true });
  });

  it('says what is not ready, by code', async () => {
    const platform = open({ DATABASE_URL: 'postgres://u:p@127.0.0.1:1/x', KALLELSE_DATA: own().folder });
    expect(await platform.health.check()).toEqual({
      isReady: false,
      checks: {
        database: 'DATABASE_UNREACHABLE',
        migrations: 'DATABASE_UNREACHABLE',
        queue: 'DATABASE_UNREACHABLE',
        artefacts: 'ok',
      },
    });
  });

  it('is injectable in parts, and closes with the application', async () => {
    @Injectable()
    class UseCase {
      constructor(
        readonly databases: Databases,
        readonly queues: Queues,
        readonly artefacts: ArtefactStore,
        readonly health: Health,
        @Inject(CLOCK) readonly clock: Clock,
      ) {}
    }
    @Module({ providers: [UseCase] })
    class LibModule {}
    const config = loadConfig({ KALLELSE_DATA: own().folder, KALLELSE_NOW: '2026-05-01T08:00:00Z!' });
    const app = await Test.createTestingModule({
      imports: [PlatformModule.forRoot(config, options), LibModule],
    }).compile();
    const useCase = app.get(UseCase);
    await app.get(Platform).prepare();
    expect(useCase.clock.now().toISOString()).toBe('2026-05-01T08:00:00.000Z');
    expect((await useCase.health.check()).isReady).toBe(true);
    await app.close();
    await expect(useCase.databases.ping('kallelse_app')).rejects.toMatchObject({ code: 'DATABASE_CLOSED' });
  });
});
