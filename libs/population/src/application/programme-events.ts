import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import { refreshEventFacts } from '../infra/register/refresh-facts';

/** An event that Kallelse itself brings about: a round begun or ended, an invitation or an enquiry handed over. */
export interface OwnEvents {
  /**
   * A subselect with the columns ref (text, unique, `kallelse:…`), resident_id, programme (null on an enquiry), type,
   * from_date, until_date (null: open or a point). A known ref with other dates or another resident is a new version.
   */
  readonly events: string;
  readonly values: readonly unknown[];
  readonly now: Date;
  readonly today: PlainDate;
}

/**
 * Appends Kallelse's own events to the sources and keeps the read models, in the caller's transaction: the only way an
 * event comes in beside the imports. Running it again adds nothing.
 * @returns how many events were added or changed
 */
export async function appendOwnEvents(
  tx: EntityManager,
  { events, values, now, today }: OwnEvents,
): Promise<number> {
  await tx.query(
    `CREATE TEMPORARY TABLE own_events_new ON COMMIT DROP AS
     SELECT given.*, live.seq, live.resident_id AS former_resident_id FROM (${events}) AS given LEFT JOIN screening.events AS live
       ON live.ref = given.ref AND live.superseded_at IS NULL
     WHERE live.seq IS NULL OR (live.resident_id, live.from_date, live.until_date)
       IS DISTINCT FROM (given.resident_id, given.from_date, given.until_date)`,
    [...values],
  );
  const added = await appendNew(tx, now, today);
  await tx.query('DROP TABLE own_events_new');
  return added;
}

async function appendNew(tx: EntityManager, now: Date, today: PlainDate): Promise<number> {
  if (await isEmpty(tx, 'own_events_new')) return 0;
  await tx.query(
    `UPDATE screening.events AS row SET superseded_at = $1 FROM own_events_new AS given
     WHERE row.ref = given.ref AND row.superseded_at IS NULL`,
    [now],
  );
  const added = await tx.query<unknown[]>(
    `INSERT INTO screening.events (seq, resident_id, programme, type, from_date, until_date, ref, fingerprint, recorded_at)
     SELECT coalesce(seq, nextval('screening.source_seq')), resident_id, programme, type, from_date, until_date, ref,
       substring(sha256(convert_to('ref:' || ref, 'UTF8')) FOR 16), $1
     FROM own_events_new ORDER BY ref RETURNING 1`,
    [now],
  );
  const changed = `SELECT resident_id, programme, type FROM own_events_new
    UNION SELECT former_resident_id, programme, type FROM own_events_new WHERE former_resident_id IS NOT NULL`;
  await refreshEventFacts(tx, today, changed);
  return added.length;
}

/** Settling is run often and mostly finds nothing: the statements that follow are not for nothing then. */
async function isEmpty(tx: EntityManager, table: string): Promise<boolean> {
  const rows = await tx.query<unknown[]>(`SELECT FROM ${table} LIMIT 1`);
  return rows.length === 0;
}

/**
 * Voids own events by ref: as if they had never been.
 * @param refs a subselect of refs
 */
export async function voidOwnEvents(
  tx: EntityManager,
  { refs, values, now, today }: Omit<OwnEvents, 'events'> & { readonly refs: string },
): Promise<void> {
  await tx.query(
    `CREATE TEMPORARY TABLE own_events_void ON COMMIT DROP AS
     SELECT ref, resident_id, programme, type FROM screening.events WHERE superseded_at IS NULL AND ref IN (${refs})`,
    [...values],
  );
  if (!(await isEmpty(tx, 'own_events_void'))) {
    await tx.query(
      `UPDATE screening.events AS row SET superseded_at = $1 FROM own_events_void AS given
       WHERE row.ref = given.ref AND row.superseded_at IS NULL`,
      [now],
    );
    await refreshEventFacts(tx, today, 'SELECT resident_id, programme, type FROM own_events_void');
  }
  await tx.query('DROP TABLE own_events_void');
}
