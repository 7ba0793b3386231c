import { join } from 'node:path';
import { rawCopy } from '@kallelse/population';
import { REGION_FILES } from '../demo/synthetic';
import { type BenchDatabase, type BenchServer } from './bench-server';
import { median, type Measure, type Outcome } from './measure';
import { importGeography, importResidents } from './region';

const MEGABYTE = 1024 * 1024;

/**
 * Register import, from the CSV file to the commit, in turn with the same file through a bare COPY. Each import goes
 * into an empty database, in a process of its own. The last database is handed on with the residents in it.
 */
export async function benchImport(
  server: BenchServer,
  folder: string,
  residents: number,
  repeats: number,
  say: (line: string) => void,
): Promise<{ outcome: Outcome; filled: BenchDatabase }> {
  const file = join(folder, REGION_FILES.residents);
  const ours: number[] = [];
  const baseline: number[] = [];
  let peakBytes = 0;
  for (let repeat = 1; ; repeat++) {
    const database = await server.database();
    await importGeography(database.databases, folder);
    if (repeat === 1) await rawCopy(database.databases, file); // warms the file up
    baseline.push((await rawCopy(database.databases, file)) / 1000);
    const imported = await importResidents(database.environment, folder);
    ours.push(imported.seconds);
    baseline.push((await rawCopy(database.databases, file)) / 1000);
    peakBytes = Math.max(peakBytes, imported.peakBytes);
    const { rows } = imported;
    say(
      `import ${repeat} of ${repeats}: ${imported.seconds.toFixed(2)} s, COPY ${median(baseline.slice(-2)).toFixed(2)} s`,
    );
    const measures = figures(residents, rows, median(ours), median(baseline), peakBytes);
    const outcome = {
      measures,
      paces: [{ measure: 'import', size: residents, secondsEach: median(ours) / rows }],
    };
    if (repeat >= repeats) return { outcome, filled: database };
    await database.drop();
  }
}

function figures(
  residents: number,
  rows: number,
  ours: number,
  baseline: number,
  peakBytes: number,
): Measure[] {
  const size = `${residents} residents`;
  const unit = 'rows/s';
  return [
    {
      measure: 'import against raw COPY',
      size,
      ours: { value: rows / ours, unit },
      baseline: { value: rows / baseline, unit },
      ratio: baseline / ours,
      target: { at: 'least', value: 0.25 },
    },
    {
      measure: 'import: peak memory',
      size,
      ours: { value: peakBytes / MEGABYTE, unit: 'MB' },
      ratio: peakBytes / MEGABYTE,
      target: { at: 'most', value: 400 },
    },
  ];
}
