import { decodeDecision, leavesOf, Parameters, STAGE, type Definition } from '@kallelse/eligibility';
import { ENQUIRY_TEMPLATE } from '@kallelse/episodes';
import { canonicalHash, type PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import type { BatchFilters } from '../domain/batch-filters';
import { decidedSql, orderSql } from './selection-sql';

export interface EnquiryRules {
  readonly definition: Definition;
  readonly regionsApart: readonly string[];
}

/** One hash for all the rules that an enquiry follows from. */
export function definitionsHash(rules: readonly EnquiryRules[]): string {
  return canonicalHash(rules.map(({ definition, regionsApart }) => [definition.hash, ...regionsApart]));
}

export interface EnquiryRequest {
  /** What is asked for: organs, for every programme in force, or the attributes that one programme asks for. */
  readonly asks: 'organs' | 'attributes';
  readonly rules: readonly EnquiryRules[];
  readonly asOf: PlainDate;
  readonly region: string | null;
  readonly filters: BatchFilters;
  readonly seed: string;
  readonly capacity: number | null;
}

/** Why somebody whose decision is to enquire is not asked by this kind of letter. */
export type Apart = 'data-exception' | 'questionnaire' | 'organ-enquiry-first';

/**
 * Finds whom to ask. Organs: over all programmes in force, one enquiry a resident, for every organ that a decision waits
 * for. Attributes: one programme, a letter for each questionnaire that holds a question still open; whoever also waits for
 * an organ is asked for that first, since without it no answer matters. Fills the temporary tables `asked` (everybody whose
 * decision is to enquire: resident, programme, what to ask for, and `apart`, why not) and `enquiries` (resident, template,
 * district, asks, is_selected: those with something to ask and no such letter open).
 */
export async function findEnquiries(tx: EntityManager, request: EnquiryRequest): Promise<void> {
  await tx.query(
    'CREATE TEMPORARY TABLE asked (resident_id bigint, programme text, district text, asks text[], apart text) ON COMMIT DROP',
  );
  for (const rules of request.rules) await findAsked(tx, request, rules);
  const templates = request.rules.flatMap(({ definition }) => Object.entries(definition.delivery.ask));
  const [kind, template] =
    request.asks === 'organs'
      ? ['enquiry', `'${ENQUIRY_TEMPLATE}'`]
      : ['questionnaire', `($1::jsonb ->> ask)`];
  await tx.query(
    `CREATE TEMPORARY TABLE enquiries (resident_id bigint, template text, district text, asks text[], waits_since date,
       last_call boolean, is_selected boolean) ON COMMIT DROP`,
  );
  await tx.query(
    `INSERT INTO enquiries
     SELECT resident_id, template, min(district), array_agg(DISTINCT ask ORDER BY ask), NULL, false, false
     FROM asked CROSS JOIN LATERAL unnest(asks) AS ask CROSS JOIN LATERAL (SELECT ${template}) AS letter (template)
     WHERE NOT EXISTS (SELECT 1 FROM screening.contacts AS contact WHERE contact.resident_id = asked.resident_id
       AND contact.kind = '${kind}' AND contact.closed_on IS NULL AND (contact.kind = 'enquiry' OR contact.template = letter.template))
     GROUP BY resident_id, template`,
    request.asks === 'organs' ? [] : [JSON.stringify(Object.fromEntries(templates))],
  );
  const parameters = new Parameters();
  const order = orderSql(request.seed, parameters);
  const limit = request.capacity === null ? 'true' : `place <= ${parameters.add(request.capacity, 'int')}`;
  await tx.query(
    `UPDATE enquiries SET is_selected = true FROM (
       SELECT resident_id, template, row_number() OVER (ORDER BY ${order}, template) AS place FROM enquiries) AS placed
     WHERE placed.resident_id = enquiries.resident_id AND placed.template = enquiries.template AND ${limit}`,
    parameters.values,
  );
}

/** Groups of residents with the same unknown leaves become what to ask them for, or why not. */
async function findAsked(tx: EntityManager, request: EnquiryRequest, rules: EnquiryRules): Promise<void> {
  const { definition } = rules;
  const { text, parameters, words } = decidedSql({ ...request, ...rules });
  const bits = Array.from({ length: words }, (_, w) => `r${w}`);
  const columns = bits.map((name) => `${name} bigint`).join(', ');
  await tx.query(
    `CREATE TEMPORARY TABLE unknowns (resident_id bigint, district text, ${columns}) ON COMMIT DROP`,
  );
  await tx.query(
    `INSERT INTO unknowns SELECT resident_id, district, ${bits.join(', ')} FROM (${text}) AS decided WHERE stage = ${STAGE.enquire}`,
    [...parameters.values],
  );
  const groups = await tx.query<Record<string, number>[]>(`SELECT DISTINCT ${bits.join(', ')} FROM unknowns`);
  for (const group of groups) {
    const { asks, apart } = whatToAsk(
      definition,
      unknownFacts(definition, request.asOf, group),
      request.asks,
    );
    const same = bits.map((name, i) => `${name} = $${i + 4}`).join(' AND ');
    await tx.query(`INSERT INTO asked SELECT resident_id, $1, district, $2, $3 FROM unknowns WHERE ${same}`, [
      definition.programme,
      asks,
      apart,
      ...bits.map((name) => group[name]),
    ]);
  }
  await tx.query('DROP TABLE unknowns');
}

/** The facts of the unknown leaves that a group's decision waits for. */
function unknownFacts(
  definition: Definition,
  asOf: PlainDate,
  group: Record<string, number>,
): readonly string[] {
  const row = {
    resident_id: 0,
    stage: STAGE.enquire,
    target: null,
    s_path: null,
    due_on: null,
    enquiry_until: null,
    manual: null,
    ...group,
  };
  const unknown = decodeDecision(definition, asOf, row).reasons;
  const leaves = leavesOf(definition.eligibility);
  return unknown.flatMap(({ path }) =>
    leaves.filter((leaf) => leaf.path === path).map((leaf) => leaf.fact.name),
  );
}

/** A letter goes only where every unknown fact is an organ or an attribute that the definition asks for. */
function whatToAsk(
  { delivery }: Definition,
  facts: readonly string[],
  kind: EnquiryRequest['asks'],
): { readonly asks: readonly string[]; readonly apart: Apart | null } {
  const organs = facts.flatMap((name) => /^organ\.([a-z]+)(\.basis)?$/.exec(name)?.[1] ?? []);
  const attributes = facts
    .flatMap((name) => /^attribute\.(.+)$/.exec(name)?.[1] ?? [])
    .filter((name) => name in delivery.ask);
  const apart = (reason: Apart) => ({ asks: [], apart: reason });
  if (organs.length + attributes.length < facts.length) return apart('data-exception');
  if (kind === 'organs')
    return organs.length > 0 ? { asks: [...new Set(organs)], apart: null } : apart('questionnaire');
  return organs.length > 0 ? apart('organ-enquiry-first') : { asks: [...new Set(attributes)], apart: null };
}
