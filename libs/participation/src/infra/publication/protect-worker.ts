/** Entry of the thread that protects a table: one job, one answer. */
import { parentPort, workerData } from 'node:worker_threads';
import { protect } from '../../domain/publication/protect';
import { boundsOf } from '../../domain/publication/secrets';
import { tableSystem } from '../../domain/publication/table-cells';
import { highsSolvers } from './highs-solver';
import type { ProtectJob, ProtectedTable } from './protect-thread';

async function main({ rows, earlier, hiddenBefore, seconds }: ProtectJob): Promise<void> {
  const system = tableSystem(rows);
  const { cells, cellOf } = system;
  const known = new Map<number, number>();
  earlier.forEach((numerator, row) => {
    if (numerator !== null) known.set(cellOf[row] ?? 0, numerator);
  });
  const bounds = cells.map((cell, i) => boundsOf(cell, known.get(i) ?? null));
  const hiddenCells = new Set(hiddenBefore.map((row) => cellOf[row] ?? 0));
  const result = protect(system, bounds, hiddenCells, await highsSolvers(seconds));
  const hidden = rows.flatMap((_, row) => (result.hidden.has(cellOf[row] ?? 0) ? [row] : []));
  const answer: ProtectedTable = { ...result, hidden };
  parentPort?.postMessage(answer);
}

void main(workerData as ProtectJob);
