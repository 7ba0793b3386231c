import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ProblemError, plainDate, sha256 } from '@kallelse/kernel';
import { csvLine } from './csv';
import type { RegionManifest } from './manifest';
import type { RegionOptions } from './options';
import { generateRegion } from './region';

const OPTIONS: RegionOptions = {
  asOf: plainDate('2026-09-01'),
  residents: 3_000,
  changesOn: plainDate('2026-10-01'),
};
const FILES = [
  'districts.csv',
  'units.csv',
  'catchments.csv',
  'residents.csv',
  'events.ndjson',
  'changes.csv',
];

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'kallelse-synthetic-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const write = (options: RegionOptions): Promise<RegionManifest> =>
  inFolder((folder) => generateRegion(options).writeTo(folder));

const hashes = ({ files }: RegionManifest): readonly string[] => files.map(({ sha256: hash }) => hash);

describe('writeTo', () => {
  it('writes the files, a control file for each, and the manifest', async () => {
    await inFolder(async (folder) => {
      const progress = new Map<string, number>();
      const manifest = await generateRegion(OPTIONS).writeTo(folder, ({ file, rows }) =>
        progress.set(file, rows),
      );
      const expected = [...FILES, ...FILES.map((name) => `${name}.control.json`), 'manifest.json'];
      expect((await readdir(folder)).sort()).toEqual(expected.sort());
      expect(manifest.files.map(({ name }) => name)).toEqual(FILES);
      for (const { name, sequence, rows, sha256: hash, bytes } of manifest.files) {
        const content = await readFile(join(folder, name));
        const control: unknown = JSON.parse(await readFile(join(folder, `${name}.control.json`), 'utf8'));
        const text = content.toString('utf8');
        const lines = text.split('\n').length - 1 - (name.endsWith('.csv') ? 1 : 0);
        expect(control).toEqual({ sequence, rows, sha256: hash });
        expect([sha256(content), content.length, lines]).toEqual([hash, bytes, rows]);
        expect(text.endsWith('\n') && !text.includes('\r')).toBe(true);
        expect(progress.get(name)).toBe(rows);
      }
      expect(manifest.files.find(({ name }) => name === 'changes.csv')?.sequence).toBe(2);
      expect(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))).toEqual(manifest);
    });
  });

  it('writes the rows that the iterables give, and counts them', async () => {
    await inFolder(async (folder) => {
      const region = generateRegion(OPTIONS);
      const manifest = await region.writeTo(folder);
      const events = (await readFile(join(folder, 'events.ndjson'), 'utf8')).trimEnd().split('\n');
      expect(events.map((line) => JSON.parse(line) as unknown)).toEqual([...region.events()]);
      expect(manifest.events.lines).toBe(events.length);
      expect(manifest.residents.people).toBe(3_000);
      expect(manifest.residents.rows).toBe([...region.residents()].length);
      expect(region.manifest()).toEqual({ ...manifest, files: [] });
    });
  });

  it('gives the same bytes for the same options, others for another seed, size or date', async () => {
    const first = await write(OPTIONS);
    expect(await write(OPTIONS)).toEqual(first);
    for (const changed of [{ seed: 2 }, { residents: 3_001 }, { asOf: plainDate('2026-09-02') }]) {
      const other = hashes(await write({ ...OPTIONS, ...changed }));
      const same = hashes(first).filter((hash) => other.includes(hash));
      // Places depend on seed and size alone; units on neither.
      expect(same.length).toBeLessThanOrEqual(3);
      expect(same).not.toContain(hashes(first)[3]);
      expect(same).not.toContain(hashes(first)[4]);
    }
  });

  it('is pinned: these bytes change only on purpose', async () => {
    const { files } = await write({ asOf: plainDate('2026-09-01'), residents: 500 });
    expect(files.map(({ name, sha256: hash }) => `${name} ${hash.slice(0, 12)}`)).toEqual([
      'districts.csv 73dbfc2038ae',
      'units.csv b102608be755',
      'catchments.csv 5d7083d33173',
      'residents.csv 979f1b99c304',
      'events.ndjson a96388bf82c1',
    ]);
  });
});

describe('csvLine', () => {
  it('quotes what would break a line', () => {
    const columns = ['a', 'b', 'c', 'd'] as const;
    expect(csvLine(columns, { a: '', b: 'x, y', c: 'say "hi"', d: 'two\nlines' })).toBe(
      ',"x, y","say ""hi""","two\nlines"',
    );
  });
});

describe('options', () => {
  it.each([
    { residents: 0 },
    { residents: 1.5 },
    { seed: -1 },
    { districts: 0 },
    { region: '1' },
    { changesOn: plainDate('2026-09-01') },
    { changesOn: plainDate('2028-01-01') },
  ])('refuses %o', (wrong) => {
    expect(() => generateRegion({ asOf: plainDate('2026-09-01'), ...wrong })).toThrow(ProblemError);
  });

  it.each([1, 2, 60])('makes a region of %i', (residents) => {
    const region = generateRegion({ ...OPTIONS, residents });
    expect(region.manifest().residents.people).toBe(residents);
  });
});

describe('memory', () => {
  it('stays the same however many residents have gone by', () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const heap = (): number => {
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    const region = generateRegion({ ...OPTIONS, residents: 100_000 });
    const rows = region.residents()[Symbol.iterator]();
    const lines = region.events()[Symbol.iterator]();
    const take = (iterator: Iterator<unknown>, count: number): void => {
      for (let i = 0; i < count; i++) if (iterator.next().done === true) throw new Error('too few');
    };
    take(rows, 10_000);
    take(lines, 10_000);
    const early = heap();
    take(rows, 60_000);
    take(lines, 60_000);
    expect(heap() - early).toBeLessThan(2e6);
  });
});
