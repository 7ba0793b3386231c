import { decodeDecision, leavesOf, Parameters, STAGE, type Definition } from '@kallelse/eligibility';
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
  /** Every programme in force. */
  readonly rules: readonly EnquiryRules[];
  readonly asOf: PlainDate;
  readonly region: string | null;
  readonly filters: BatchFilters;
  readonly seed: string;
  readonly capacity: number | null;
}

/**
 * Finds whom to ask, over all programmes in force: one enquiry a resident, for every organ that a decision waits for.
 * Fills the temporary tables `asked` (everybody whose decision is to enquire: resident, programme, and the organs to ask
 * for; none where it waits for something that no letter asks for) and `enquiries` (resident, district, organs,
 * is_selected: those with something to ask and no enquiry open).
 */
export async function findEnquiries(tx: EntityManager, request: EnquiryRequest): Promise<void> {
  await tx.query(
    'CREATE TEMPORARY TABLE asked (resident_id bigint, programme text, district text, organs text[]) ON COMMIT DROP',
  );
  for (const rules of request.rules) await findAsked(tx, request, rules);
  await tx.query(`
    CREATE TEMPORARY TABLE enquiries ON COMMIT DROP AS
    SELECT resident_id, min(district) AS district, array_agg(DISTINCT organ ORDER BY organ) AS organs, NULL::date AS due_on,
      false AS last_call, false AS is_selected
    FROM asked CROSS JOIN LATERAL unnest(organs) AS organ
    WHERE NOT EXISTS (SELECT 1 FROM screening.contacts AS contact WHERE contact.resident_id = asked.resident_id
      AND contact.kind = 'enquiry' AND contact.closed_on IS NULL)
    GROUP BY resident_id`);
  const parameters = new Parameters();
  const order = orderSql(request.seed, parameters);
  const limit = request.capacity === null ? 'true' : `place <= ${parameters.add(request.capacity, 'int')}`;
  await tx.query(
    `UPDATE enquiries SET is_selected = true FROM (
       SELECT resident_id, row_number() OVER (ORDER BY ${order}) AS place FROM enquiries) AS placed
     WHERE placed.resident_id = enquiries.resident_id AND ${limit}`,
    parameters.values,
  );
}

/** Groups of residents with the same unknown leaves become the organs to ask for; what cannot be asked drops out. */
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
    const organs = askableOrgans(definition, request.asOf, group);
    const same = bits.map((name, i) => `${name} = $${i + 3}`).join(' AND ');
    await tx.query(`INSERT INTO asked SELECT resident_id, $1, district, $2 FROM unknowns WHERE ${same}`, [
      definition.programme,
      organs,
      ...bits.map((name) => group[name]),
    ]);
  }
  await tx.query('DROP TABLE unknowns');
}

/** The organs among the unknown leaves; none when a leaf is unknown that a letter cannot ask for. */
function askableOrgans(definition: Definition, asOf: PlainDate, group: Record<string, number>): string[] {
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
  const facts = unknown.flatMap(({ path }) =>
    leaves.filter((leaf) => leaf.path === path).map((leaf) => leaf.fact.name),
  );
  const organs = facts.flatMap((name) => /^organ\.([a-z]+)(\.basis)?$/.exec(name)?.[1] ?? []);
  return organs.length === facts.length ? [...new Set(organs)] : [];
}
