import { appendOwnEvents } from '@kallelse/population';
import { tellRounds } from './round-events';
import type { Settling } from './round-rules';

/** What one resident may have only one of, and what makes two of them the same. */
const TABLES = {
  episodes: { unique: `state = 'open'`, same: 'ours.programme = theirs.programme' },
  contacts: {
    unique: `closed_on IS NULL`,
    same: `ours.kind = theirs.kind AND (theirs.kind = 'enquiry' OR (theirs.kind = 'questionnaire' AND ours.template = theirs.template))`,
  },
} as const;

/** Whatever was moved belongs to whoever its former resident is now: after a split, the former resident again. */
export async function giveBack(settling: Settling): Promise<number> {
  const { tx } = settling;
  const returned: Record<keyof typeof TABLES, number[]> = { episodes: [], contacts: [] };
  for (const table of ['episodes', 'contacts'] as const) {
    const { unique, same } = TABLES[table];
    const [rows] = await tx.query<[{ id: number }[], number]>(
      `UPDATE screening.${table} AS theirs SET resident_id = owner.id,
         former_resident_id = nullif(theirs.former_resident_id, owner.id)
       FROM (SELECT moved.id AS row, screening.present_resident(moved.former_resident_id) AS id
         FROM screening.${table} AS moved WHERE moved.former_resident_id IS NOT NULL) AS owner
       WHERE owner.row = theirs.id AND owner.id <> theirs.resident_id
         AND NOT EXISTS (SELECT 1 FROM screening.resident_merges WHERE absorbed_id = theirs.resident_id AND split_at IS NULL)
         AND NOT (${unique} AND EXISTS (
           SELECT 1 FROM screening.${table} AS ours WHERE ours.resident_id = owner.id AND ${same} AND ours.${unique}))
       RETURNING theirs.id`,
    );
    returned[table] = rows.map(({ id }) => id);
  }
  await eventsFollow(settling, returned);
  return returned.episodes.length + returned.contacts.length;
}

/** What happened in a round since the merge was recorded with the survivor; a split knows of earlier events only. */
async function eventsFollow(
  settling: Settling,
  { episodes, contacts }: { readonly episodes: readonly number[]; readonly contacts: readonly number[] },
): Promise<void> {
  const { tx, now, today } = settling;
  await tellRounds(
    settling,
    `id = ANY ($1::bigint[]) AND coalesce(close_reason, '') NOT IN ('undeliverable', 'annulled')`,
    [episodes],
  );
  await appendOwnEvents(tx, {
    events: `SELECT 'kallelse:contact:' || contact.id AS ref, contact.resident_id, coalesce(episode.programme, batch.programme) AS programme,
        CASE WHEN contact.kind = 'invitation' THEN 'invitation' ELSE 'enquiry' END AS type, contact.handed_over_on AS from_date, NULL::date AS until_date
      FROM screening.contacts AS contact JOIN screening.batches AS batch ON batch.id = contact.batch_id
      LEFT JOIN screening.episodes AS episode ON episode.id = contact.episode_id
      WHERE contact.id = ANY ($1::bigint[]) AND contact.kind IN ('invitation', 'enquiry', 'questionnaire') AND settled_on IS NOT NULL
        AND coalesce(close_reason, '') NOT IN ('undeliverable', 'annulled')`,
    values: [contacts],
    now,
    today,
  });
}
