import { join } from 'node:path';
import { MovableClock } from '@kallelse/platform';
import { ImportResidents } from '@kallelse/population';
import { REGION_FILES } from '../demo/synthetic';
import { withOffice } from '../office';
import { ACTOR, MORNING, type Imported } from './region';

/**
 * A process that imports the residents of a region and tells what it took: peak memory is a process's, so each measured
 * import has one of its own. Argument: the folder.
 */
async function main(): Promise<void> {
  const [folder = ''] = process.argv.slice(2);
  const terminal = {
    out: () => Promise.resolve(),
    note: () => undefined,
    unread: new AbortController().signal,
  };
  const imported = await withOffice<Imported>(
    terminal,
    async (office) => {
      const path = join(folder, REGION_FILES.residents);
      const start = performance.now();
      const { rows } = await office.get(ImportResidents).run({ path, actor: ACTOR });
      const seconds = (performance.now() - start) / 1000;
      return { seconds, rows, peakBytes: process.resourceUsage().maxRSS * 1024 };
    },
    { clock: new MovableClock(MORNING) },
  );
  process.send?.(imported, () => process.disconnect());
}

void main();
