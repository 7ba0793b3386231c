import { definitionId } from '@kallelse/eligibility';
import type { EntityManager } from 'typeorm';
import type { BatchPreview, ReasonCount } from '../domain/preview';
import { countReach } from './count-reach';
import { definitionsHash, findEnquiries, type EnquiryRequest } from './enquiries';

/** Asked already, and not yet answered: one enquiry at a time. */
const OPEN_ENQUIRY = { status: 'enquire', kind: 'hold', code: 'open-enquiry', path: 'enquiry' } as const;
/** What is unknown is nothing that a letter asks for. */
const NOT_ASKABLE = {
  status: 'enquire',
  kind: 'unknown',
  code: 'data-exception',
  path: 'eligibility',
} as const;

/** Whom an enquiry batch would ask, in a transaction of kallelse_selection. */
export async function previewEnquiries(tx: EntityManager, request: EnquiryRequest): Promise<BatchPreview> {
  await findEnquiries(tx, request);
  const [totals] = await tx.query<{ found: number; selected: number; hash: string }[]>(
    `SELECT count(*) AS found, count(*) FILTER (WHERE is_selected) AS selected, encode(sha256(convert_to(coalesce(
       string_agg(resident_id::text, ',' ORDER BY resident_id) FILTER (WHERE is_selected), ''), 'UTF8')), 'hex') AS hash FROM enquiries`,
  );
  const reasons = await countReasons(tx);
  const apart = await countOthers(tx);
  const { channels, unreachableBecause } = await countReach(tx, 'enquiries', ['1177', 'paper']);
  const districts = await tx.query<{ district: string | null; due: number; selected: number }[]>(
    `SELECT CASE WHEN reach.protection = 'none' THEN district END AS district, count(*) AS due, count(*) FILTER (WHERE is_selected) AS selected
     FROM enquiries LEFT JOIN screening.resident_reach AS reach USING (resident_id) GROUP BY 1 ORDER BY 1 NULLS LAST`,
  );
  const [found, selected] = [totals?.found ?? 0, totals?.selected ?? 0];
  return {
    asOf: request.asOf,
    definition: request.rules.map(({ definition }) => definitionId(definition)).join(', '),
    definitionHash: definitionsHash(request.rules),
    population: found + apart.open + apart.unaskable,
    decisions: { enquire: found + apart.open + apart.unaskable },
    reasons: [
      ...reasons,
      ...(apart.open > 0 ? [{ ...OPEN_ENQUIRY, count: apart.open }] : []),
      ...(apart.unaskable > 0 ? [{ ...NOT_ASKABLE, count: apart.unaskable }] : []),
    ],
    selected,
    lastCall: 0,
    leftByCapacity: found - selected,
    districts,
    channels,
    unreachableBecause,
    unreachable: channels.find(({ channel }) => channel === 'outreach')?.count ?? 0,
    dataExceptions: apart.unaskable,
    expected: { inside: true },
    crossChecked: 0,
    selectedHash: totals?.hash ?? '',
  };
}

/** Why those are asked who can be: by organ and programme; one person may be asked for several. */
async function countReasons(tx: EntityManager): Promise<ReasonCount[]> {
  const rows = await tx.query<{ programme: string; organ: string; count: number }[]>(
    `SELECT programme, organ, count(*) AS count FROM asked JOIN enquiries USING (resident_id) CROSS JOIN LATERAL unnest(asked.organs) AS organ
     GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  return rows.map(({ programme, organ, count }) => ({
    ...{ status: 'enquire', kind: 'unknown', code: `organ.${organ}`, path: programme, count },
  }));
}

/** Those whose decision is to enquire and who are not asked: with an enquiry open, or with nothing that can be asked. */
async function countOthers(tx: EntityManager): Promise<{ open: number; unaskable: number }> {
  const [others] = await tx.query<{ open: number; unaskable: number }[]>(
    `SELECT count(*) FILTER (WHERE can_be_asked) AS open, count(*) FILTER (WHERE NOT can_be_asked) AS unaskable
     FROM (SELECT resident_id, bool_or(cardinality(organs) > 0) AS can_be_asked FROM asked GROUP BY resident_id) AS person
     WHERE NOT EXISTS (SELECT 1 FROM enquiries WHERE enquiries.resident_id = person.resident_id)`,
  );
  return others ?? { open: 0, unaskable: 0 };
}
