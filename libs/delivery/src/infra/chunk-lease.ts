import { ProblemError } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { EntityManager } from 'typeorm';

/** A chunk that this process works on. The fence tells it from every earlier and later lease of the same chunk. */
export interface ChunkLease {
  readonly chunkId: number;
  readonly batchId: number;
  readonly kind: 'send' | 'print';
  readonly runId: string | null;
  readonly fence: number;
  readonly attempts: number;
}

/** How long after its last sign of life a chunk may be taken over; renewed with every step and by {@link ChunkLeases.keep}. */
const LEASE = `interval '30 seconds'`;
const SIGN_OF_LIFE_MS = 8000;

/** Said when a lease was lost: somebody else works on the chunk now, and nothing may be written any more. */
export class LeaseLost extends ProblemError {
  constructor(chunkId: number) {
    super('LEASE_LOST', `chunk ${chunkId} has been taken over by another worker`);
  }
}

/**
 * Leases of chunks, in rows. The database's clock decides, so a worker whose own clock is wrong takes nothing too
 * early. Every writing step calls {@link renewed} in its transaction first.
 */
export class ChunkLeases {
  constructor(private readonly databases: Databases) {}

  /** Takes a chunk that is ready, or whose lease has run out; undefined when it is done, not yet due or somebody else's. */
  async take(chunkId: number): Promise<ChunkLease | undefined> {
    const [rows] = await this.databases.query<LeaseRow[]>(
      'kallelse_delivery',
      `UPDATE screening.chunks SET state = 'leased', fence = fence + 1, attempts = attempts + 1, lease_until = clock_timestamp() + ${LEASE}
       WHERE id = $1 AND (not_before IS NULL OR not_before <= clock_timestamp())
         AND (state = 'ready' OR (state = 'leased' AND lease_until < clock_timestamp()))
       RETURNING id, batch_id, kind, run_id, fence, attempts`,
      [chunkId],
    );
    const row = rows?.[0];
    if (!row) return undefined;
    const { id, batch_id: batchId, kind, run_id: runId, fence, attempts } = row;
    return { chunkId: id, batchId, kind, runId, fence, attempts };
  }

  /**
   * Renews a lease while a step takes long (a run that renders, a service that does not answer), so that leases can be
   * short and what a killed process held is soon taken over.
   * @returns ends it
   */
  keep({ chunkId, fence }: ChunkLease): () => void {
    let isRenewing = false;
    const renew = async (): Promise<void> => {
      if (isRenewing) return;
      isRenewing = true;
      await this.databases
        .query(
          'kallelse_delivery',
          `UPDATE screening.chunks SET lease_until = clock_timestamp() + ${LEASE} WHERE id = $1 AND fence = $2 AND state = 'leased'`,
          [chunkId, fence],
        )
        .catch(() => undefined); // the next step says what is wrong
      isRenewing = false;
    };
    const timer = setInterval(() => void renew(), SIGN_OF_LIFE_MS);
    return () => clearInterval(timer);
  }

  /** A transaction of kallelse_delivery that holds the lease to its end, or throws {@link LeaseLost}. */
  holding<T>(lease: ChunkLease, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return this.databases.transaction('kallelse_delivery', async (tx) => {
      await renewed(tx, lease);
      return work(tx);
    });
  }

  /** Ends the work: done, or ready for a later try (a new generation, so that the queue takes it again). */
  async end(tx: EntityManager, lease: ChunkLease, outcome: 'done' | Postponed): Promise<void> {
    if (outcome === 'done') {
      await tx.query(
        `UPDATE screening.chunks SET state = 'done', lease_until = NULL, error_code = NULL WHERE id = $1 AND fence = $2`,
        [lease.chunkId, lease.fence],
      );
      return;
    }
    await tx.query(
      `UPDATE screening.chunks SET state = 'ready', lease_until = NULL, generation = generation + 1, woken_at = NULL, error_code = $3,
         not_before = clock_timestamp() + make_interval(secs => $4), attempts = CASE WHEN $5 THEN 0 ELSE attempts END
       WHERE id = $1 AND fence = $2`,
      [lease.chunkId, lease.fence, outcome.code, outcome.seconds, outcome.isPause === true],
    );
  }
}

/** Why a chunk is not done, and when to try again. */
export interface Postponed {
  readonly code: string;
  readonly seconds: number;
  /** Nothing is wrong: the try does not count as one in vain. */
  readonly isPause?: boolean;
}

/** How long a chunk that may not go on rests before it is looked at again. */
export const PAUSED = { seconds: 30, isPause: true } as const;

/** So many tries in vain, about two minutes, are long trouble. */
export const LONG_TROUBLE = 6;

/** Waits longer with every try, up to ten minutes. */
export function backoff(attempts: number): number {
  return Math.min(600, 2 ** Math.min(attempts, 10));
}

async function renewed(tx: EntityManager, { chunkId, fence }: ChunkLease): Promise<void> {
  const [rows] = await tx.query<[unknown[], number]>(
    `UPDATE screening.chunks SET lease_until = clock_timestamp() + ${LEASE} WHERE id = $1 AND fence = $2 AND state = 'leased' RETURNING 1`,
    [chunkId, fence],
  );
  if (rows.length !== 1) throw new LeaseLost(chunkId);
}

interface LeaseRow {
  readonly id: number;
  readonly batch_id: number;
  readonly kind: 'send' | 'print';
  readonly run_id: string | null;
  readonly fence: number;
  readonly attempts: number;
}
