import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { testDatabase } from '@test/support/database';
import { NODE_FROM_SOURCES, ROOT } from '@test/support/sources';

jest.setTimeout(60_000);

const db = testDatabase();

/** Real: the services as processes of their own, from their sources. */
describe.each([
  ['worker', 'worker-ready', {}],
  ['api', 'api-listening', { KALLELSE_PORT: '39571' }],
])('the %s process', (name, ready, given) => {
  let child: ChildProcess;
  let output: string;
  let ended: Promise<number | null>;

  function launch(environment: Readonly<Record<string, string>>): void {
    output = '';
    child = spawn(process.execPath, [...NODE_FROM_SOURCES, join(ROOT, 'apps', name, 'src', 'main.ts')], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { PATH: '/usr/bin:/bin', ...environment, ...given },
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk) => (output += String(chunk)));
    // Not `close`, which node leaves out after disconnect().
    ended = new Promise((resolve) => child.once('exit', (code) => setTimeout(() => resolve(code), 100)));
  }

  async function said(text: string): Promise<void> {
    while (!output.includes(text)) {
      await new Promise((resolve) => setTimeout(resolve, 30));
      if (child.exitCode !== null) throw new Error(`it ended with ${String(child.exitCode)}: ${output}`);
    }
  }

  afterEach(async () => {
    child.kill('SIGKILL');
    await ended;
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends well on %s', async (signal) => {
    launch(db.environment);
    await said(ready);
    child.kill(signal);
    expect(await ended).toBe(0);
    expect(output).toContain(`"reason":"${signal}"`);
    expect(output).not.toContain('"level":"error"');
  });

  it('ends when the process that started it is gone', async () => {
    launch(db.environment);
    await said(ready);
    child.disconnect();
    expect(await ended).toBe(0);
    expect(output).toContain('parent-gone');
  });

  it('outlives a database that is away at its start, and ends well without it', async () => {
    launch({ ...db.environment, DATABASE_URL: 'postgres://u:p@127.0.0.1:1/x' });
    await said('database-awaited');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(child.exitCode).toBeNull();
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('does not start with a wrong configuration, and says what is wrong', async () => {
    launch({ ...db.environment, KALLELSE_LOG_LEVEL: 'loud' });
    expect(await ended).toBe(1);
    expect(output).toContain('CONFIGURATION_INVALID');
    expect(output).toContain('KALLELSE_LOG_LEVEL');
  });
});
