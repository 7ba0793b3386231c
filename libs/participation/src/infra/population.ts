import {
  compileToSql,
  coveredBy,
  decodeDecision,
  definitionId,
  Parameters,
  type DecisionRow,
  type Definition,
} from '@kallelse/eligibility';
import { toDay, type PlainDate } from '@kallelse/kernel';
import { registerFacts } from '@kallelse/population';
import { scopeSql } from '@kallelse/programmes';
import type { EntityManager } from 'typeorm';
import { AGE_BAND_YEARS } from './cube-cell';

/** The rules of one region, or of all that have none of their own. */
export interface RulesOfRegion {
  readonly definition: Definition;
  readonly region: string | null;
  readonly regionsApart: readonly string[];
}

export interface PopulationRequest {
  readonly programme: string;
  readonly asOf: PlainDate;
  readonly rules: readonly RulesOfRegion[];
  readonly now: Date;
}

/**
 * Counts the population of a day by the compiled rules, in one pass over the register for each set of rules, in a
 * transaction of kallelse_import, which keeps what is derived from the register. Whoever is protected is counted with no
 * district. Again it does nothing.
 * @returns how many residents were counted; undefined: the day was counted before
 */
export async function countPopulation(
  tx: EntityManager,
  { programme, asOf, rules, now }: PopulationRequest,
): Promise<number | undefined> {
  const [snapshot] = await tx.query<{ id: number }[]>(
    `INSERT INTO analytics.population_snapshots (programme, as_of, definitions, residents, made_at) VALUES ($1, $2, $3, 0, $4)
     ON CONFLICT (programme, as_of) DO NOTHING RETURNING id`,
    [programme, asOf, rules.map(({ definition }) => definitionId(definition)), now],
  );
  if (!snapshot) return undefined;
  for (const one of rules) await countByRules(tx, snapshot.id, asOf, one);
  const [row] = await tx.query<{ n: number }[]>(
    `SELECT coalesce(sum(residents), 0)::int AS n FROM analytics.population WHERE snapshot_id = $1`,
    [snapshot.id],
  );
  return row?.n ?? 0;
}

const GROUP = [
  ...['district', 'area_type', 'age_band', 'covered', 'called', 'tested_ago'],
  ...['invited_lately', 'tested_lately'],
];

async function countByRules(
  tx: EntityManager,
  snapshot: number,
  asOf: PlainDate,
  { definition, region, regionsApart }: RulesOfRegion,
): Promise<void> {
  const parameters = new Parameters();
  const day = parameters.day(toDay(asOf));
  const source = registerFacts(definition.programme, asOf, (bound) =>
    scopeSql({ region, regionsApart, asOf }, bound),
  );
  const { text, words } = compileToSql(definition, asOf, {
    source,
    carry: ['district', 'area_type', 'birth_date', 'test_dates', 'test_methods', 'invitations'],
    probes: [coveredBy(definition)],
    parameters,
  });
  const { countsTests } = definition;
  const lastTest = countsTests
    ? `(SELECT max(test.day) FROM unnest(test_dates, test_methods) AS test(day, method) WHERE test.method = ANY (${parameters.add([...countsTests], 'text[]')}))`
    : 'test_dates[1]';
  const yearBefore = `${day} - interval '1 year'`;
  const reasons = Array.from({ length: words }, (_, w) => `r${w}`);
  const key = ['stage', 'target', ...reasons, 's_path', `due_on > ${day}`, 'manual'];
  const decision = ['stage', 'target', ...reasons, 's_path', 'due_on', 'manual'];
  const sample = decision.map((name) => `any_value(${name}) AS ${name}`).join(', ');
  await tx.query(
    `CREATE TEMPORARY TABLE decided ON COMMIT DROP AS
     SELECT ${GROUP.join(', ')}, key, ${sample}, min(age) AS youngest, count(*)::int AS residents FROM (
       SELECT ${decision.join(', ')}, CASE WHEN hidden.id IS NULL THEN district END AS district,
         CASE WHEN hidden.id IS NULL THEN area_type END AS area_type, m0 <> 0 AS covered, coalesce(cardinality(invitations), 0) > 0 AS called,
         CASE WHEN last_test IS NULL THEN NULL WHEN last_test > ${day} - interval '10 years' THEN 0
           WHEN last_test > ${day} - interval '20 years' THEN 10 ELSE 20 END AS tested_ago,
         coalesce(invitations[1] > ${yearBefore}, false) AS invited_lately, coalesce(last_test > ${yearBefore}, false) AS tested_lately,
         age, age / ${AGE_BAND_YEARS} * ${AGE_BAND_YEARS} AS age_band,
         concat_ws('|', ${key.map((part) => `coalesce((${part})::text, '')`).join(', ')}) AS key
       FROM (SELECT *, extract(year FROM age(${day}, birth_date))::int AS age, ${lastTest} AS last_test FROM (${text}) AS one) AS aged
       LEFT JOIN (SELECT resident_id AS id FROM screening.resident_reach WHERE protection <> 'none') AS hidden
         ON hidden.id = aged.resident_id) AS placed
     GROUP BY ${GROUP.join(', ')}, key`,
    parameters.values,
  );
  const kinds = await tx.query<(DecisionRow & { key: string })[]>(
    `SELECT key, NULL AS enquiry_until, ${sample} FROM decided GROUP BY key`,
  );
  const told = kinds.map((row) => toldOf(definition, asOf, row));
  await tx.query(
    `INSERT INTO analytics.population (snapshot_id, ${GROUP.join(', ')}, target, status, reason, residents)
     SELECT $1, ${GROUP.join(', ')}, target, told.status, told.reason, sum(residents)
     FROM decided JOIN unnest($2::text[], $3::text[], $4::text[]) AS told(key, status, reason) USING (key)
     GROUP BY ${GROUP.join(', ')}, target, told.status, told.reason`,
    [
      ...[snapshot, kinds.map((kind) => kind.key)],
      ...[told.map(({ status }) => status), told.map(({ reason }) => reason)],
    ],
  );
  await tx.query(
    `UPDATE analytics.population_snapshots AS snapshot SET residents = snapshot.residents + counted.residents, youngest = least(snapshot.youngest, counted.youngest)
     FROM (SELECT coalesce(sum(residents), 0) AS residents, min(youngest) FILTER (WHERE target) AS youngest FROM decided) AS counted WHERE id = $1`,
    [snapshot],
  );
  await tx.query('DROP TABLE decided');
}

/** What is told of a decision: its status and first reason; no organ is named, since figures are read without that right. */
function toldOf(
  definition: Definition,
  asOf: PlainDate,
  row: DecisionRow,
): { status: string; reason: string | null } {
  const { status, reasons } = decodeDecision(definition, asOf, row);
  const [first] = reasons;
  const isOfOrgan = first && (first.code.startsWith('organ.') || first.path === 'enquiry');
  return { status, reason: isOfOrgan ? 'organ' : (first?.code ?? null) };
}
