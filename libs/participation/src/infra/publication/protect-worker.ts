/** Entry of the thread that protects a table: one job, one answer. */
import { parentPort, workerData } from 'node:worker_threads';
import { protect } from '../../domain/publication/protect';
import { boundsOf } from '../../domain/publication/secrets';
import { tableSystem } from '../../domain/publication/table-cells';
import { highsSolvers } from './highs-solver';
import type { ProtectJob, ProtectedTable } from './protect-thread';

async function main({ rows, earlier, hiddenBefore, seconds }: ProtectJob): Promise<void> {
  const system = tableSystem(rows);
  const bounds = system.cells.map((cell, i) => boundsOf(cell, earlier[i] ?? null));
  const result = protect(system, bounds, new Set(hiddenBefore), await highsSolvers(seconds));
  const answer: ProtectedTable = {
    ...result,
    hidden: rows.flatMap((_, i) => (result.hidden.has(i) ? [i] : [])),
  };
  parentPort?.postMessage(answer);
}

void main(workerData as ProtectJob);
