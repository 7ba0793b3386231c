import { join } from 'node:path';
import { MovableClock } from '@kallelse/platform';
import { ImportEvents, ImportReference, ImportResidents } from '@kallelse/population';
import { REGION_FILES } from '../demo/synthetic';
import { withOffice } from '../office';
import { ACTOR, AS_OF, type Imported } from './region';

/**
 * A process that imports one file of a region and tells what it took: peak memory is a process's, so each measured
 * import has one of its own. Arguments: the folder, and what to import.
 */
async function main(): Promise<void> {
  const [folder = '', what] = process.argv.slice(2);
  const terminal = {
    out: () => Promise.resolve(),
    note: () => undefined,
    unread: new AbortController().signal,
  };
  const imported = await withOffice<Imported>(
    terminal,
    async (office) => {
      if (what === 'geography') {
        for (const table of ['districts', 'units', 'catchments'] as const)
          await office.get(ImportReference).run(table, join(folder, REGION_FILES[table]), ACTOR);
        return { seconds: 0, rows: 0, peakBytes: 0 };
      }
      const job = office.get<ImportResidents | ImportEvents>(
        what === 'residents' ? ImportResidents : ImportEvents,
      );
      const path = join(folder, what === 'residents' ? REGION_FILES.residents : REGION_FILES.events);
      const start = performance.now();
      const { rows } = await job.run({ path, actor: ACTOR });
      const seconds = (performance.now() - start) / 1000;
      return { seconds, rows, peakBytes: process.resourceUsage().maxRSS * 1024 };
    },
    { clock: new MovableClock(`${AS_OF}T07:00:00Z`) },
  );
  process.send?.(imported, () => process.disconnect());
}

void main();
