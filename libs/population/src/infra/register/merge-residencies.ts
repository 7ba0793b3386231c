import type { EntityManager } from 'typeorm';
import type { Move } from './merge-sources';

const COLUMNS =
  'birth_date, from_date, until_date, status, status_date, since, region, municipality, district, recorded';

/** The residencies that the two residents of a merge had, by `seq`. */
export interface ResidencyMerge {
  readonly survivor: readonly number[];
  readonly absorbed: readonly number[];
  /** Versions that the survivor got from the other. */
  readonly added: readonly number[];
}

/**
 * Unites the residencies of two residents under the survivor. On a day that both speak of, the one whose number is the
 * present one (`holder`) is right; but a death is not undone by the other's later address, somebody has to look first.
 */
export async function mergeResidencies(
  tx: EntityManager,
  { from: absorbed, to: survivor, at, importId }: Move,
  holder: number,
): Promise<ResidencyMerge> {
  const before = { survivor: await liveOf(tx, survivor), absorbed: await liveOf(tx, absorbed) };
  const other = holder === survivor ? absorbed : survivor;
  await end(tx, [survivor, absorbed], at);
  const added = await tx.query<{ seq: number }[]>(
    `WITH entries AS (
       SELECT * FROM screening.residencies WHERE resident_id = $3 AND seq = ANY ($4) AND superseded_at = $1
       UNION ALL SELECT * FROM screening.residencies WHERE resident_id = $5 AND seq = ANY ($6) AND superseded_at = $1),
     versions AS (
       SELECT DISTINCT ON (from_date) * FROM entries ORDER BY from_date, (resident_id = $7) DESC, seq DESC),
     death AS (
       SELECT min(from_date) AS day FROM (
         SELECT DISTINCT ON (resident_id) * FROM entries ORDER BY resident_id, from_date DESC NULLS LAST, seq DESC) AS last
       WHERE status = 'deceased'),
     born AS (SELECT birth_date FROM entries WHERE resident_id = $7 ORDER BY seq DESC LIMIT 1)
     INSERT INTO screening.residencies (resident_id, ${COLUMNS}, import_id, recorded_at)
     SELECT $3, ${COLUMNS.replace('birth_date', 'born.birth_date')}, $2, $1
     FROM versions CROSS JOIN death CROSS JOIN born
     WHERE death.day IS NULL OR versions.from_date IS NULL OR versions.from_date <= death.day
     ORDER BY (versions.resident_id = $8) DESC, versions.seq RETURNING seq`,
    [at, importId, survivor, before.survivor, absorbed, before.absorbed, holder, other],
  );
  return { ...before, added: added.map(({ seq }) => seq) };
}

/**
 * Gives both residents their own residencies back. What the register has said since the merge belongs to the holder of
 * the present number, as if the link had never been made.
 */
export async function splitResidencies(
  tx: EntityManager,
  { from: absorbed, to: survivor, at, importId }: Move,
  holder: number,
  merge: ResidencyMerge,
): Promise<void> {
  const live = await liveOf(tx, survivor);
  const later = live.filter((seq) => !merge.added.includes(seq));
  await end(tx, [survivor], at);
  const restore = (resident: number, before: readonly number[], since: readonly number[]): Promise<unknown> =>
    tx.query(
      `WITH since AS (
         SELECT DISTINCT ON (seq) * FROM screening.residencies WHERE resident_id = $4 AND seq = ANY ($6)
         ORDER BY seq, superseded_at DESC, recorded_at DESC, ctid DESC),
       own AS (
         SELECT DISTINCT ON (seq) * FROM screening.residencies WHERE resident_id = $3 AND seq = ANY ($5)
         ORDER BY seq, superseded_at DESC, recorded_at DESC, ctid DESC),
       versions AS (
         SELECT * FROM own WHERE NOT EXISTS (
           SELECT 1 FROM since WHERE coalesce(own.from_date, '-infinity') >= coalesce(since.from_date, '-infinity'))
         UNION ALL SELECT * FROM since)
       INSERT INTO screening.residencies (seq, resident_id, ${COLUMNS}, import_id, recorded_at)
       SELECT seq, $3, ${COLUMNS}, $2, $1 FROM versions`,
      [at, importId, resident, survivor, before, since],
    );
  await restore(survivor, merge.survivor, holder === survivor ? later : []);
  await restore(absorbed, merge.absorbed, holder === absorbed ? later : []);
}

async function liveOf(tx: EntityManager, resident: number): Promise<number[]> {
  const rows = await tx.query<{ seq: number }[]>(
    'SELECT seq FROM screening.residencies WHERE resident_id = $1 AND superseded_at IS NULL ORDER BY seq',
    [resident],
  );
  return rows.map(({ seq }) => seq);
}

async function end(tx: EntityManager, residents: readonly number[], at: Date): Promise<void> {
  await tx.query(
    `UPDATE screening.residencies SET superseded_at = $2 WHERE resident_id = ANY ($1) AND superseded_at IS NULL`,
    [residents, at],
  );
}
