import { once } from 'node:events';
import { join } from 'node:path';
import { startThread } from '@kallelse/platform';
import type { Protection } from '../../domain/publication/protect';
import type { CountedCell } from '../../domain/publication/table-cells';

export interface ProtectJob {
  readonly rows: readonly CountedCell[];
  /** By row: the numerator that an earlier table tells of the same people, no greater; null: none. */
  readonly earlier: readonly (number | null)[];
  /** Rows that an earlier table of the same people does not show. */
  readonly hiddenBefore: readonly number[];
  /** For looking for a cheaper set of cells to hide. */
  readonly seconds: number;
}

/** {@link Protection} with the rows that are hidden. */
export type ProtectedTable = Omit<Protection, 'hidden'> & { readonly hidden: readonly number[] };

/** Protects a table in a thread of its own, since solving keeps one busy. */
export async function protectInThread(job: ProtectJob): Promise<ProtectedTable> {
  const worker = startThread(join(__dirname, 'protect-worker'), job);
  try {
    const [answer] = (await once(worker, 'message')) as [ProtectedTable];
    return answer;
  } finally {
    await worker.terminate();
  }
}
