import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import { OBJECT_TABLES, type ObjectKind } from '../../domain/event-line';
import { householdKey, refreshTouched } from '../register/merge-register';
import { mergeObjects } from './merge-objects';
import { resolveObjects } from './resolve-objects';

export const EVENTS_STAGING = 'identity.events_staging';

export interface EventCounts {
  readonly new: number;
  readonly changed: number;
  readonly annulled: number;
  /** Objects that were there already, and lines followed by a later line on the same object. */
  readonly unchanged: number;
  /** Lines of numbers nobody has yet. */
  readonly parked: number;
}

/**
 * Merges the staged objects into their sources and derives facts anew for whom they concern; in the transaction it is
 * given. Refused lines stand in the temporary table `refused`.
 */
export async function mergeEvents(
  tx: EntityManager,
  importId: number,
  now: Date,
  today: PlainDate,
): Promise<EventCounts> {
  for (const table of ['refused', 'touched']) await tx.query(`DROP TABLE IF EXISTS pg_temp.${table}`);
  await tx.query(
    'CREATE TEMPORARY TABLE refused (row_number int, column_name text, code text) ON COMMIT DROP',
  );
  await tx.query('CREATE TEMPORARY TABLE touched (resident_id bigint) ON COMMIT DROP');
  await tx.query(`ANALYZE ${EVENTS_STAGING}`);
  const parked = await resolveObjects(tx, importId, now);
  const total = { added: 0, changed: 0, voided: 0 };
  for (const kind of Object.keys(OBJECT_TABLES) as ObjectKind[]) {
    const counts = await mergeObjects({ tx, importId, now }, kind);
    total.added += counts.added;
    total.changed += counts.changed;
    total.voided += counts.voided;
  }
  await tx.query('DROP TABLE found, resolved');
  await refreshTouched({ tx, today, householdKey: await householdKey(tx) });
  const [staged] = await tx.query<{ lines: number; refused: number }[]>(
    `SELECT (SELECT count(*) FROM ${EVENTS_STAGING}) AS lines, (SELECT count(*) FROM refused) AS refused`,
  );
  const done = total.added + total.changed + total.voided + parked + (staged?.refused ?? 0);
  return {
    new: total.added,
    changed: total.changed,
    annulled: total.voided,
    unchanged: (staged?.lines ?? 0) - done,
    parked,
  };
}

/**
 * Tries parked objects again whose number has come to be known.
 * @returns how many found their resident
 */
export async function retryParkedEvents(
  tx: EntityManager,
  importId: number,
  now: Date,
  today: PlainDate,
): Promise<number> {
  await tx.query(`TRUNCATE ${EVENTS_STAGING}`);
  const columns = 'value, type, domain, kind, object, ref, fingerprint, is_void';
  const taken = await tx.query<unknown[]>(
    `WITH known AS (
       DELETE FROM identity.parked_events AS parked WHERE EXISTS (
         SELECT 1 FROM identity.identifiers AS identifier WHERE identifier.value = parked.value
           AND (parked.type IS NULL OR identifier.type = parked.type) AND (parked.domain IS NULL OR identifier.domain = parked.domain))
       RETURNING id, ${columns})
     INSERT INTO ${EVENTS_STAGING} (row_number, ${columns})
     SELECT row_number() OVER (ORDER BY id), ${columns} FROM known RETURNING 1`,
  );
  if (taken.length > 0) await mergeEvents(tx, importId, now, today);
  await tx.query(`TRUNCATE ${EVENTS_STAGING}`);
  return taken.length;
}
