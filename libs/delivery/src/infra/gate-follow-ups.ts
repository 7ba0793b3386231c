import type { Definition } from '@kallelse/eligibility';
import { followedTestSql } from '@kallelse/episodes';
import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import { AT, atGate, type GateContact } from './gate-rounds';

/**
 * A letter that follows a result is stopped when that result stands no more, a later test has made it old, or the person
 * has been called again already.
 */
export async function stoppedFollowUps(
  tx: EntityManager,
  { countsTests, delivery }: Definition,
  contacts: readonly GateContact[],
  asOf: PlainDate,
): Promise<[number, string][]> {
  const found: [number, string][] = [];
  for (const { id: step, results } of delivery.followUps) {
    const rows = await tx.query<{ id: number; reason: string }[]>(
      `SELECT * FROM (
         SELECT contact.id, CASE WHEN episode.close_reason IS DISTINCT FROM 'participated'
             OR NOT EXISTS (SELECT FROM screening.events AS test WHERE ${followedTestSql('$4')}) THEN 'result-changed'
           WHEN EXISTS (SELECT FROM screening.events AS later WHERE later.resident_id = at.resident_id AND later.programme = episode.programme
             AND later.type = 'test' AND later.superseded_at IS NULL AND later.from_date > episode.participated_on AND later.from_date <= $5
             AND ($6::text[] IS NULL OR later.method = ANY ($6))) THEN 'tested'
           WHEN EXISTS (SELECT FROM screening.episodes AS next WHERE next.resident_id = at.resident_id AND next.programme = episode.programme
             AND next.id > episode.id AND next.handed_over_on IS NOT NULL) THEN 'episode-over' END AS reason
         FROM ${AT} JOIN screening.contacts AS contact USING (id) JOIN screening.episodes AS episode ON episode.id = contact.episode_id
         WHERE contact.kind = 'follow-up' AND contact.step = $3) AS weighed WHERE reason IS NOT NULL`,
      [...atGate(contacts), step, results, asOf, countsTests ?? null],
    );
    found.push(...rows.map(({ id, reason }): [number, string] => [id, reason]));
  }
  return found;
}
