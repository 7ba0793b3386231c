import { serverSettings, settingArguments } from './settings';

const GB = 1024 ** 3;

describe('the settings of the embedded server', () => {
  it.each([
    [1, { shared_buffers: '128MB', effective_cache_size: '512MB', work_mem: '8MB' }],
    [16, { shared_buffers: '2048MB', effective_cache_size: '8192MB', work_mem: '32MB' }],
    [256, { shared_buffers: '2048MB', effective_cache_size: '65536MB', work_mem: '64MB' }],
  ])('fit a machine with %d GB', (gigabytes, expected) => {
    expect(serverSettings({}, gigabytes * GB, 4)).toMatchObject(expected);
  });

  it('can be changed, except that the log stays silent', () => {
    const settings = serverSettings({
      fsync: 'off',
      work_mem: '1GB',
      log_statement: 'all',
      log_min_messages: 'debug5',
    });
    expect(settings).toMatchObject({
      fsync: 'off',
      work_mem: '1GB',
      log_statement: 'none',
      log_min_messages: 'fatal',
    });
  });

  it('become arguments', () => {
    expect(settingArguments({ jit: 'off', timezone: 'UTC' })).toEqual([
      '-c',
      'jit=off',
      '-c',
      'timezone=UTC',
    ]);
  });
});
