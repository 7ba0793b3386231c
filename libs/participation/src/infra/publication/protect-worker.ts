/** Entry of the thread that protects a table: one job, one answer. */
import { parentPort, workerData } from 'node:worker_threads';
import { OutOfTime, protect } from '../../domain/publication/protect';
import { tableSystem } from '../../domain/publication/table-cells';
import { highsSolvers } from './highs-solver';
import type { ProtectedTable, ProtectJob } from './protect-thread';

async function main({ earlier, rows, smallest, seconds }: ProtectJob): Promise<ProtectedTable | undefined> {
  const system = tableSystem(...earlier.map(({ counts }) => counts), rows);
  const shown = earlier.flatMap(({ isShown }, t) =>
    isShown.flatMap((is, row) => (is ? [system.cellsOf[t]?.[row] ?? 0] : [])),
  );
  try {
    const { hidden, ...told } = protect(system, new Set(shown), await highsSolvers(seconds), smallest);
    const own = system.cellsOf.at(-1) ?? [];
    return { ...told, hidden: own.flatMap((cell, row) => (hidden.has(cell) ? [row] : [])) };
  } catch (error) {
    if (error instanceof OutOfTime) return undefined;
    throw error;
  }
}

void main(workerData as ProtectJob).then((answer) => parentPort?.postMessage(answer));
