import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Real: launches in processes of their own. The build tool is a script that takes a while and keeps count. */
describe('a launch from a checkout', () => {
  let root: string;
  const built = (): number =>
    existsSync(join(root, 'count')) ? readFileSync(join(root, 'count'), 'utf8').length : 0;
  const write = (path: string, text = ''): void => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  function launch(): Promise<{ code: number | null; out: string; err: string }> {
    const code = `import('${join(__dirname, 'build.mjs')}').then((m) => { m.buildIfStale('${root}'); console.log('ran'); })`;
    const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => (out += String(chunk)));
    child.stderr.on('data', (chunk) => (err += String(chunk)));
    return new Promise((resolve) => child.on('close', (status) => resolve({ code: status, out, err })));
  }

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'kallelse-build-'));
    write('nest-cli.json');
    write('apps/cli/src/main.ts');
    write('libs/kernel/src/index.ts');
    write('node_modules/.bin/nest', `#!/bin/sh\nsleep 0.3\necho noise\nmkdir -p dist\nprintf x >> count\n`);
    chmodSync(join(root, 'node_modules/.bin/nest'), 0o755);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('builds once for launches at the same moment, and says nothing', async () => {
    const runs = await Promise.all([launch(), launch(), launch(), launch()]);
    for (const run of runs) expect(run).toEqual({ code: 0, out: 'ran\n', err: '' });
    expect(built()).toBe(1);
    expect(existsSync(join(root, 'dist', '.build-lock'))).toBe(false);
  });

  it.each([
    ['nothing', 1],
    ['libs/kernel/src/index.ts', 2],
    ['apps/cli/src', 2], // a file was deleted or added
    ['nest-cli.json', 2],
    ['libs/kernel/src/index.spec.ts', 1],
    ['libs/kernel/README.md', 1],
  ])('after a build, a change of %s makes %d builds', async (changed, expected) => {
    const all = [
      'libs/kernel/src/index.spec.ts',
      'libs/kernel/README.md',
      'libs/kernel/src/index.ts',
      'libs/kernel/src',
      'libs/kernel',
      'libs',
    ];
    const others = ['apps/cli/src/main.ts', 'apps/cli/src', 'apps/cli', 'apps', 'nest-cli.json'];
    for (const path of ['libs/kernel/src/index.spec.ts', 'libs/kernel/README.md']) write(path);
    await launch();
    const stamp = statSync(join(root, 'dist', '.build-stamp')).mtimeMs / 1000;
    for (const path of [...all, ...others]) utimesSync(join(root, path), stamp - 60, stamp - 60);
    if (changed !== 'nothing') utimesSync(join(root, changed), stamp + 60, stamp + 60);
    await launch();
    expect(built()).toBe(expected);
  });

  it('shows what the build tool says when it fails, and does not run', async () => {
    write('node_modules/.bin/nest', '#!/bin/sh\necho wrong here >&2\nexit 1\n');
    const run = await launch();
    expect(run.code).toBe(1);
    expect(run.out).toBe('');
    expect(run.err).toContain('BUILD_FAILED');
    expect(run.err).toContain('wrong here');
    expect(existsSync(join(root, 'dist', '.build-stamp'))).toBe(false);
    expect(existsSync(join(root, 'dist', '.build-lock'))).toBe(false);
  });

  it('just runs where there is no build tool', async () => {
    rmSync(join(root, 'node_modules'), { recursive: true });
    expect(await launch()).toEqual({ code: 0, out: 'ran\n', err: '' });
    expect(built()).toBe(0);
  });

  it('takes over the lock of a process that is gone', async () => {
    write('dist/.build-lock', '999999999');
    expect((await launch()).out).toBe('ran\n');
    expect(built()).toBe(1);
  });
});
