import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import { LONG_TROUBLE } from './chunk-lease';

const STREAMS = ['paper', 'mediated', 'outreach'] as const;

/**
 * Seals print runs of a batch: what is planned on paper is put into runs of bounded size, in the order of postcodes, each
 * with a deterministic id and a chunk of its own. A sealed membership never grows. While chunks of the batch are still
 * being sent only full runs are sealed, so that rendering goes on beside it; the rest waits, so that letters of people
 * without a digital inbox join; but not for what has been in trouble for long, or paused: paper does not wait for a
 * digital service that is down.
 * @returns how many runs were sealed
 */
export async function sealRuns(
  tx: EntityManager,
  batchId: number,
  options: { readonly size: number; readonly now: Date; readonly today: PlainDate },
): Promise<number> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext('kallelse seal'), $1::int)`, [batchId]);
  const isMoreToCome = await isSending(tx, batchId);
  let sealed = 0;
  for (const { stream, planned } of await plannedOn(tx, batchId)) {
    const letters = isMoreToCome ? planned - (planned % options.size) : planned;
    if (letters > 0) sealed += await sealStream(tx, batchId, { ...options, stream, letters });
  }
  return sealed;
}

interface PlannedStream {
  readonly stream: (typeof STREAMS)[number];
  readonly planned: number;
}

/** How much is planned, in no run yet. */
async function plannedOn(tx: EntityManager, batchId: number): Promise<PlannedStream[]> {
  return tx.query<PlannedStream[]>(
    `SELECT channel AS stream, count(*)::int AS planned FROM screening.dispatches
     WHERE batch_id = $1 AND channel IN ('${STREAMS.join("', '")}') AND state = 'planned' AND run_id IS NULL
     GROUP BY channel ORDER BY channel`,
    [batchId],
  );
}

async function isSending(tx: EntityManager, batchId: number): Promise<boolean> {
  const rows = await tx.query<unknown[]>(
    `SELECT 1 FROM screening.chunks WHERE batch_id = $1 AND kind = 'send' AND state <> 'done'
       AND error_code IS DISTINCT FROM 'CHANNEL_PAUSED' AND (error_code IS NULL OR attempts < $2) LIMIT 1`,
    [batchId, LONG_TROUBLE],
  );
  return rows.length > 0;
}

/** Puts the letters that were planned first into runs. */
async function sealStream(
  tx: EntityManager,
  batchId: number,
  options: {
    readonly stream: (typeof STREAMS)[number];
    readonly letters: number;
    readonly size: number;
    readonly now: Date;
    readonly today: PlainDate;
  },
): Promise<number> {
  const { stream, letters, size, now, today } = options;
  const [earlier] = await tx.query<{ n: number }[]>(
    'SELECT count(*) AS n FROM screening.print_runs WHERE batch_id = $1 AND stream = $2',
    [batchId, stream],
  );
  await tx.query(
    `CREATE TEMPORARY TABLE sealing ON COMMIT DROP AS
     SELECT dispatch.id, format('b%s-%s-%s', $1::text, $2::text, $3::int + 1 + (row_number() OVER (ORDER BY mail.postcode NULLS LAST, dispatch.id) - 1) / $4::int) AS run_id
     FROM (SELECT id, contact_id FROM screening.dispatches
       WHERE batch_id = $1::bigint AND channel = $2 AND state = 'planned' AND run_id IS NULL ORDER BY id LIMIT $5) AS dispatch
     JOIN screening.contacts AS contact ON contact.id = dispatch.contact_id
     LEFT JOIN LATERAL (SELECT coalesce(special_postcode, postcode) AS postcode FROM identity.persons AS person
       WHERE person.resident_id = contact.resident_id AND person.superseded_at IS NULL) AS mail ON true`,
    [batchId, stream, earlier?.n ?? 0, size, letters],
  );
  const runs = await tx.query<unknown[]>(
    `WITH made AS (
       INSERT INTO screening.print_runs (id, batch_id, stream, letter_date, letters, state, sealed_at)
       SELECT run_id, $1, $2, $3, count(*), 'sealed', $4 FROM sealing GROUP BY run_id RETURNING id)
     SELECT id FROM made`,
    [batchId, stream, today, now],
  );
  await tx.query(
    `INSERT INTO screening.chunks (batch_id, kind, run_id, created_at) SELECT DISTINCT $1::bigint, 'print', run_id, $2::timestamptz FROM sealing`,
    [batchId, now],
  );
  await tx.query(
    'UPDATE screening.dispatches AS dispatch SET run_id = sealing.run_id FROM sealing WHERE sealing.id = dispatch.id',
  );
  await tx.query('DROP TABLE sealing');
  return runs.length;
}
