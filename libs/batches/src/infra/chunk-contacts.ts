import { assignTimes, ROUND_OVER_SQL } from '@kallelse/episodes';
import { parseDefinition } from '@kallelse/eligibility';
import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import { firstDayOutside } from '../domain/sending-calendar';

/** Contacts a chunk: enough to be worth a job, few enough to be done within a lease. */
export const CHUNK_SIZE = 250;

/**
 * Contacts of a batch that were held since no letter could be made of them wait again: somebody who releases it once more
 * has mended what was wrong, or finds the same again.
 */
export async function tryFaultyAgain(tx: EntityManager, batchId: number, now: Date): Promise<void> {
  await tx.query(
    `UPDATE screening.contacts AS contact SET state = 'waiting', reason = NULL, chunk_id = NULL, changed_at = $2
     WHERE batch_id = $1 AND state = 'held' AND reason NOT IN ('outreach', 'not-found', 'no-slot') AND closed_on IS NULL
       AND NOT ${ROUND_OVER_SQL}`,
    [batchId, now],
  );
}

/**
 * What the rules send falls due after a pause of theirs, not in it. Letters that answer or correct something do not wait:
 * another time, another kit, a correction.
 */
async function waitForPauses(tx: EntityManager, today: PlainDate): Promise<void> {
  const rows = await tx.query<{ id: number; document: object }[]>(
    `SELECT id, document FROM screening.definitions WHERE jsonb_array_length(coalesce(document #> '{send,pauses}', '[]')) > 0
       AND id IN (SELECT definition_id FROM screening.batches WHERE state = 'released')`,
  );
  for (const { id, document } of rows) {
    const parsed = parseDefinition(document);
    const until = parsed.ok ? firstDayOutside(parsed.value.delivery, today) : today;
    if (until === undefined || until === today) continue;
    await tx.query(
      `UPDATE screening.contacts AS contact SET due_on = $3 FROM screening.episodes AS episode
       WHERE episode.id = contact.episode_id AND episode.definition_id = $1 AND contact.state = 'waiting' AND contact.chunk_id IS NULL
         AND contact.due_on <= $2 AND contact.kind IN ('announcement', 'invitation', 'reminder')`,
      [id, today, until],
    );
  }
}

/**
 * Puts waiting contacts, those that need a time with one, of released batches that are due into chunks of their batch, each in one chunk only.
 * @returns how many contacts were put
 */
export async function chunkDueContacts(
  tx: EntityManager,
  { now, today, batchId }: { readonly now: Date; readonly today: PlainDate; readonly batchId?: number },
): Promise<number> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext('kallelse chunks'))`);
  await waitForPauses(tx, today);
  await assignTimes(tx, { now, today, ...(batchId === undefined ? {} : { batchId }) });
  await tx.query(
    `CREATE TEMPORARY TABLE chunking ON COMMIT DROP AS
     SELECT contact.id, contact.batch_id, (row_number() OVER (PARTITION BY contact.batch_id ORDER BY contact.id) - 1) / $3::int AS part
     FROM screening.contacts AS contact JOIN screening.batches AS batch ON batch.id = contact.batch_id
     WHERE contact.state = 'waiting' AND contact.chunk_id IS NULL AND contact.due_on <= $1 AND batch.state = 'released'
       AND ($2::bigint IS NULL OR batch.id = $2)`,
    [today, batchId ?? null, CHUNK_SIZE],
  );
  const [, count] = await tx.query<[unknown[], number]>(
    `WITH parts AS (SELECT batch_id, part, nextval(pg_get_serial_sequence('screening.chunks', 'id')) AS id
         FROM (SELECT DISTINCT batch_id, part FROM chunking ORDER BY batch_id, part OFFSET 0) AS ordered),
       made AS (INSERT INTO screening.chunks (id, batch_id, kind, created_at) OVERRIDING SYSTEM VALUE
         SELECT id, batch_id, 'send', $1 FROM parts RETURNING id)
     UPDATE screening.contacts AS contact SET chunk_id = parts.id FROM chunking JOIN parts USING (batch_id, part)
     WHERE contact.id = chunking.id AND EXISTS (SELECT 1 FROM made) RETURNING 1`,
    [now],
  );
  await tx.query('DROP TABLE chunking');
  return count;
}
