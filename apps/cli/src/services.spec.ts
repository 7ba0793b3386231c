import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Services } from './services';

/** Real: child processes that do what a service does, or fail to. */
describe('services that belong together', () => {
  let folder: string;
  let lines: string[];
  let services: Services;

  const script = (name: string, code: string): string => {
    const file = join(folder, `${name}.js`);
    writeFileSync(file, code);
    return file;
  };
  const GOOD = `process.on('SIGTERM', () => { console.log('ending'); process.exit(0) });
    process.on('disconnect', () => process.exit(0)); console.log('up ' + process.env.GIVEN); setInterval(() => {}, 1000);`;
  const printed = async (text: string): Promise<void> => {
    while (!lines.join('').includes(text)) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kallelse-services-'));
    lines = [];
    services = new Services((line) => lines.push(line));
  });
  afterEach(async () => {
    services.stop();
    await services.ended();
    rmSync(folder, { recursive: true });
  });

  it('run together, each line behind its name, and end when told', async () => {
    services.launch('api', script('good', GOOD), { GIVEN: 'one' });
    services.launch('worker', script('good', GOOD), { GIVEN: 'two' });
    await Promise.all([printed('up one'), printed('up two')]);
    services.stop();
    expect(await services.ended()).toBe(true);
    expect([...lines].sort()).toEqual([
      'api    | ending\n',
      'api    | up one\n',
      'worker | ending\n',
      'worker | up two\n',
    ]);
  });

  it('all end when one does', async () => {
    services.launch('api', script('good', GOOD), {});
    await printed('up');
    services.launch('worker', script('bad', `console.error('error PORT_TAKEN'); process.exit(1)`), {});
    expect(await services.ended()).toBe(false);
    expect(lines).toContain('worker | error PORT_TAKEN\n');
    expect(lines).toContain('worker | ended with code 1\n');
    expect(lines).toContain('api    | ending\n');
  });

  it('tell why one did not start', async () => {
    const log = JSON.stringify({
      ...{ level: 'error', event: 'start-failed', code: 'PORT_DENIED' },
      ...{ message: 'it may not', fix: 'ask' },
    });
    services.launch('api', script('bad', `console.log('${log}'); process.exit(1)`), {});
    expect(await services.ended()).toBe(false);
    expect(services.problem).toMatchObject({
      ...{ code: 'PORT_DENIED', exitCode: 1, options: { fix: 'ask' } },
      message: 'the api does not start: it may not',
    });
  });

  it('are failed when one cannot even be run', async () => {
    services.launch('api', join(folder, 'missing.js'), {});
    expect(await services.ended()).toBe(false);
  });
});
