import { once } from 'node:events';
import { join } from 'node:path';
import { startThread } from '@kallelse/platform';
import type { Protection } from '../../domain/publication/protect';
import type { CountedCell } from '../../domain/publication/table-cells';

/** A table of the same people that is published, with a shorter time. */
export interface EarlierTable {
  /** As published; what is hidden, as it is counted now. */
  readonly counts: readonly CountedCell[];
  readonly isShown: readonly boolean[];
}

export interface ProtectJob {
  readonly earlier: readonly EarlierTable[];
  readonly rows: readonly CountedCell[];
  /** Smallest number that may be told; absent: {@link SMALLEST_TOLD}. */
  readonly smallest?: number;
  /** For looking for a cheaper set of cells to hide; thrice as much for keeping every secret at all. */
  readonly seconds: number;
}

/** {@link Protection} with the rows that are hidden. */
export type ProtectedTable = Omit<Protection, 'hidden'> & { readonly hidden: readonly number[] };

/**
 * Protects a table in a thread of its own, since solving keeps one busy.
 * @returns undefined when there was not enough time to be certain
 */
export async function protectInThread(job: ProtectJob): Promise<ProtectedTable | undefined> {
  const worker = startThread(join(__dirname, 'protect-worker'), job);
  try {
    const [answer] = (await once(worker, 'message')) as [ProtectedTable | undefined];
    return answer;
  } finally {
    await worker.terminate();
  }
}
