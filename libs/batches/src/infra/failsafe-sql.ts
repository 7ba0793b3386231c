import { STAGE } from '@kallelse/eligibility';
import type { PlainDate } from '@kallelse/kernel';
import { reachChannelSql, unreachableCauseSql } from '@kallelse/population';
import type { EntityManager } from 'typeorm';
import type { OverdueCount, OverdueResident, UnselectableCount } from '../domain/failsafe';
import type { EnquiryRules } from './enquiries';
import { decidedSql, INVITED, waitsSinceSql } from './selection-sql';

/** Protected residents stand in no district. */
const DISTRICT = `CASE WHEN reach.protection = 'none' THEN district END`;

/** Makes the temporary tables that {@link addProgramme} fills and the others read. */
export async function beginFailsafe(tx: EntityManager): Promise<void> {
  await tx.query(
    'CREATE TEMPORARY TABLE overdue (resident_id bigint, programme text, district text, because text, since date) ON COMMIT DROP',
  );
  await tx.query(
    'CREATE TEMPORARY TABLE unselectable (programme text, district text, because text, residents int) ON COMMIT DROP',
  );
}

/**
 * Decides everybody of a programme as of a day to come, in one pass: who is due by then and has no round; who has one whose
 * invitation did not go out; and whom no batch can select or reach.
 */
export async function addProgramme(
  tx: EntityManager,
  rules: EnquiryRules,
  until: PlainDate,
  region: string | null,
): Promise<void> {
  const { definition } = rules;
  const request = { ...rules, asOf: until, region, filters: {} };
  const { text, parameters } = decidedSql(request);
  const programme = parameters.add(definition.programme, 'text');
  const asks = parameters.add(Object.keys(definition.delivery.ask).length > 0, 'boolean');
  await tx.query(
    `WITH decided AS MATERIALIZED (${text}),
     due AS (SELECT decided.*, ${waitsSinceSql(request)} AS since, ${DISTRICT} AS shown, ${reachChannelSql('reach', definition.delivery.channels)} AS channel,
         ${unreachableCauseSql('reach')} AS cause
       FROM decided LEFT JOIN screening.resident_reach AS reach USING (resident_id)
       WHERE ${INVITED} AND NOT EXISTS (SELECT 1 FROM screening.episodes AS round WHERE round.resident_id = decided.resident_id
         AND round.programme = ${programme} AND round.state = 'open')),
     listed AS (INSERT INTO overdue SELECT resident_id, ${programme}, shown, 'not-called', since FROM due)
     INSERT INTO unselectable
       SELECT ${programme}, shown, cause, count(*) FROM due WHERE channel = 'outreach' GROUP BY 2, 3
       UNION ALL SELECT ${programme}, ${DISTRICT}, CASE WHEN ${asks} THEN 'organ-or-attribute-unknown' ELSE 'organ-unknown' END, count(*)
       FROM decided LEFT JOIN screening.resident_reach AS reach USING (resident_id) WHERE stage = ${STAGE.enquire} GROUP BY 2`,
    [...parameters.values],
  );
  await addUnsent(tx, definition.programme, region, rules.regionsApart);
}

/** Rounds that wait for an invitation which nothing will send by itself. */
async function addUnsent(
  tx: EntityManager,
  programme: string,
  region: string | null,
  regionsApart: readonly string[],
): Promise<void> {
  await tx.query(
    `INSERT INTO overdue
     SELECT round.resident_id, round.programme, round.district,
       CASE WHEN contact.state IN ('waiting', 'in-progress') THEN 'batch-not-released' ELSE coalesce(contact.reason, contact.state) END, round.opened_on
     FROM screening.episodes AS round JOIN screening.contacts AS contact ON contact.episode_id = round.id AND contact.kind IN ('announcement', 'invitation')
     JOIN screening.batches AS batch ON batch.id = contact.batch_id
     WHERE round.programme = $1 AND round.state = 'open' AND round.handed_over_on IS NULL
       AND ($2::text IS NULL OR round.region = $2) AND (round.region IS NULL OR round.region <> ALL ($3::text[]))
       AND contact.state <> 'handed-over' AND NOT (contact.state IN ('waiting', 'in-progress') AND batch.state = 'released')`,
    [programme, region, [...regionsApart]],
  );
}

/** What was found, by programme, district and reason. */
export async function countFailsafe(
  tx: EntityManager,
): Promise<{ overdue: OverdueCount[]; unselectable: UnselectableCount[] }> {
  const overdue = await tx.query<OverdueCount[]>(
    `SELECT programme, district, because, count(*)::int AS residents, min(since) AS since FROM overdue
     GROUP BY 1, 2, 3 ORDER BY 1, 2 NULLS LAST, 4 DESC, 3`,
  );
  const unselectable = await tx.query<UnselectableCount[]>(
    `SELECT programme, district, because, sum(residents)::int AS residents FROM unselectable
     GROUP BY 1, 2, 3 ORDER BY 1, 2 NULLS LAST, 4 DESC, 3`,
  );
  return { overdue, unselectable };
}

/** Most of the list that is in memory at once. */
const PAGE = 10_000;

/** Everybody who is overdue, those who have waited longest first, a page at a time. */
export async function* listOverdue(tx: EntityManager): AsyncGenerator<readonly OverdueResident[]> {
  await tx.query(
    `CREATE TEMPORARY TABLE overdue_in_order ON COMMIT DROP AS
     SELECT row_number() OVER (ORDER BY programme, since NULLS FIRST, resident_id) AS place, * FROM overdue`,
  );
  await tx.query('CREATE INDEX ON overdue_in_order (place)');
  for (let first = 1; ; first += PAGE) {
    const page = await tx.query<OverdueResident[]>(
      `SELECT resident_id AS resident, programme, district, because, since FROM overdue_in_order
       WHERE place >= $1 AND place < $2 ORDER BY place`,
      [first, first + PAGE],
    );
    if (page.length > 0) yield page;
    if (page.length < PAGE) return;
  }
}
