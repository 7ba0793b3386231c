import type { EntityManager } from 'typeorm';

/** States of a kit that somebody has or is to get, as an SQL list. */
export const LIVE_KIT = `('ordered', 'listed', 'packed', 'sent')`;

/** Orders whose kit has come back with its letter: a letter sent again needs another kit. */
const CAME_BACK = `(earlier.state = 'returned' OR (earlier.state = 'cancelled' AND earlier.reason = 'letter-returned'))`;

/** The kit that the letter of a dispatch promises: that of its step, unless the round has letters in
 * its place, the one that is replaced, or that was asked for; who has it already gets no second. */
const WANTED = `
  SELECT dispatch.id AS dispatch_id, contact.id AS contact_id, contact.episode_id, contact.batch_id, episode.programme,
    coalesce(replaced.kit_type, contact.asked_kit, step.kit) AS kit_type
  FROM screening.dispatches AS dispatch JOIN screening.contacts AS contact ON contact.id = dispatch.contact_id
  JOIN screening.episodes AS episode ON episode.id = contact.episode_id
  LEFT JOIN (SELECT definition.id AS definition_id, each ->> 'id' AS id, each ->> 'kit' AS kit,
      definition.document #> ARRAY['kits', each ->> 'kit', 'letterAfter'] IS NOT NULL AS has_letter
    FROM screening.definitions AS definition CROSS JOIN LATERAL jsonb_array_elements(definition.document -> 'steps') AS each
    WHERE each ? 'kit' OFFSET 0) AS step
    ON step.definition_id = episode.definition_id AND step.id = contact.step AND contact.kind <> 'replacement'
  LEFT JOIN screening.kit_orders AS replaced ON replaced.replacement_contact_id = contact.id
  WHERE dispatch.id = ANY ($1::bigint[]) AND coalesce(replaced.kit_type, contact.asked_kit, step.kit) IS NOT NULL
    AND NOT (episode.without_kit AND coalesce(step.has_letter, false))
    AND NOT EXISTS (SELECT FROM screening.kit_orders AS earlier WHERE earlier.contact_id = contact.id AND NOT ${CAME_BACK})`;

/**
 * Orders the kits of letters that leave the house, in the transaction that hands them over: no letter without its kit, no
 * kit without its letter. A round has one kit at a time; an earlier one is stopped where it can be, and given up else.
 */
export async function orderKits(
  tx: EntityManager,
  dispatches: readonly number[],
  now: Date,
  today: string,
): Promise<void> {
  if (await anyLive(tx, dispatches)) await giveUpLive(tx, dispatches, now);
  await tx.query(
    `INSERT INTO screening.kit_orders
       (episode_id, contact_id, dispatch_id, batch_id, programme, kit_type, ordered_on, changed_at)
     SELECT episode_id, contact_id, dispatch_id, batch_id, programme, kit_type, $2::date, $3::timestamptz
     FROM (${WANTED}) AS wanted ORDER BY dispatch_id`,
    [dispatches, today, now],
  );
}

/** Hardly any first letter is of a round that has a kit already. Asked round by round, since live kits may be by far the more. */
async function anyLive(tx: EntityManager, dispatches: readonly number[]): Promise<boolean> {
  const rows = await tx.query<unknown[]>(
    `SELECT 1 FROM screening.dispatches AS dispatch JOIN screening.contacts AS contact ON contact.id = dispatch.contact_id
     CROSS JOIN LATERAL (SELECT FROM screening.kit_orders AS live
       WHERE live.episode_id = contact.episode_id AND live.state IN ${LIVE_KIT} LIMIT 1) AS has_one
     WHERE dispatch.id = ANY ($1::bigint[]) LIMIT 1`,
    [dispatches],
  );
  return rows.length > 0;
}

async function giveUpLive(tx: EntityManager, dispatches: readonly number[], now: Date): Promise<void> {
  await tx.query(
    `UPDATE screening.kit_orders AS live SET state = CASE live.state WHEN 'sent' THEN 'replaced' ELSE 'cancelled' END,
       reason = 'new-kit', changed_at = $2
     FROM (${WANTED}) AS wanted WHERE live.episode_id = wanted.episode_id AND live.state IN ${LIVE_KIT}`,
    [dispatches, now],
  );
}
