import type { EntityManager } from 'typeorm';
import { LONG_TROUBLE } from './chunk-lease';

export const STUCK = 'sending-stuck';

/**
 * Puts parts of batches that have been in trouble for long on the office's list, once, and takes them off when they are
 * through. They are tried again by themselves all the same.
 */
export async function listStuck(tx: EntityManager, now: Date): Promise<void> {
  await tx.query(
    `UPDATE screening.exceptions AS raised SET resolved_at = $1, resolved_by = 'system:sending' FROM screening.chunks AS chunk
     WHERE raised.kind = '${STUCK}' AND raised.resolved_at IS NULL AND raised.subject = 'chunk ' || chunk.id AND chunk.state = 'done'`,
    [now],
  );
  await tx.query(
    `INSERT INTO screening.exceptions (kind, subject, details, raised_at)
     SELECT '${STUCK}', 'chunk ' || id, jsonb_build_object('batch', batch_id, 'code', error_code), $1
     FROM screening.chunks WHERE state <> 'done' AND error_code IS NOT NULL AND attempts >= ${LONG_TROUBLE} ON CONFLICT DO NOTHING`,
    [now],
  );
}

/**
 * Ends leases that have run out, so that the chunk is taken anew. One over which workers die again and again rests longer
 * each time: it must not take every worker with it.
 * @param nobodyCame SQL interval after which a job that was queued counts as lost
 */
export async function reviveChunks(
  tx: EntityManager,
  batchId: number | undefined,
  nobodyCame: string,
): Promise<void> {
  await tx.query(
    `UPDATE screening.chunks SET state = 'ready', generation = generation + 1, lease_until = NULL, woken_at = NULL,
       error_code = CASE WHEN state = 'leased' AND attempts >= ${LONG_TROUBLE} THEN 'WORKER_DIED' ELSE error_code END,
       not_before = CASE WHEN state = 'leased' AND attempts >= ${LONG_TROUBLE}
         THEN clock_timestamp() + make_interval(secs => least(600, 2 ^ least(attempts, 10))) ELSE not_before END
     WHERE ((state = 'leased' AND lease_until < clock_timestamp())
         OR (state = 'ready' AND woken_at < clock_timestamp() - ${nobodyCame})) AND ($1::bigint IS NULL OR batch_id = $1)`,
    [batchId ?? null],
  );
}
