import { loadConfig } from './config';

/** The problem that loading throws. */
function problemOf(env: NodeJS.ProcessEnv): unknown {
  try {
    loadConfig(env);
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('loadConfig', () => {
  it('needs nothing', () => {
    expect(loadConfig({}, '/srv/office')).toMatchObject({
      databaseUrl: undefined,
      redisUrl: undefined,
      dataFolder: '/srv/office/.kallelse',
      artefactFolder: '/srv/office/.kallelse/artefacts',
      clock: { kind: 'system' },
      host: '127.0.0.1',
      port: 3000,
      logLevel: 'info',
    });
  });

  it('reads what is set, and takes empty for not set', () => {
    const config = loadConfig(
      {
        DATABASE_URL: 'postgres://a:b@db/scr',
        REDIS_URL: '',
        PORT: '80',
        KALLELSE_PORT: '8080',
        KALLELSE_DATA: 'd',
      },
      '/srv',
    );
    expect(config).toMatchObject({
      databaseUrl: 'postgres://a:b@db/scr',
      redisUrl: undefined,
      port: 8080,
      dataFolder: '/srv/d',
    });
  });

  it('names every variable that is wrong at once, and no value', () => {
    const problem = problemOf({
      DATABASE_URL: 'mysql://user:hunter2@db',
      REDIS_URL: 'localhost',
      KALLELSE_SECRET: 'hunter2',
      KALLELSE_PORT: 'http',
      KALLELSE_LOG_LEVEL: 'loud',
      KALLELSE_DTAA: 'hunter2',
      HOME: '/root',
    });
    expect(problem).toMatchObject({ code: 'CONFIGURATION_INVALID', exitCode: 2 });
    const { message } = problem as Error;
    for (const name of [
      'DATABASE_URL',
      'REDIS_URL',
      'KALLELSE_SECRET',
      'KALLELSE_PORT',
      'KALLELSE_LOG_LEVEL',
      'KALLELSE_DTAA',
    ]) {
      expect(message).toContain(name);
    }
    expect(message).not.toContain('HOME');
    expect(message).not.toMatch(/hunter2|loud|mysql|http/);
    expect(message.split('\n')).toHaveLength(6);
  });

  it.each(['2026-05-01', 'tomorrow', '2026-02-30T08:00:00Z', '2026-05-01T08:00:00', '2026-05-01T25:00:00Z'])(
    'refuses KALLELSE_NOW=%s',
    (text) => {
      expect(problemOf({ KALLELSE_NOW: text })).toMatchObject({
        message: expect.stringContaining('KALLELSE_NOW') as unknown,
      });
    },
  );

  it('refuses another time on a given database', () => {
    const problem = problemOf({ KALLELSE_NOW: '2026-05-01T08:00:00Z', DATABASE_URL: 'postgres://db/scr' });
    expect(problem).toMatchObject({ code: 'CONFIGURATION_INVALID', exitCode: 2 });
  });

  it('refuses a print supplier whose host key nobody has pinned', () => {
    const problem = problemOf({
      KALLELSE_PRINT_SFTP: 'sftp://kallelse@print.example/in',
      KALLELSE_PRINT_SFTP_KEY: 'key',
    });
    expect(problem).toMatchObject({
      message: expect.stringContaining('KALLELSE_PRINT_SFTP_HOST_KEY') as unknown,
    });
  });

  it('is frozen', () => {
    const config = loadConfig({ KALLELSE_POOL_SIZE: '7' });
    expect(config.variables.KALLELSE_POOL_SIZE).toBe(7);
    expect(
      Object.isFrozen(config) && Object.isFrozen(config.variables) && Object.isFrozen(config.clock),
    ).toBe(true);
  });
});
