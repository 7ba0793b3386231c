import type { EntityManager } from 'typeorm';

/**
 * The day from which a new status holds, for a row of `target` ($1: today): the date the register gives, else the day it
 * was recorded, else today. Somebody registered again is so at the earliest from the day on which the other status began.
 */
export const STATUS_FROM = `CASE WHEN target.status = 'registered'
  THEN greatest(old_from, coalesce(row_status_date, CASE WHEN row_since > old_from THEN row_since END, recorded::date, $1::date))
  ELSE coalesce(row_status_date, recorded::date, $1::date) END`;

/**
 * The day from which a changed residency holds: the date of what changed, where the register gives one, else the day it
 * was recorded, else today; a corrected birth date changes no residency. A district that is new with an edition is no
 * move: it holds from that edition's first day at the earliest, and the code before it stays for the time before.
 */
export const HOLDS_FROM = `CASE
  WHEN target.status <> old_status THEN ${STATUS_FROM}
  WHEN target.status_date IS DISTINCT FROM old_status_date AND target.status_date IS NOT NULL AND target.status <> 'registered'
    THEN target.status_date
  WHEN (target.region, target.municipality, target.since) IS DISTINCT FROM (old_region, old_municipality, old_since)
    THEN coalesce(row_since, recorded::date, $1::date)
  WHEN target.district IS DISTINCT FROM old_district THEN greatest(coalesce(row_since, recorded::date, $1::date),
    (SELECT min(edition.valid_from) FROM analytics.districts AS edition WHERE edition.code = target.district))
  ELSE old_from END`;

/** Ends what was known of residencies from `holds_from` on, for the residents of a table with that column. */
export async function supersedeFrom(tx: EntityManager, table: string, now: Date): Promise<void> {
  await tx.query(
    `UPDATE screening.residencies AS version SET superseded_at = $1 FROM ${table} AS moved
     WHERE version.resident_id = moved.resident_id AND version.superseded_at IS NULL
       AND coalesce(version.from_date, '-infinity') >= coalesce(moved.holds_from, '-infinity')`,
    [now],
  );
}
