import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processEnvironment } from '@kallelse/platform';
import { ROOT } from '../support/sources';

const PROGRAM = join(ROOT, 'apps', 'cli', 'bin', 'kallelse.mjs');

interface Report {
  readonly machine: {
    readonly processors: number;
    readonly node: string;
    readonly postgres: { readonly version: string; readonly settings: Record<string, string> };
  };
  readonly measures: readonly {
    readonly measure: string;
    readonly size: string;
    readonly ours: { readonly value: number };
    readonly baseline?: { readonly value: number };
    readonly ratio?: number;
    readonly target?: object;
    readonly met?: boolean;
  }[];
}

/** `kallelse bench` as a process, its temporary files in a folder of the spec's own. */
async function bench(folder: string, ...args: string[]) {
  const { PATH = '' } = processEnvironment();
  const child = spawn(process.execPath, [PROGRAM, 'bench', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH, TMPDIR: folder },
  });
  let output = '';
  let notes = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (notes += String(chunk)));
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, output, notes };
}

// Starts a database, imports two small regions and draws some letters; a busy machine takes its time.
jest.setTimeout(300_000);

describe('the bench, on very few residents', () => {
  let folder: string;
  let run: Awaited<ReturnType<typeof bench>>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kallelse-bench-spec-'));
    run = await bench(folder, '--residents', '400,2400', '--repeats', '1', '--json');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const report = (): Report => JSON.parse(run.output) as Report;
  const named = (name: string) => report().measures.filter(({ measure }) => measure === name);

  it('finds that the compiled and the hand-written query count the same, and everyone', () => {
    expect(run.notes).not.toContain('error');
    expect(named('decisions against hand-written SQL').map(({ size }) => size)).toEqual([
      '400 residents',
      '2400 residents',
    ]);
  });

  it('finds that a simulation counts what the hand-written queries of both versions count', () => {
    expect(named('simulation against two hand-written queries')).toHaveLength(2);
    expect(named('simulation: first progress')).toHaveLength(2);
  });

  it('finds that json-rules-engine decides the same of everyone', () => {
    expect(named('decide in memory, one core')).toHaveLength(2);
    expect(named('decide against json-rules-engine')).toHaveLength(2);
  });

  it('releases letters to finished print runs, beside rendering alone', () => {
    expect(named('release to print runs against rendering')).toHaveLength(2);
    expect(named('release: peak memory')).toHaveLength(2);
  });

  it('measures ours and a baseline at both sizes, and growth between them', () => {
    for (const name of ['import against raw COPY', 'print run against bare pdfkit']) {
      expect(named(name)).toHaveLength(2);
    }
    for (const name of ['import', 'decisions', 'print run']) expect(named(`${name}: growth`)).toHaveLength(1);
    for (const { ours, baseline, ratio, target, met } of report().measures) {
      expect(ours.value).toBeGreaterThan(0);
      expect(typeof met).toBe(target === undefined ? 'undefined' : 'boolean');
      expect(typeof ratio).toBe(target === undefined ? 'undefined' : 'number');
      if (baseline) expect(baseline.value).toBeGreaterThan(0);
    }
    expect(named('import: peak memory')).toHaveLength(2);
  });

  it('ends with 1 exactly when a target is missed', () => {
    expect(run.status).toBe(report().measures.some(({ met }) => met === false) ? 1 : 0);
  });

  it('says what it ran on', () => {
    const { processors, node, postgres } = report().machine;
    expect({ processors: processors > 0, node }).toEqual({ processors: true, node: process.version });
    expect(postgres.version).toMatch(/^\d+\.\d+$/);
    expect(Object.keys(postgres.settings)).toEqual(expect.arrayContaining(['shared_buffers', 'work_mem']));
  });

  it('leaves nothing behind in the temporary folder', () => {
    expect(readdirSync(folder).filter((name) => name.startsWith('kallelse'))).toEqual([]);
  });
});

describe('a bench that is called wrongly', () => {
  it('is refused before anything is done', async () => {
    const wrong = [
      ['--only', 'imports'],
      ['--residents', 'many'],
      ['--residents', '0'],
      ['--repeats', '-1'],
    ];
    for (const { status, output, notes } of await Promise.all(
      wrong.map((args) => bench(tmpdir(), ...args)),
    )) {
      expect({ status, output }).toEqual({ status: 2, output: '' });
      expect(notes).toContain('USAGE');
    }
  });
});
