import type { PlainDate } from '@kallelse/kernel';
import { reachChannelSql } from '@kallelse/population';
import type { EntityManager } from 'typeorm';

/** A run that has been sealed and is not written yet. */
export interface OpenRun {
  readonly id: string;
  readonly kind: 'packing' | 'stop';
  readonly stream: 'ordinary' | 'mediated' | null;
  readonly state: 'sealed' | 'publishing' | 'written';
  readonly run_date: PlainDate;
  readonly publish_fence: number | null;
}

const REACH = `JOIN screening.contacts AS contact ON contact.id = kit_order.contact_id
  LEFT JOIN screening.resident_reach AS reach ON reach.resident_id = screening.present_resident(contact.resident_id)`;

/** How the parcel of an order goes now. */
export const PARCEL_SQL = `CASE ${reachChannelSql('reach', ['paper'])} WHEN 'paper' THEN 'ordinary' WHEN 'mediated' THEN 'mediated' END`;

/**
 * Seals runs of what is ordered and not in one yet, a run for each batch and way; and one of what the supplier has been told
 * of and must not send any more. Whoever has no address waits, listed, until there is one.
 */
export async function sealPacking(tx: EntityManager, now: Date, today: PlainDate): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext('kallelse kits'))`);
  await tx.query(
    `CREATE TEMPORARY TABLE packing ON COMMIT DROP AS
     SELECT kit_order.id, kit_order.batch_id, contact.resident_id, ${PARCEL_SQL} AS stream
     FROM screening.kit_orders AS kit_order ${REACH} WHERE kit_order.state = 'ordered' AND kit_order.run_id IS NULL`,
  );
  await listUnpackable(tx, now);
  await tx.query(
    `WITH made AS (
       SELECT batch_id, stream, count(*) AS orders, format('k%s-%s-%s', batch_id, stream, 1 + (SELECT count(*) FROM screening.packing_runs AS run
         WHERE run.batch_id = packing.batch_id AND run.stream = packing.stream)) AS id
       FROM packing WHERE stream IS NOT NULL GROUP BY batch_id, stream),
     sealed AS (INSERT INTO screening.packing_runs (id, kind, batch_id, stream, run_date, orders, state, sealed_at)
       SELECT id, 'packing', batch_id, stream, $1, orders, 'sealed', $2 FROM made)
     UPDATE screening.kit_orders AS kit_order SET run_id = made.id FROM packing JOIN made USING (batch_id, stream) WHERE packing.id = kit_order.id`,
    [today, now],
  );
  await tx.query(
    `WITH stopped AS (SELECT id FROM screening.kit_orders WHERE state = 'cancelled' AND listed_on IS NOT NULL AND stop_run_id IS NULL),
     made AS (INSERT INTO screening.packing_runs (id, kind, run_date, orders, state, sealed_at)
       SELECT format('stop-%s-%s', $1::date, 1 + (SELECT count(*) FROM screening.packing_runs WHERE kind = 'stop' AND run_date = $1::date)),
         'stop', $1::date, count(*), 'sealed', $2::timestamptz FROM stopped HAVING count(*) > 0 RETURNING id)
     UPDATE screening.kit_orders SET stop_run_id = made.id FROM made WHERE kit_orders.id IN (SELECT id FROM stopped)`,
    [today, now],
  );
}

async function listUnpackable(tx: EntityManager, now: Date): Promise<void> {
  await tx.query(
    `INSERT INTO screening.exceptions (kind, subject, resident_id, raised_at)
     SELECT 'kit-no-address', 'kit order ' || id, screening.present_resident(resident_id), $1 FROM packing WHERE stream IS NULL
     ON CONFLICT DO NOTHING`,
    [now],
  );
  await tx.query(
    `UPDATE screening.exceptions AS raised SET resolved_at = $1, resolved_by = 'system:kits' FROM screening.kit_orders AS kit_order
     WHERE raised.kind = 'kit-no-address' AND raised.resolved_at IS NULL AND raised.subject = 'kit order ' || kit_order.id
       AND NOT EXISTS (SELECT FROM packing WHERE packing.id = kit_order.id AND stream IS NULL)`,
    [now],
  );
}

/** Holds a run to the end of the transaction; undefined when it is written, or somebody else writes it. */
export async function takeRun(tx: EntityManager, id?: string): Promise<OpenRun | undefined> {
  const rows = await tx.query<OpenRun[]>(
    `SELECT id, kind, stream, state, run_date, publish_fence FROM screening.packing_runs
     WHERE state <> 'written' AND ($1::text IS NULL OR id = $1) ORDER BY sealed_at, id LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [id ?? null],
  );
  return rows[0];
}

/** Orders of a run that go another way by now, or not at all, leave it: the next run takes them. */
export async function leaveRun(tx: EntityManager, run: OpenRun): Promise<void> {
  await tx.query(
    `UPDATE screening.kit_orders SET run_id = NULL WHERE state = 'ordered' AND run_id = $1 AND id NOT IN (
       SELECT kit_order.id FROM screening.kit_orders AS kit_order ${REACH} WHERE kit_order.run_id = $1 AND ${PARCEL_SQL} = $2)`,
    [run.id, run.stream],
  );
}
