import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProblemError } from '@kallelse/kernel';
import { benchRender } from '@kallelse/letters';
import { median, type Outcome } from './measure';
import type { Released } from './release-process';

const LETTERS = 50_000;
/** Of so many residents one letter at most. */
const RESIDENTS_PER_LETTER = 4;
const MEGABYTE = 1024 * 1024;
const RENDERED = 2000;
const WARM_UP = 200;

/**
 * From release to finished print runs, in a process that does all the work, against rendering alone; and what
 * as many jobs cost that do nothing.
 */
export async function benchRelease(
  environment: Readonly<Record<string, string>>,
  residents: number,
  say: (line: string) => void,
): Promise<Outcome> {
  const wanted = Math.min(LETTERS, Math.round(residents / RESIDENTS_PER_LETTER));
  await benchRender(Math.min(WARM_UP, wanted));
  const before = await benchRender(Math.min(RENDERED, wanted));
  const released = await releaseIn(environment, wanted);
  const after = await benchRender(Math.min(RENDERED, wanted));
  const bare = 1000 / median([before.msPerLetter, after.msPerLetter]);
  const { letters, seconds, peakBytes, jobs, idleSeconds } = released;
  say(`release: ${letters} letters in ${seconds.toFixed(1)} s, rendering alone ${bare.toFixed(0)} letters/s`);
  const unit = 'letters/s';
  return {
    measures: [
      {
        measure: 'release to print runs against rendering',
        size: `${letters} letters`,
        ours: { value: letters / seconds, unit },
        baseline: { value: bare, unit },
        ratio: letters / seconds / bare,
        target: { at: 'least', value: 0.5 },
      },
      {
        measure: 'release: peak memory',
        size: `${letters} letters`,
        ours: { value: peakBytes / MEGABYTE, unit: 'MB' },
        ratio: peakBytes / MEGABYTE,
        target: { at: 'most', value: 600 },
      },
      {
        measure: `queue (${'REDIS_URL' in environment ? 'Redis' : 'PostgreSQL'}): its share of the release`,
        size: `${jobs} jobs`,
        ours: { value: idleSeconds, unit: 's' },
        baseline: { value: seconds, unit: 's' },
        ratio: idleSeconds / seconds,
        target: { at: 'most', value: 0.05 },
      },
    ],
    paces: [{ measure: 'release', size: residents, secondsEach: seconds / letters }],
  };
}

async function releaseIn(environment: Readonly<Record<string, string>>, letters: number): Promise<Released> {
  // Letters of an earlier run would be in the way of those of this one.
  const folder = mkdtempSync(join(tmpdir(), 'kallelse-bench-letters-'));
  const child = fork(require.resolve('./release-process'), [String(letters)], {
    env: { ...environment, KALLELSE_DATA: folder },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const told: Released[] = [];
  child.on('message', (message) => told.push(message as Released));
  const [code] = (await once(child, 'close')) as [number | null];
  rmSync(folder, { recursive: true, force: true });
  const [released] = told;
  if (code === 0 && released) return released;
  throw new ProblemError('BENCH_FAILED', `releasing ended with ${code ?? 'a signal'}`, {
    fix: 'see the message above it',
  });
}
