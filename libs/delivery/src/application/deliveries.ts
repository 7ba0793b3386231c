import type { SettleRounds } from '@kallelse/episodes';
import { isProblem, today, type Clock } from '@kallelse/kernel';
import type { Databases, Queues } from '@kallelse/platform';
import { LeaseLost, type ChunkLease, type ChunkLeases } from '../infra/chunk-lease';
import { sendHeldAgain } from '../infra/held-again';
import { endRest } from '../infra/provider-pace';
import { sealRuns } from '../infra/seal-runs';
import { listStuck, reviveChunks } from '../infra/stuck-chunks';
import { SEND_CHUNK, WRITE_RUN } from './jobs';
import type { SendChunk } from './send-chunk';
import type { WriteRun } from './write-run';

/** Longer than a job should wait for a worker; a job sent twice does nothing the second time. */
const NOBODY_CAME = `interval '2 minutes'`;

/** A chunk that is not done, as it stands. */
export interface OpenChunk {
  readonly id: number;
  readonly generation: number;
  readonly kind: 'send' | 'print';
  readonly errorCode: string | null;
  readonly attempts: number;
  /** Seconds until another process may take it over; null: nobody works on it. */
  readonly leasedSeconds: number | null;
}

interface ChunkToWork {
  readonly chunk: number;
  readonly generation: number;
  readonly kind: OpenChunk['kind'];
}

/** What {@link Deliveries} works with. */
export interface DeliveryParts {
  readonly databases: Databases;
  readonly queues: Queues;
  readonly clock: Clock;
  readonly leases: ChunkLeases;
  readonly sendChunk: SendChunk;
  readonly writeRun: WriteRun;
  readonly settle: SettleRounds;
  /** Most letters in one print run. */
  readonly runSize: number;
}

/**
 * Brings released contacts out of the house: wakes workers for chunks that are ready, works a chunk, seals the print runs
 * of a batch whose chunks are through, settles the rounds. Rows say what is to be done; the queue only wakes.
 */
export class Deliveries {
  private readonly inHand = new Set<number>();

  constructor(private readonly parts: DeliveryParts) {}

  /** Whether this process works on a chunk at the moment. */
  isInHand(chunkId: number): boolean {
    return this.inHand.has(chunkId);
  }

  /**
   * Queues a job for every chunk that is ready or whose lease has run out; queuing one again does nothing, but takes its time.
   * @param which `new`: only those that no job was queued for; `all`: also those whose job a queue may have lost
   */
  async wake(batchId?: number, which: 'new' | 'all' = 'all'): Promise<number> {
    await this.reviveJobs(batchId);
    const chunks = await this.parts.databases.query<ChunkToWork>(
      'kallelse_delivery',
      `SELECT id AS chunk, generation, kind FROM screening.chunks WHERE ($1::bigint IS NULL OR batch_id = $1)
         AND (not_before IS NULL OR not_before <= clock_timestamp()) AND state = 'ready' AND (woken_at IS NULL OR $2::boolean) ORDER BY id`,
      [batchId ?? null, which === 'all'],
    );
    if (chunks.length === 0) return 0;
    await this.queue(chunks);
    await this.parts.databases.query(
      'kallelse_delivery',
      `UPDATE screening.chunks AS chunk SET woken_at = clock_timestamp() FROM unnest($1::bigint[], $2::int[]) AS sent(id, generation)
       WHERE chunk.id = sent.id AND chunk.generation = sent.generation AND woken_at IS NULL`,
      [chunks.map(({ chunk }) => chunk), chunks.map(({ generation }) => generation)],
    );
    return chunks.length;
  }

  private async queue(chunks: readonly ChunkToWork[]): Promise<void> {
    const of = (wanted: ChunkToWork['kind']): Omit<ChunkToWork, 'kind'>[] =>
      chunks.flatMap(({ kind, ...payload }) => (kind === wanted ? [payload] : []));
    await this.parts.queues.sendAll(WRITE_RUN, of('print'));
    await this.parts.queues.sendAll(SEND_CHUNK, of('send'));
  }

