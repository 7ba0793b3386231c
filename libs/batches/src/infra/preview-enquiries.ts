import { definitionId } from '@kallelse/eligibility';
import type { EntityManager } from 'typeorm';
import type { BatchPreview, ReasonCount } from '../domain/preview';
import { countReach } from './count-reach';
import { definitionsHash, findEnquiries, type EnquiryRequest } from './enquiries';

/** Why those whose decision is to enquire are not asked now, by a code of `countOthers`. */
const NOT_ASKED: Readonly<Record<string, Omit<ReasonCount, 'count'>>> = {
  // Asked already, and not yet answered: one letter at a time.
  'open-enquiry': { status: 'enquire', kind: 'hold', code: 'open-enquiry', path: 'enquiry' },
  // What is unknown is nothing that a letter asks for.
  'data-exception': { status: 'enquire', kind: 'unknown', code: 'data-exception', path: 'eligibility' },
  // Another kind of letter asks for it.
  questionnaire: { status: 'enquire', kind: 'unknown', code: 'questionnaire', path: 'ask' },
  'organ-enquiry-first': { status: 'enquire', kind: 'unknown', code: 'organ-enquiry-first', path: 'enquiry' },
};

/** Whom an enquiry batch would ask, in a transaction of kallelse_selection. */
export async function previewEnquiries(tx: EntityManager, request: EnquiryRequest): Promise<BatchPreview> {
  await findEnquiries(tx, request);
  const [totals] = await tx.query<{ people: number; found: number; selected: number; hash: string }[]>(
    `SELECT count(DISTINCT resident_id) AS people, count(*) AS found, count(*) FILTER (WHERE is_selected) AS selected, encode(sha256(convert_to(coalesce(
       string_agg(resident_id::text, ',' ORDER BY resident_id, template) FILTER (WHERE is_selected), ''), 'UTF8')), 'hex') AS hash FROM enquiries`,
  );
  const reasons = await countReasons(tx, request.asks);
  const others = await countOthers(tx);
  const { channels, unreachableBecause } = await countReach(tx, 'enquiries', ['1177', 'paper']);
  const districts = await tx.query<{ district: string | null; due: number; selected: number }[]>(
    `SELECT CASE WHEN reach.protection = 'none' THEN district END AS district, count(*) AS due, count(*) FILTER (WHERE is_selected) AS selected
     FROM enquiries LEFT JOIN screening.resident_reach AS reach USING (resident_id) GROUP BY 1 ORDER BY 1 NULLS LAST`,
  );
  const [found, selected] = [totals?.found ?? 0, totals?.selected ?? 0];
  const population = others.reduce((sum, { count }) => sum + count, totals?.people ?? 0);
  return {
    asOf: request.asOf,
    definition: request.rules.map(({ definition }) => definitionId(definition)).join(', '),
    definitionHash: definitionsHash(request.rules),
    population,
    decisions: { enquire: population },
    reasons: [
      ...reasons,
      ...others.flatMap(({ why, count }) => {
        const reason = NOT_ASKED[why];
        return reason ? [{ ...reason, count }] : [];
      }),
    ],
    selected,
    lastCall: 0,
    leftByCapacity: found - selected,
    districts,
    channels,
    unreachableBecause,
    unreachable: channels.find(({ channel }) => channel === 'outreach')?.count ?? 0,
    dataExceptions: others.find(({ why }) => why === 'data-exception')?.count ?? 0,
    expected: { inside: true },
    crossChecked: 0,
    selectedHash: totals?.hash ?? '',
  };
}

/** Why those are asked who can be: by what is asked and programme; one person may be asked for several. */
async function countReasons(tx: EntityManager, asks: EnquiryRequest['asks']): Promise<ReasonCount[]> {
  const rows = await tx.query<{ programme: string; ask: string; count: number }[]>(
    `SELECT programme, ask, count(DISTINCT asked.resident_id) AS count FROM asked CROSS JOIN LATERAL unnest(asked.asks) AS ask
     JOIN enquiries ON enquiries.resident_id = asked.resident_id AND ask = ANY (enquiries.asks) GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  const prefix = asks === 'organs' ? 'organ' : 'attribute';
  return rows.map(({ programme, ask, count }) => ({
    ...{ status: 'enquire', kind: 'unknown', code: `${prefix}.${ask}`, path: programme, count },
  }));
}

/** Those whose decision is to enquire and who are not asked, each for one reason: asked already before anything else. */
function countOthers(tx: EntityManager): Promise<{ why: string; count: number }[]> {
  return tx.query(
    `SELECT CASE WHEN can_be_asked THEN 'open-enquiry' WHEN 'data-exception' = ANY (apart) THEN 'data-exception' ELSE apart[1] END AS why,
       count(*) AS count
     FROM (SELECT resident_id, bool_or(cardinality(asks) > 0) AS can_be_asked, array_agg(DISTINCT asked.apart) AS apart
       FROM asked GROUP BY resident_id) AS person
     WHERE NOT EXISTS (SELECT 1 FROM enquiries WHERE enquiries.resident_id = person.resident_id) GROUP BY 1 ORDER BY 1`,
  );
}
