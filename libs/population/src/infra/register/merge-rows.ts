import type { EntityManager } from 'typeorm';
import { OBJECT_SOURCES, type ObjectSource } from './merge-sources';
import { countOf } from './register-context';
import type { StoredMerge } from './split-residents';

/** A merge with its time. */
export interface DatedMerge extends StoredMerge {
  readonly merged_at: Date;
}

const COLUMNS = 'id, survivor_id, absorbed_id, holder_id, import_id, moved, merged_at';

/** The merge by which a resident went to another, else the latest by which others came to it; undone ones do not count. */
export async function latestMerge(tx: EntityManager, resident: number): Promise<DatedMerge | undefined> {
  const [merge] = await tx.query<DatedMerge[]>(
    `SELECT ${COLUMNS} FROM screening.resident_merges WHERE split_at IS NULL AND $1 IN (survivor_id, absorbed_id)
     ORDER BY (absorbed_id = $1) DESC, id DESC LIMIT 1 FOR UPDATE`,
    [resident],
  );
  return merge;
}

/** A merge that its survivor took part in afterwards: it has to be undone first. */
export async function laterMerge(
  tx: EntityManager,
  { id, survivor_id: survivor }: StoredMerge,
): Promise<DatedMerge | undefined> {
  const [merge] = await tx.query<DatedMerge[]>(
    `SELECT ${COLUMNS} FROM screening.resident_merges WHERE split_at IS NULL AND id > $1 AND $2 IN (survivor_id, absorbed_id)
     ORDER BY id DESC LIMIT 1`,
    [id, survivor],
  );
  return merge;
}

/** How many entries of each source a merge moved or united, and so many a split takes back. */
export function movedCounts({ moved }: StoredMerge): Partial<Record<ObjectSource, number>> {
  const counts = (Object.keys(OBJECT_SOURCES) as ObjectSource[]).map((source) => {
    const rows = moved[source];
    return [source, (rows?.moved.length ?? 0) + (rows?.closed.length ?? 0)] as const;
  });
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

/** How many entries somebody has that came after a merge: with a later import, or our own events at a later time. */
export async function entriesSince(
  tx: EntityManager,
  resident: number,
  { survivor_id, absorbed_id, import_id, merged_at }: DatedMerge,
): Promise<number> {
  const since = Object.keys(OBJECT_SOURCES).map(
    (source) =>
      `SELECT count(*) AS n FROM screening.${source} AS live WHERE live.resident_id = $1 AND live.superseded_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM screening.${source} AS earlier WHERE earlier.resident_id = ANY ($4) AND earlier.seq = live.seq
           AND CASE WHEN earlier.import_id IS NULL THEN earlier.recorded_at <= $3 ELSE earlier.import_id <= $2 END)`,
  );
  return countOf(tx, `SELECT sum(n)::bigint AS n FROM (${since.join(' UNION ALL ')}) AS counted`, [
    resident,
    import_id,
    merged_at,
    [survivor_id, absorbed_id],
  ]);
}