  /** Somebody asks for another try: what waited out a trouble or a pause is ready at once. */
  async tryNow(batchId: number): Promise<void> {
    await this.parts.databases.transaction('kallelse_delivery', async (tx) => {
      await endRest(tx);
      await tx.query(
        `UPDATE screening.chunks SET not_before = NULL, error_code = NULL, attempts = 0 WHERE batch_id = $1 AND state = 'ready'`,
        [batchId],
      );
    });
  }

  /** Works one chunk, if nobody else does; then whatever has become possible by it. */
  async work(chunkId: number): Promise<void> {
    const lease = await this.parts.leases.take(chunkId);
    if (!lease) return;
    const letGo = this.parts.leases.keep(lease);
    this.inHand.add(chunkId);
    try {
      await (lease.kind === 'send' ? this.parts.sendChunk.run(lease) : this.parts.writeRun.run(lease));
    } catch (error) {
      await this.giveBack(lease, error);
      throw error;
    } finally {
      letGo();
      this.inHand.delete(chunkId);
    }
    await this.afterChunk(lease.batchId);
  }

  /** Whether nothing of a batch is left to do, also of what a killed process left between two steps; its rounds are settled then. */
  async isThrough(batchId: number): Promise<boolean> {
    if ((await this.open(batchId)).length > 0) return false;
    await this.seal(batchId);
    if ((await this.open(batchId)).length > 0) return false;
    await this.parts.settle.run();
    return true;
  }

  /** Chunks of a batch that are not done. */
  open(batchId: number): Promise<OpenChunk[]> {
    return this.parts.databases.query(
      'kallelse_delivery',
      `SELECT id, generation, kind, error_code AS "errorCode", attempts,
         CASE WHEN state = 'leased' THEN ceil(extract(epoch FROM lease_until - clock_timestamp()))::int END AS "leasedSeconds"
       FROM screening.chunks WHERE batch_id = $1 AND state <> 'done' ORDER BY id`,
      [batchId],
    );
  }

  /** Seals what a crash left unsealed, and wakes workers: what the sweeper does. */
  async sweep(): Promise<void> {
    const batches = await this.parts.databases.query<{ batch_id: number }>(
      'kallelse_delivery',
      `SELECT DISTINCT batch_id FROM screening.dispatches WHERE run_id IS NULL AND state = 'planned' AND channel IN ('paper', 'mediated', 'outreach')`,
    );
    for (const { batch_id: batchId } of batches) await this.seal(batchId);
    await this.parts.databases.transaction('kallelse_delivery', async (tx) => {
      await sendHeldAgain(tx, this.parts.clock.now());
      await listStuck(tx, this.parts.clock.now());
    });
    await this.wake();
  }

  private async afterChunk(batchId: number): Promise<void> {
    await this.seal(batchId);
    const open = await this.open(batchId);
    if (open.length === 0) await this.parts.settle.run();
    await this.wake(batchId, 'new');
  }

  private async seal(batchId: number): Promise<void> {
    await this.parts.databases.transaction('kallelse_delivery', (tx) =>
      sealRuns(tx, batchId, {
        size: this.parts.runSize,
        now: this.parts.clock.now(),
        today: today(this.parts.clock),
      }),
    );
  }

  /**
   * A job that died with its worker, or failed before it had its chunk, has used up its id: a lease that ran out gets a
   * new generation, and so does a chunk that nobody has come for.
   */
  private async reviveJobs(batchId: number | undefined): Promise<void> {
    await this.parts.databases.transaction('kallelse_delivery', (tx) =>
      reviveChunks(tx, batchId, NOBODY_CAME),
    );
  }

  private async giveBack(lease: ChunkLease, error: unknown): Promise<void> {
    if (error instanceof LeaseLost) return;
    const code = isProblem(error) ? error.code : 'UNEXPECTED';
    await this.parts.writeRun.postpone(lease, code).catch(() => undefined);
  }
}
