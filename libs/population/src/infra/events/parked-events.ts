import type { EntityManager } from 'typeorm';
import { OBJECT_TABLES } from '../../domain/event-line';
import { affected, countOf } from '../register/register-context';
import { mergeStaged } from './merge-staged';
import { createObjectTables, type ObjectMerge } from './object-merge';
import { EVENTS_STAGING } from './stage-events';

const COLUMNS = 'value, type, domain, kind, object, ref, fingerprint, is_void';

/** Whether a parked object and another are the same: by ref, else by number and content. */
const SAME = (a: string, b: string): string =>
  `CASE WHEN ${b}.ref IS NOT NULL THEN ${a}.ref = ${b}.ref
     ELSE ${a}.ref IS NULL AND ${a}.value = ${b}.value AND ${a}.fingerprint = ${b}.fingerprint END`;

/** What became of objects of numbers that nobody has. */
export interface ParkCounts {
  readonly parked: number;
  /** Annulments of objects that were parked themselves. */
  readonly annulled: number;
}

/**
 * Parks the last line of each object whose number nobody has (`found` without resident); a parked version of the same
 * object goes. An annulment of a parked object takes it away, any other waits like the rest.
 */
export async function parkObjects({ tx, importId, now }: ObjectMerge): Promise<ParkCounts> {
  await tx.query(`
    CREATE TEMPORARY TABLE strangers ON COMMIT DROP AS
    SELECT DISTINCT ON (fingerprint, CASE WHEN ref IS NULL THEN value END) staged.*,
      bool_or(NOT is_void) OVER (PARTITION BY fingerprint, CASE WHEN ref IS NULL THEN value END) AS has_object
    FROM ${EVENTS_STAGING} AS staged JOIN found USING (row_number)
    WHERE found.residents = 0 AND NOT EXISTS (SELECT 1 FROM resolved WHERE resolved.ref = staged.ref AND resolved.row_number > staged.row_number)
    ORDER BY fingerprint, CASE WHEN ref IS NULL THEN value END, staged.row_number DESC`);
  // An object whose newest version has found its resident waits no longer.
  await tx.query(
    `DELETE FROM identity.parked_events AS parked USING resolved WHERE parked.ref = resolved.ref`,
  );
  await tx.query(`
    CREATE TEMPORARY TABLE replaced ON COMMIT DROP AS
    SELECT parked.id, parked.seq, strangers.row_number FROM identity.parked_events AS parked JOIN strangers ON ${SAME('parked', 'strangers')}`);
  await tx.query('DELETE FROM identity.parked_events WHERE id IN (SELECT id FROM replaced)');
  const isStored = Object.values(OBJECT_TABLES)
    .map((table) => `SELECT 1 FROM screening.${table} AS stored WHERE stored.ref = strangers.ref`)
    .join(' UNION ALL ');
  const settled = `is_void AND (has_object OR EXISTS (SELECT 1 FROM replaced WHERE replaced.row_number = strangers.row_number))
    AND NOT EXISTS (${isStored})`;
  const parked = await affected(
    tx,
    `INSERT INTO identity.parked_events (import_id, row_number, ${COLUMNS}, seq, reason, parked_at)
     SELECT $1, row_number, ${COLUMNS}, coalesce((SELECT min(seq) FROM replaced WHERE replaced.row_number = ordered.row_number),
       nextval('screening.source_seq')), 'identity-unknown', $2
     FROM (SELECT * FROM strangers WHERE NOT (${settled}) ORDER BY row_number OFFSET 0) AS ordered`,
    [importId, now],
  );
  const annulled = await countOf(
    tx,
    'SELECT count(*) AS n FROM strangers JOIN replaced USING (row_number) WHERE is_void AND NOT EXISTS (SELECT 1 FROM identity.parked_events AS parked WHERE parked.import_id = $1 AND parked.row_number = strangers.row_number)',
    [importId],
  );
  await tx.query('DROP TABLE strangers, replaced');
  return { parked, annulled };
}

/**
 * Tries parked objects again whose number has come to be known. What is refused even then stays parked, with the reason.
 * @returns how many found their resident
 */
export async function retryParkedEvents(
  tx: EntityManager,
  job: Pick<ObjectMerge, 'importId' | 'now' | 'today'>,
): Promise<number> {
  await tx.query(`TRUNCATE ${EVENTS_STAGING}`);
  const staged = await affected(
    tx,
    `INSERT INTO ${EVENTS_STAGING} (row_number, ${COLUMNS}, seq, parked_id)
     SELECT row_number() OVER (ORDER BY seq), ${COLUMNS}, seq, id FROM identity.parked_events AS parked WHERE EXISTS (
       SELECT 1 FROM identity.identifiers AS identifier WHERE identifier.value = parked.value
         AND (parked.type IS NULL OR identifier.type = parked.type) AND (parked.domain IS NULL OR identifier.domain = parked.domain))`,
  );
  if (staged === 0) return 0;
  await createObjectTables(tx);
  await mergeStaged({ tx, ...job });
  await tx.query(
    `UPDATE identity.parked_events AS parked SET reason = refused.code FROM ${EVENTS_STAGING} AS staged JOIN refused USING (row_number)
     WHERE parked.id = staged.parked_id`,
  );
  const taken = await affected(
    tx,
    `DELETE FROM identity.parked_events AS parked USING ${EVENTS_STAGING} AS staged
     WHERE parked.id = staged.parked_id AND NOT EXISTS (SELECT 1 FROM refused WHERE refused.row_number = staged.row_number)`,
  );
  await tx.query('DROP TABLE found, resolved');
  await tx.query(`TRUNCATE ${EVENTS_STAGING}`);
  return taken;
}
