import { definitionId } from '@kallelse/eligibility';
import { reachChannelSql } from '@kallelse/population';
import type { EntityManager } from 'typeorm';
import type { BatchPreview, PreviewChannel } from '../domain/preview';
import { definitionsHash, findEnquiries, type EnquiryRequest } from './enquiries';

/** Whom an enquiry batch would ask, in a transaction of kallelse_selection. */
export async function previewEnquiries(tx: EntityManager, request: EnquiryRequest): Promise<BatchPreview> {
  await findEnquiries(tx, request);
  const [totals] = await tx.query<{ found: number; selected: number; hash: string }[]>(
    `SELECT count(*) AS found, count(*) FILTER (WHERE is_selected) AS selected, encode(sha256(convert_to(coalesce(
       string_agg(resident_id::text, ',' ORDER BY resident_id) FILTER (WHERE is_selected), ''), 'UTF8')), 'hex') AS hash FROM enquiries`,
  );
  const reasons = await tx.query<{ programme: string; organ: string; count: number }[]>(
    `SELECT programme, organ, count(*) AS count FROM asked CROSS JOIN LATERAL unnest(organs) AS organ GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  const channels = await tx.query<{ channel: PreviewChannel; count: number }[]>(
    `SELECT ${reachChannelSql('reach', ['1177', 'paper'])} AS channel, count(*) AS count
     FROM enquiries LEFT JOIN screening.resident_reach AS reach USING (resident_id) WHERE is_selected GROUP BY 1 ORDER BY 2 DESC`,
  );
  const districts = await tx.query<{ district: string | null; due: number; selected: number }[]>(
    `SELECT CASE WHEN reach.protection = 'none' THEN district END AS district, count(*) AS due, count(*) FILTER (WHERE is_selected) AS selected
     FROM enquiries LEFT JOIN screening.resident_reach AS reach USING (resident_id) GROUP BY 1 ORDER BY 1 NULLS LAST`,
  );
  const [found, selected] = [totals?.found ?? 0, totals?.selected ?? 0];
  return {
    asOf: request.asOf,
    definition: request.rules.map(({ definition }) => definitionId(definition)).join(', '),
    definitionHash: definitionsHash(request.rules),
    population: found,
    decisions: { enquire: found },
    reasons: reasons.map(({ programme, organ, count }) => ({
      status: 'enquire',
      kind: 'unknown',
      code: `organ.${organ}`,
      path: programme,
      count,
    })),
    selected,
    lastCall: 0,
    leftByCapacity: found - selected,
    districts,
    channels,
    unreachable: channels.find(({ channel }) => channel === 'outreach')?.count ?? 0,
    dataExceptions: 0,
    expected: { inside: true },
    crossChecked: 0,
    selectedHash: totals?.hash ?? '',
  };
}
